"""Deliveries: claimed under a lease like letters, and tried again for three days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from app.domain import outbox
from app.domain.webhooks import endpoints
from app.models import WebhookDelivery

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long to wait after each failed try, as the specification suggests; then it is given up."""
LONGEST_WAIT = timedelta(hours=24)
"""However much later an endpoint asks us to come back."""
EACH = 2
"""Messages to one endpoint in one batch, so that one that hangs does not keep others waiting."""
GONE = 410
"""The status by which an endpoint says that it wants to hear nothing more."""

_LONGEST_ERROR = 120
_IS_OPEN = (WebhookDelivery.delivered_at.is_(None), WebhookDelivery.given_up_at.is_(None))


@dataclass(frozen=True)
class Claim:
    """A message that is ours until `until`."""

    delivery_id: int
    tries: int
    until: datetime

    @property
    def is_last_try(self) -> bool:
        """Whether a message that is not taken now will be given up."""
        return self.tries >= len(RETRIES)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try."""

    status: int | None
    """None where there was no answer."""
    error: str
    answer: str
    took_ms: int
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Any 2xx; a redirect is none, since nobody follows it."""
        return self.status is not None and 200 <= self.status < 300


def waiting(session: Session, now: datetime) -> bool:
    """Whether a message could be claimed: a cheap look before asking for the right to write."""
    return bool(session.scalar(select(exists().where(_claimable(now)))))


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> list[Claim]:
    """Take up to `limit` due messages that nobody else has, the oldest first and a few of each endpoint."""
    place = func.row_number().over(
        partition_by=WebhookDelivery.endpoint_id, order_by=(WebhookDelivery.due_at, WebhookDelivery.id)
    )
    ranked = select(WebhookDelivery.id, place.label("place")).where(_claimable(now)).subquery()
    # See app.domain.outbox for the CTE and the condition that judges again.
    due = (
        select(WebhookDelivery.id)
        .where(WebhookDelivery.id.in_(select(ranked.c.id).where(ranked.c.place <= EACH)))
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(select(due.c.id)), _claimable(now))
        .values(leased_until=now + lease)
        .returning(
            WebhookDelivery.id, WebhookDelivery.tries, WebhookDelivery.leased_until, WebhookDelivery.due_at
        )
        .execution_options(synchronize_session=False)
    ).all()
    taken = sorted(taken, key=lambda row: (row.due_at, row.id))
    return [Claim(row.id, row.tries, row.leased_until) for row in taken]


def read(session: Session, claims: Sequence[Claim]) -> dict[int, WebhookDelivery]:
    """The claimed messages by id, with their endpoints."""
    query = select(WebhookDelivery).where(WebhookDelivery.id.in_([claim.delivery_id for claim in claims]))
    found = session.scalars(query.options(selectinload(WebhookDelivery.endpoint)))
    return {delivery.id: delivery for delivery in found}


def settle(session: Session, claim: Claim, result: Result, now: datetime, chance: float) -> bool:
    """Write down what came of a try, and when the next one is; after the last it is given up.

    `chance` is a random number from 0 to 1. False if the claim is no longer ours.
    """
    seen = {
        "tries": claim.tries + 1,
        "tried_at": now,
        "last_status": result.status,
        "last_error": _short(result.error) or None,
        "last_answer": result.answer.replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        "took_ms": result.took_ms,
    }
    if result.is_success:
        return _close(session, claim, delivered_at=now, **seen)
    if result.status == GONE or claim.is_last_try:
        ours = _close(session, claim, given_up_at=now, **seen)
        if ours:
            _after_giving_up(session, claim, result, now)
        return ours
    wait = RETRIES[claim.tries] * (1 + outbox.JITTER * chance)
    if result.retry_after:
        wait = max(wait, min(result.retry_after, LONGEST_WAIT))
    return _close(session, claim, due_at=now + wait, **seen)


def release(session: Session, claims: Iterable[Claim]) -> None:
    """Give messages back that were not tried."""
    for claim in claims:
        _close(session, claim)


def _after_giving_up(session: Session, claim: Claim, result: Result, now: datetime) -> None:
    """Switch an endpoint off that is gone, or took nothing since this message was written."""
    delivery = session.get_one(WebhookDelivery, claim.delivery_id, populate_existing=True)
    endpoint = delivery.endpoint
    if result.status == GONE:
        reason = "It answered 410: it wants to hear nothing more."
    else:
        taken = select(WebhookDelivery.id).where(
            WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.delivered_at >= delivery.created_at
        )
        if session.scalar(taken.limit(1)) is not None:
            return
        reason = _short(f"It took nothing for three days. At last: {result.error}")
    if endpoints.disable(session, endpoint.id, now, reason):
        details = {"url": endpoint.url.partition("?")[0], "reason": reason}
        outbox.post(session, "webhook_disabled", endpoint.partner.email, details=details, now=now)


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(
        *_IS_OPEN,
        WebhookDelivery.due_at <= now,
        or_(WebhookDelivery.leased_until.is_(None), WebhookDelivery.leased_until <= now),
    )


def _close(session: Session, claim: Claim, **result: Any) -> bool:
    """End the lease with a result, if it is still the lease that was given."""
    closed = session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == claim.delivery_id, WebhookDelivery.leased_until == claim.until)
        .values(leased_until=None, **result)
        .returning(WebhookDelivery.id)
        .execution_options(synchronize_session=False)
    )
    return closed.first() is not None


def _short(error: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in error)[:_LONGEST_ERROR]
