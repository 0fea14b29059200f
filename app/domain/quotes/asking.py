"""What a customer wants to have changed, and what the partner makes of it."""

from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import catalogs, outbox, pricing
from app.domain.catalog import Product
from app.domain.pricing import Configuration
from app.domain.quotes.drafting import change, draft_of
from app.domain.quotes.sending import send
from app.domain.quotes.steps import (
    DateIsOver,
    Outdated,
    RuleBroken,
    StepNotPossible,
    drop_requests,
    is_expired,
    record,
)
from app.domain.webhooks import events
from app.models import ModificationRequest, Partner, Quote, QuoteRevision

MOST = 50
"""Requests of one quote: beyond this somebody should call."""

_INSERT = InsertOnce(ModificationRequest.__table__)


def ask(
    session: Session,
    quote: Quote,
    revision: int,
    wanted: Configuration,
    note: str,
    handle_hash: str,
    now: datetime,
) -> bool:
    """The customer asks for changes of the revision that they saw; False if the same form did before.

    What they asked for earlier and nobody has decided is replaced by it.
    Raises RuleBroken, DateIsOver, StepNotPossible.
    """
    asked_before = select(ModificationRequest.id).where(ModificationRequest.handle_hash == handle_hash)
    if session.scalar(asked_before) is not None:
        return False
    if quote.state != "sent" or not 1 <= revision <= quote.revision or len(quote.requests) >= MOST:
        raise StepNotPossible(f"quote {quote.id} is {quote.state}")
    if is_expired(quote, now.date()):
        raise DateIsOver(f"quote {quote.id}")
    broken = pricing.violations(catalogs.product_of(session, quote, wanted.product), wanted)
    if broken:
        raise RuleBroken(broken)
    drop_requests(session, quote, now)
    values = {
        "quote_id": quote.id,
        "handle_hash": handle_hash,
        "revision": revision,
        "configuration": wanted.content(),
        "note": note,
        "state": "open",
        "made_at": now,
    }
    if _INSERT(session, values) is None:
        return False
    record(session, quote, "asked", "customer", now, revision=revision)
    partner = session.get_one(Partner, quote.partner_id)
    outbox.post(session, "quote_asked", partner.email, details={"quote_id": quote.id, "note": note}, now=now)
    events.of_quote(session, quote, "asked", now)
    return True


def apply(session: Session, quote: Quote, request: ModificationRequest, actor: str, now: datetime) -> None:
    """Make a new revision of what the customer wants, and send it.

    Raises Outdated where another revision was sent since, StepNotPossible where somebody was
    quicker or a draft is in the way, RuleBroken, DateIsOver.
    """
    if request.revision != quote.revision:
        raise Outdated(f"request {request.id} is about revision {request.revision}")
    if draft_of(session, quote) is not None:
        raise StepNotPossible(f"quote {quote.id} has a draft")
    _decide(session, request, "applied", actor, now)
    product = catalogs.product_of(session, quote, request.configuration["product"])
    change(session, quote, Configuration.of(request.configuration, product), actor, now)
    send(session, quote, actor, now)
    record(session, quote, "request_applied", actor, now, request=request.id)


def decline(
    session: Session, quote: Quote, request: ModificationRequest, reason: str, actor: str, now: datetime
) -> None:
    """Leave the quote as it is, and tell the customer why. Raises StepNotPossible."""
    _decide(session, request, "declined", actor, now, reason)
    record(session, quote, "request_declined", actor, now, request=request.id, reason=reason)
    details = {"quote_id": quote.id, "request_id": request.id}
    outbox.post(session, "quote_declined", quote.email, details=details, now=now)


def rebase(
    session: Session, quote: Quote, request: ModificationRequest, actor: str, now: datetime
) -> Configuration:
    """Put what the customer changed onto the last revision. Raises StepNotPossible."""
    product, seen = _configured(session, quote, request.revision)
    _, last = _configured(session, quote, quote.revision)
    wished = Configuration.of(request.configuration, product)
    rebased = onto(product, seen, wished, last)
    before = {"revision": request.revision, "configuration": request.configuration}
    values = {"revision": quote.revision, "configuration": rebased.content()}
    moved = session.execute(
        update(ModificationRequest)
        .where(
            ModificationRequest.id == request.id,
            ModificationRequest.state == "open",
            ModificationRequest.revision == request.revision,
        )
        .values(**values)
        .returning(ModificationRequest.id)
    ).first()
    if moved is None:
        raise StepNotPossible(f"request {request.id} is {request.state}")
    record(session, quote, "request_rebased", actor, now, request=request.id, before=before)
    return rebased


def onto(product: Product, seen: Configuration, wished: Configuration, last: Configuration) -> Configuration:
    """What was changed between two configurations, done to a third."""

    def chosen(name: Literal["features", "items"]) -> dict[str, int]:
        old, new, now = (dict(getattr(one, name)) for one in (seen, wished, last))
        changed = {slug for slug in old.keys() | new.keys() if old.get(slug) != new.get(slug)}
        return {slug: new.get(slug, 0) if slug in changed else now.get(slug, 0) for slug in {*now, *changed}}

    content = {
        name: getattr(wished if getattr(wished, name) != getattr(seen, name) else last, name)
        for name in ("product", "plan", "users", "term")
    }
    return Configuration.of(content | {"features": chosen("features"), "items": chosen("items")}, product)


def _configured(session: Session, quote: Quote, number: int) -> tuple[Product, Configuration]:
    revision = session.scalars(
        select(QuoteRevision).where(QuoteRevision.quote_id == quote.id, QuoteRevision.number == number)
    ).one()
    return catalogs.configured(session, quote, revision)


def _decide(
    session: Session,
    request: ModificationRequest,
    to: Literal["applied", "declined"],
    actor: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    decided = session.execute(
        update(ModificationRequest)
        .where(ModificationRequest.id == request.id, ModificationRequest.state == "open")
        .values(state=to, decided_at=now, decided_by=actor, reason=reason)
        .returning(ModificationRequest.id)
    ).first()
    if decided is None:
        raise StepNotPossible(f"request {request.id} is {cast(str, request.state)}")
