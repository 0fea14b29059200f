"""How a quote ends: accepted or rejected by the customer, lost or withdrawn by the partner."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.quotes.sending import judge
from app.domain.quotes.steps import DateIsOver, Outdated, drop_requests, is_expired, move
from app.models import Partner, Quote, QuoteRevision


def accept(session: Session, quote: Quote, revision: int, name: str, now: datetime) -> None:
    """The customer takes the revision that they saw, once, however many clicks.

    Raises Outdated, DateIsOver, RuleBroken, StepNotPossible.
    """
    today = now.date()
    _must_be_current(quote, revision)
    if is_expired(quote, today):
        raise DateIsOver(f"quote {quote.id}")
    offered = select(QuoteRevision).where(
        QuoteRevision.quote_id == quote.id, QuoteRevision.number == revision
    )
    judge(session, quote, session.scalars(offered).one())
    # All of it once more, by the database, at the one moment that counts.
    guards = (Quote.revision == revision, Quote.valid_until >= today)
    move(session, quote, "accepted", "customer", now, *guards, name=name, revision=revision)
    drop_requests(session, quote, now)
    _tell_partner(session, quote, "quote_accepted", now, name=name)


def reject(session: Session, quote: Quote, reason: str, now: datetime) -> None:
    """The customer does not take it. Raises StepNotPossible."""
    move(session, quote, "rejected", "customer", now, reason=reason)
    drop_requests(session, quote, now)
    _tell_partner(session, quote, "quote_rejected", now, reason=reason)


def close(
    session: Session, quote: Quote, to: Literal["lost", "withdrawn"], actor: str, reason: str, now: datetime
) -> None:
    """The partner ends it. Raises StepNotPossible."""
    move(session, quote, to, actor, now, reason=reason)
    drop_requests(session, quote, now)


def _must_be_current(quote: Quote, revision: int) -> None:
    if quote.state == "sent" and quote.revision != revision:
        raise Outdated(f"quote {quote.id} is at revision {quote.revision}")


def _tell_partner(session: Session, quote: Quote, kind: str, now: datetime, **details: str) -> None:
    partner = session.get_one(Partner, quote.partner_id)
    outbox.post(session, kind, partner.email, details={"quote_id": quote.id, **details}, now=now)
