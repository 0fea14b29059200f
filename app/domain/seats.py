"""Seats: a ledger of who came and went; their number on any day is a sum (SPEC section 18)."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session, contains_eager

from app.domain import seat_rules
from app.models import SeatEvent, SeatKind, Subscription

_EVENT = insert(SeatEvent.__table__)  # type: ignore[arg-type]

FURTHEST = timedelta(days=365)
"""How far ahead a change may take effect."""


class SeatsError(Exception):
    """The base of what can be wrong with a change of seats."""


class NothingToChange(SeatsError):
    """Raised for a change of no seat at all."""


class DayNotPossible(SeatsError):
    """Raised for a day on which a change can not take effect, with the first and the last that can."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"not between {first} and {last}")
        self.first, self.last = first, last


class TooFewSeats(SeatsError):
    """Raised for a service that would have less than none, with the day and what it has on that day."""

    def __init__(self, service: str, day: date, seats: int) -> None:
        super().__init__(f"{service} has {seats} on {day}")
        self.service, self.day, self.seats = service, day, seats


class ChangedMeanwhile(SeatsError):
    """Raised where the seats are no longer as they were seen: somebody was quicker, or clicked twice."""


class ForeignService(SeatsError):
    """Raised for a move to a service of another account, or to the same service."""


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


def of_all(session: Session, subscription_ids: Iterable[int], day: date) -> dict[int, int]:
    """The seats of several subscriptions on one day, in one look."""
    wanted = list(subscription_ids)
    totals = (
        select(SeatEvent.subscription_id, func.sum(SeatEvent.change))
        .where(SeatEvent.subscription_id.in_(wanted), SeatEvent.effective_on <= day)
        .group_by(SeatEvent.subscription_id)
    )
    return dict.fromkeys(wanted, 0) | {row[0]: row[1] for row in session.execute(totals)}


def ledger(account_id: int) -> Select[SeatEvent]:
    """Every event of the seats of an account, with the service that it belongs to."""
    query = select(SeatEvent).join(SeatEvent.subscription).where(Subscription.account_id == account_id)
    return query.options(contains_eager(SeatEvent.subscription))


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


def first_day(subscription: Subscription, today: date) -> date:
    """The earliest day on which a change can take effect: months before this one are settled."""
    return max(today.replace(day=1), subscription.starts_on)


def hold(session: Session, subscription: Subscription, seen: int, *others: Subscription) -> None:
    """Keep everybody else from changing these services, the first as it was seen, until the caller commits.

    `seen` is how often its seats had changed then. Raises ChangedMeanwhile.
    """
    # Always in the same order, so that two moves in opposite directions do not wait for each other.
    for one in sorted((subscription, *others), key=lambda one: one.id):
        guards = [Subscription.seat_changes == seen] if one.id == subscription.id else []
        held = session.execute(
            update(Subscription)
            .where(Subscription.id == one.id, *guards)
            .values(seat_changes=Subscription.seat_changes)
            .returning(Subscription.id)
            .execution_options(synchronize_session=False)
        ).first()
        if held is None:
            raise ChangedMeanwhile(f"subscription {one.id}")


def change(
    session: Session,
    subscription: Subscription,
    number: int,
    effective_on: date,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    """Add seats from a day on, or take them away where the number is negative.

    Raises NothingToChange, DayNotPossible, TooFewSeats, seat_rules.SeatRuleBroken: then roll back.
    """
    if not number:
        raise NothingToChange
    _judge_day(subscription, effective_on, now)
    kind: SeatKind = "added" if number > 0 else "removed"
    record(session, subscription.id, kind, number, effective_on, reason, actor, now)
    _judge(session, subscription, number, effective_on)


def move(
    session: Session,
    source: Subscription,
    target: Subscription,
    number: int,
    effective_on: date,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    """Move seats from one service of an account to another from a day on.

    Raises ForeignService, and what `change` raises: then roll back.
    """
    if source.account_id != target.account_id or source.id == target.id:
        raise ForeignService
    if number < 1:
        raise NothingToChange
    sides = [(source, -number), (target, number)]
    for subscription, _ in sides:
        _judge_day(subscription, effective_on, now)
    token = secrets.token_hex(16)
    # Always in the same order, so that two moves in opposite directions do not wait for each other.
    for subscription, part in sorted(sides, key=lambda side: side[0].id):
        record(session, subscription.id, "moved", part, effective_on, reason, actor, now, token)
    for subscription, part in sides:
        _judge(session, subscription, part, effective_on)


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


def _judge_day(subscription: Subscription, effective_on: date, now: datetime) -> None:
    first, last = first_day(subscription, now.date()), now.date() + FURTHEST
    if not first <= effective_on <= last:
        raise DayNotPossible(first, last)


def _judge(session: Session, subscription: Subscription, number: int, since: date) -> None:
    """Judge what every day from `since` on comes to, once nobody else can change it any more."""
    ahead = stretches(session, subscription.id, since, date.max)
    for stretch in ahead:
        if stretch.seats < 0:
            raise TooFewSeats(subscription.name, stretch.first, stretch.seats - number)
    seat_rules.judge(session, subscription, {stretch.seats for stretch in ahead}, growing=number > 0)
