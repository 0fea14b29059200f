"""Making a quote, and a new revision of one that was sent."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import catalogs, pricing
from app.domain.catalog import Catalog, Product
from app.domain.pricing import Configuration
from app.domain.quotes.steps import AlreadyDrafted, StepNotPossible, move, record
from app.models import Quote, QuoteRevision

VALID_FOR = timedelta(days=30)
OPEN = ("draft", "sent")
"""States in which there may be something to change."""
_INSERT = InsertOnce(Quote.__table__)


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a quote is for."""

    company: str
    name: str
    email: str
    phone: str = ""


def start(
    session: Session,
    partner_id: int,
    catalog: Catalog,
    customer: Customer,
    wanted: Configuration,
    maker: str,
    now: datetime,
    lead_id: int | None = None,
) -> Quote:
    """A draft of this configuration, which stays with this version of the catalogue for ever.

    Raises AlreadyDrafted where the lead has one.
    """
    values = asdict(customer) | {
        "partner_id": partner_id,
        "lead_id": lead_id,
        "catalog_id": catalogs.pin(session, catalog, now),
        "state": "draft",
        "revision": 0,
        "valid_until": (now + VALID_FOR).date(),
        "created_at": now,
    }
    number = _INSERT(session, values)
    if number is None:
        raise AlreadyDrafted(f"lead {lead_id}")
    quote = session.get_one(Quote, number)
    product = catalogs.product_of(session, quote, wanted.product)
    session.add(_revision(quote, product, 1, wanted, "", maker, now))
    session.flush()
    record(session, quote, "drafted", maker, now)
    return quote


def draft_of(session: Session, quote: Quote) -> QuoteRevision | None:
    """The revision that was not sent yet."""
    query = select(QuoteRevision).where(QuoteRevision.quote_id == quote.id, QuoteRevision.sent_at.is_(None))
    return session.scalar(query.order_by(QuoteRevision.number.desc()).limit(1))


def change(
    session: Session,
    quote: Quote,
    wanted: Configuration,
    maker: str,
    now: datetime,
    message: str | None = None,
) -> QuoteRevision:
    """Keep a configuration as the draft: the one there is, or a new revision of what was sent.

    Rules are judged when it is sent. Raises StepNotPossible, UnknownChoice.
    """
    # Whoever else changes or sends it at this moment is first, or waits.
    session.refresh(quote, ["state", "revision"], with_for_update=True)
    if quote.state not in OPEN:
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    product = catalogs.product_of(session, quote, wanted.product)
    draft = draft_of(session, quote)
    if draft is None:
        draft = _revision(quote, product, quote.revision + 1, wanted, message or "", maker, now)
        session.add(draft)
        session.flush()
        return draft
    for name, value in _content(product, wanted).items():
        setattr(draft, name, value)
    draft.made_by, draft.made_at = maker, now
    if message is not None:
        draft.message = message
    session.flush()
    return draft


def correct(session: Session, quote: Quote, customer: Customer) -> None:
    """Whom the quote is for, until it was sent. Raises StepNotPossible."""
    if quote.state != "draft":
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    for name, value in asdict(customer).items():
        setattr(quote, name, value)
    session.flush()


def discard(session: Session, quote: Quote) -> None:
    """Forget the revision that was not sent, of a quote that was. Raises StepNotPossible."""
    gone = session.execute(
        delete(QuoteRevision)
        .where(QuoteRevision.quote_id == quote.id, QuoteRevision.sent_at.is_(None), QuoteRevision.number > 1)
        .returning(QuoteRevision.id)
        .execution_options(synchronize_session=False)
    ).first()
    if gone is None:
        raise StepNotPossible(f"quote {quote.id} has no other revision")


def throw_away(session: Session, quote: Quote, actor: str, now: datetime) -> None:
    """Take back a draft that nobody was sent; what is written of it stays. Raises StepNotPossible."""
    move(session, quote, "discarded", actor, now)


def _revision(
    quote: Quote,
    product: Product,
    number: int,
    wanted: Configuration,
    message: str,
    maker: str,
    now: datetime,
) -> QuoteRevision:
    return QuoteRevision(
        quote_id=quote.id,
        number=number,
        message=message,
        made_by=maker,
        made_at=now,
        **_content(product, wanted),
    )


def _content(product: Product, wanted: Configuration) -> dict[str, Any]:
    price = pricing.price(product, wanted)
    return {
        "configuration": wanted.content(),
        "lines": [asdict(line) for line in price.lines],
        "monthly_cents": price.monthly,
        "once_cents": price.once,
    }
