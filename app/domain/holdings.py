"""What an account has: services, their seats and prices, and the ledger of seats (SPEC section 18)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.domain import lists, seats, subscriptions
from app.domain.billing import lines
from app.domain.billing.lines import Line
from app.domain.seats import Stretch
from app.models import SeatEvent, Subscription


@dataclass(frozen=True, slots=True)
class Holding:
    """One service of an account, as it is today."""

    subscription: Subscription
    seats: int
    ahead: tuple[Stretch, ...]
    """What is planned: days in a row after today with another number of seats."""
    lines: tuple[Line, ...]
    """What a whole month costs with the seats of today, as invoices write it."""

    @property
    def monthly(self) -> int:
        """What they come to, in cents."""
        return lines.total(self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger of seats."""

    event: SeatEvent
    after: int
    """The seats of the service on that day, once this was written down."""
    other: str | None
    """The service on the other side of a move."""


def of_account(session: Session, account_id: int, today: date) -> list[Holding]:
    """Every service of an account, in the order in which they came."""
    return [held(session, one, today) for one in subscriptions.of_account(session, account_id)]


def held(session: Session, subscription: Subscription, today: date) -> Holding:
    """One of them, with its seats and prices."""
    now, *ahead = seats.stretches(session, subscription.id, today, date.max)
    month = lines.in_advance(subscription, today.replace(day=1), now.seats)
    return Holding(subscription, now.seats, tuple(ahead), tuple(month))


def find(session: Session, account_id: int, number: int) -> Subscription | None:
    """One service of an account; somebody else's can not be told from one that does not exist."""
    query = select(Subscription).where(Subscription.id == number, Subscription.account_id == account_id)
    return session.scalar(query)


def monthly(holdings: Sequence[Holding]) -> dict[str, int]:
    """What all of them come to each month, in cents, by currency."""
    sums: dict[str, int] = {}
    for one in holdings:
        sums[one.subscription.currency] = sums.get(one.subscription.currency, 0) + one.monthly
    return sums


def entries(session: Session, events: Sequence[SeatEvent]) -> list[Entry]:
    """Events with what they have led to."""
    after, others = _after(session, events), _others(session, events)
    return [
        Entry(one, after[one.id], others.get((one.move, one.subscription_id)) if one.move else None)
        for one in events
    ]


def whole_ledger(session: Session, account_id: int, most: int) -> Iterator[Entry]:
    """Everything that happened to the seats of an account, newest first, some at a time."""
    events = lists.everything(session, seats.ledger(account_id), SeatEvent.id, most)
    while some := list(islice(events, lists.PAGE)):
        yield from entries(session, some)


def _after(session: Session, events: Sequence[SeatEvent]) -> dict[int, int]:
    earlier = aliased(SeatEvent)
    total = select(func.sum(earlier.change)).where(
        earlier.subscription_id == SeatEvent.subscription_id,
        earlier.effective_on <= SeatEvent.effective_on,
        earlier.id <= SeatEvent.id,
    )
    query = select(SeatEvent.id, total.scalar_subquery())
    found = session.execute(query.where(SeatEvent.id.in_([one.id for one in events])))
    return {number: int(after) for number, after in found}


def _others(session: Session, events: Sequence[SeatEvent]) -> dict[tuple[str, int], str]:
    """The name of the other service, by move and service."""
    moves = {one.move for one in events if one.move}
    if not moves:
        return {}
    sides = select(SeatEvent).join(SeatEvent.subscription).where(SeatEvent.move.in_(moves))
    found = list(session.scalars(sides.options(contains_eager(SeatEvent.subscription))))
    return {
        (mine.move, mine.subscription_id): other.subscription.name
        for mine in found
        for other in found
        if mine.move and mine.move == other.move and mine.id != other.id
    }
