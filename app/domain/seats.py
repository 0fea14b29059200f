"""Seats: a ledger of who came and went; their number on any day is a sum (SPEC section 18)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.models import SeatEvent, SeatKind, Subscription

_EVENT = insert(SeatEvent.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row with the same number of seats."""

    first: date
    last: date
    seats: int

    @property
    def days(self) -> int:
        """How many, the last one included."""
        return (self.last - self.first).days + 1


def on(session: Session, subscription_id: int, day: date) -> int:
    """The seats of a subscription on one day."""
    total = select(func.coalesce(func.sum(SeatEvent.change), 0)).where(
        SeatEvent.subscription_id == subscription_id, SeatEvent.effective_on <= day
    )
    return session.scalars(total).one()


def stretches(session: Session, subscription_id: int, first: date, last: date) -> list[Stretch]:
    """The seats of every day from `first` to `last`, day by day where they change."""
    changes = session.execute(
        select(SeatEvent.effective_on, func.sum(SeatEvent.change))
        .where(
            SeatEvent.subscription_id == subscription_id,
            SeatEvent.effective_on > first,
            SeatEvent.effective_on <= last,
        )
        .group_by(SeatEvent.effective_on)
        .order_by(SeatEvent.effective_on)
    ).all()
    found, begin, seats = [], first, on(session, subscription_id, first)
    for day, change in changes:
        if change:
            found.append(Stretch(begin, day - timedelta(days=1), seats))
            begin, seats = day, seats + change
    return [*found, Stretch(begin, last, seats)]


def record(
    session: Session,
    subscription_id: int,
    kind: SeatKind,
    change: int,
    effective_on: date,
    reason: str,
    actor: str,
    now: datetime,
    move: str | None = None,
) -> None:
    """Write a change down, and keep everybody else from deciding by the sum before it."""
    session.execute(
        update(Subscription)
        .where(Subscription.id == subscription_id)
        .values(seat_changes=Subscription.seat_changes + 1)
        .execution_options(synchronize_session=False)
    )
    session.connection().execute(
        _EVENT,
        {
            "subscription_id": subscription_id,
            "kind": kind,
            "change": change,
            "effective_on": effective_on,
            "reason": reason,
            "move": move,
            "actor": actor[:120],
            "at": now,
        },
    )
