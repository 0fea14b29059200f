"""Leases: each order in progress belongs to one worker for a while, as letters do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.orders.steps import OPEN, fail
from app.models import Order

RETRIES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    *(timedelta(hours=hours) for hours in (1, 4, 12)),
)
"""How long to wait after each failed try of a step; after one more the order has failed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An order that is ours until `until`."""

    order_id: int
    tries: int
    until: datetime


def waiting(session: Session, now: datetime) -> bool:
    """Whether an order could be claimed: a cheap look before asking for the right to write."""
    return bool(session.scalar(select(exists().where(_claimable(now)))))


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> list[Claim]:
    """Take up to `limit` due orders that nobody else has, whoever waits longest first."""
    # See app.domain.outbox for the CTE and the condition that judges again.
    due = (
        select(Order.id)
        .where(_claimable(now))
        .order_by(Order.due_at, Order.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = session.execute(
        update(Order)
        .where(Order.id.in_(select(due.c.id)), _claimable(now))
        .values(leased_until=now + lease)
        .returning(Order.id, Order.tries, Order.leased_until)
        .execution_options(synchronize_session=False)
    ).all()
    return [Claim(row.id, row.tries, row.leased_until) for row in sorted(taken)]


def held(session: Session, claim: Claim) -> Order | None:
    """The order, kept from everybody else until the caller commits; None if it is no longer ours."""
    query = select(Order).where(Order.id == claim.order_id, *_ours(claim))
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def ask_again(session: Session, claim: Claim, at: datetime) -> bool:
    """The step is under way elsewhere, which uses up no try. False if the claim is no longer ours."""
    return close(session, claim, due_at=at, tries=0)


def try_again(
    session: Session, claim: Claim, reason: str, sales_email: str, now: datetime, chance: float
) -> bool:
    """A step could not be taken: wait and try again, or fail after the last try.

    `chance` is a random number from 0 to 1. False if the claim is no longer ours.
    """
    if claim.tries < len(RETRIES):
        wait = RETRIES[claim.tries] * (1 + outbox.JITTER * chance)
        return close(session, claim, due_at=now + wait, tries=claim.tries + 1)
    order = held(session, claim)
    if order is None:
        return False
    fail(session, order, f"Given up after {claim.tries + 1} tries: {reason}", sales_email, now)
    return True


def close(session: Session, claim: Claim, **result: Any) -> bool:
    """End the lease with a result, if it is still the lease that was given."""
    closed = session.execute(
        update(Order)
        .where(Order.id == claim.order_id, *_ours(claim))
        .values(leased_until=None, **result)
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    )
    return closed.first() is not None


def _ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (Order.leased_until == claim.until, Order.state.in_(OPEN))


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(
        Order.state.in_(OPEN),
        Order.due_at <= now,
        or_(Order.leased_until.is_(None), Order.leased_until <= now),
    )
