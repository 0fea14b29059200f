"""Which quotes somebody looks at, and what is asked about them."""

from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.lists import mentions
from app.models import ModificationRequest, Partner, Quote

STATES = (
    "draft",
    "sent",
    "expired",
    "accepted",
    "ordered",
    "completed",
    "rejected",
    "lost",
    "withdrawn",
    "discarded",
)

_WHOLE = (selectinload(Quote.revisions), selectinload(Quote.requests), selectinload(Quote.catalog))


def quotes(
    partner_id: int | None, state: str = "", text: str = "", today: date | None = None
) -> Select[Quote]:
    """A partner's quotes, or all; `state` and `text` narrow them down where they are given.

    Drafts that were deleted are among them only where they are asked for.
    """
    query = select(Quote).where(*_of(partner_id)).options(*_WHOLE)
    if state == "expired":
        query = query.where(Quote.state == "sent", Quote.valid_until < today)
    elif state == "sent":
        query = query.where(Quote.state == "sent", Quote.valid_until >= today)
    elif state:
        query = query.where(Quote.state == state)
    else:
        query = query.where(Quote.state != "discarded")
    return query.where(*mentions(text, Quote.company, Quote.name, Quote.email))


def of_public_partner(public_id: str) -> ColumnElement[bool]:
    """Those of the partner with this PartnerID."""
    return Quote.partner_id == select(Partner.id).where(Partner.public_id == public_id).scalar_subquery()


def find(session: Session, partner_id: int | None, number: int) -> Quote | None:
    """One of a partner's own, or None: somebody else's can not be told from one that does not exist."""
    query = select(Quote).where(*_of(partner_id), Quote.id == number)
    return session.scalar(query.options(*_WHOLE, joinedload(Quote.partner)))


def of_lead(session: Session, lead_id: int) -> list[Quote]:
    """The quotes that came of a lead, newest first."""
    query = select(Quote).where(Quote.lead_id == lead_id, Quote.state != "discarded")
    return list(session.scalars(query.order_by(Quote.id.desc())))


def asking(session: Session, partner_id: int, most: int) -> list[Quote]:
    """A partner's quotes whose customers wait for an answer to what they want changed, longest first."""
    first = (
        select(ModificationRequest.quote_id, func.min(ModificationRequest.id).label("id"))
        .where(ModificationRequest.state == "open")
        .group_by(ModificationRequest.quote_id)
        .subquery()
    )
    query = select(Quote).join(first, first.c.quote_id == Quote.id)
    query = query.where(Quote.partner_id == partner_id, Quote.state == "sent")
    return list(session.scalars(query.order_by(first.c.id).options(*_WHOLE).limit(most)))


def draft_of_lead(session: Session, partner_id: int, lead_id: int) -> Quote | None:
    """The one that waits to be finished."""
    query = select(Quote).where(Quote.partner_id == partner_id, Quote.lead_id == lead_id)
    return session.scalar(query.where(Quote.state == "draft"))


def open_request(quote: Quote) -> ModificationRequest | None:
    """What the customer waits for an answer to."""
    return next((one for one in reversed(quote.requests) if one.state == "open"), None)


def _of(partner_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if partner_id is None else (Quote.partner_id == partner_id,)
