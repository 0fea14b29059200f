"""How a quote ends: accepted or rejected by the customer, lost or withdrawn by the partner."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain import leads, outbox
from app.domain.orders import placing
from app.domain.quotes.sending import judge
from app.domain.quotes.steps import (
    DateIsOver,
    Outdated,
    StepNotPossible,
    drop_requests,
    is_expired,
    move,
)
from app.domain.webhooks import events
from app.models import Lead, Order, Partner, Quote, QuoteRevision


def accept(session: Session, quote: Quote, revision: int, name: str, now: datetime) -> Order:
    """The customer takes the revision that they saw, once, however many clicks; that makes one order.

    Raises Outdated, DateIsOver, RuleBroken, StepNotPossible.
    """
    today = now.date()
    _must_be_current(quote, revision)
    if is_expired(quote, today):
        raise DateIsOver(f"quote {quote.id}")
    query = select(QuoteRevision).where(QuoteRevision.quote_id == quote.id, QuoteRevision.number == revision)
    offered = session.scalars(query).one_or_none()
    if offered is None:
        # Only what is not sent gets here: it was decided before, and never had such a revision.
        raise StepNotPossible(f"quote {quote.id} has no revision {revision}")
    judge(session, quote, offered)
    # All of it once more, by the database, at the one moment that counts.
    guards = (Quote.revision == revision, Quote.valid_until >= today, _still_theirs(quote))
    move(session, quote, "accepted", "customer", now, *guards, name=name, revision=revision)
    drop_requests(session, quote, now)
    _tell_partner(session, quote, "quote_accepted", now, name=name)
    if quote.lead_id:
        leads.note(session, session.get_one(Lead, quote.lead_id), "won", now, quote=quote.id)
    events.of_quote(session, quote, "accepted", now)
    order = placing.place(session, placing.of_revision(quote, offered), now)
    move(session, quote, "ordered", "system", now, order=order.id)
    outbox.post(session, "order_placed", quote.email, details={"order_id": order.id}, now=now)
    return order


def reject(session: Session, quote: Quote, reason: str, now: datetime) -> None:
    """The customer does not take it. Raises StepNotPossible."""
    move(session, quote, "rejected", "customer", now, _still_theirs(quote), reason=reason)
    drop_requests(session, quote, now)
    _tell_partner(session, quote, "quote_rejected", now, reason=reason)
    events.of_quote(session, quote, "rejected", now)


def close(
    session: Session, quote: Quote, to: Literal["lost", "withdrawn"], actor: str, reason: str, now: datetime
) -> None:
    """The partner ends it. Raises StepNotPossible."""
    move(session, quote, to, actor, now, reason=reason)
    drop_requests(session, quote, now)


def _still_theirs(quote: Quote) -> ColumnElement[bool]:
    # Whoever holds a letter that went to the wrong address may press a button while that is put right.
    return Quote.email == quote.email


def _must_be_current(quote: Quote, revision: int) -> None:
    if quote.state == "sent" and quote.revision != revision:
        raise Outdated(f"quote {quote.id} is at revision {quote.revision}")


def _tell_partner(session: Session, quote: Quote, kind: str, now: datetime, **details: str) -> None:
    partner = session.get_one(Partner, quote.partner_id)
    outbox.post(session, kind, partner.email, details={"quote_id": quote.id, **details}, now=now)
