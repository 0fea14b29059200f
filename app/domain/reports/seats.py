"""Seats over time, by what was written down of each that came or went (SPEC section 18)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.reports.scope import Scope
from app.models import Account, Attribution, SeatEvent, Subscription

Pace = Literal["month", "day"]
MOST_DAYS = 92
"""Lines of a table by days: for a longer period it goes by months."""
MOST_ACCOUNTS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A month or a day: the seats at its end, and how many came and went in it."""

    when: str
    """Like 2026-11, or 2026-11-23."""
    seats: int
    came: int
    went: int
    """As a positive number."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one service or one account has of the seats at the end."""

    name: str
    seats: int
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """Everything about seats that a page shows."""

    lines: tuple[Line, ...]
    services: tuple[Share, ...]
    accounts: tuple[Share, ...]
    """Those with the most."""
    seats: int
    """At the end of the last day."""


def read(session: Session, scope: Scope, pace: Pace) -> Seats:
    """The seats of every month, or of every day where there are few enough, and whose they are at the end."""
    services = _shares(session, scope, Subscription.product)
    return Seats(
        lines=tuple(_lines(session, scope, pace)),
        services=tuple(Share(name, int(number)) for name, number in services),
        accounts=tuple(_accounts(session, scope)),
        seats=sum(int(number) for _, number in services),
    )


def events(scope: Scope, account_id: int | None = None) -> Select[SeatEvent]:
    """What came and went in the period, by the day from which on it counts."""
    query = _of(select(SeatEvent), scope).where(SeatEvent.effective_on.between(scope.first, scope.last))
    if account_id is not None:
        query = query.where(Subscription.account_id == account_id)
    return query.options(joinedload(SeatEvent.subscription).joinedload(Subscription.account))


def _lines(session: Session, scope: Scope, pace: Pace) -> list[Line]:
    came = func.sum(case((SeatEvent.change > 0, SeatEvent.change), else_=0))
    went = func.sum(case((SeatEvent.change < 0, -SeatEvent.change), else_=0))
    query = _of(select(SeatEvent.effective_on, came, went), scope)
    days = session.execute(query.where(SeatEvent.effective_on <= scope.last).group_by(SeatEvent.effective_on))
    by_day = pace == "day" and (scope.last - scope.first).days < MOST_DAYS
    whens = scope.days if by_day else scope.months
    changes: dict[str, tuple[int, int]] = {}
    seats = 0
    for at, *numbers in days:
        when = _when(at, by_day)
        if at < scope.first or when < whens[0]:
            seats += int(numbers[0]) - int(numbers[1])
        else:
            before = changes.get(when, (0, 0))
            changes[when] = (before[0] + int(numbers[0]), before[1] + int(numbers[1]))
    found = []
    for when in whens:
        arrived, left = changes.get(when, (0, 0))
        seats += arrived - left
        found.append(Line(when, seats, arrived, left))
    return found


def _when(at: date, by_day: bool) -> str:
    return at.isoformat() if by_day else f"{at:%Y-%m}"


def _shares(session: Session, scope: Scope, by: Any) -> list[Any]:
    seats = func.sum(SeatEvent.change)
    query = _of(select(by, seats), scope).where(SeatEvent.effective_on <= scope.last)
    return list(session.execute(query.group_by(by).having(seats != 0).order_by(seats.desc(), by)))


def _accounts(session: Session, scope: Scope) -> list[Share]:
    seats: ColumnElement[int] = func.sum(SeatEvent.change)
    ledger = _of(select(Subscription.account_id, seats.label("seats")), scope)
    ledger = ledger.where(SeatEvent.effective_on <= scope.last).group_by(Subscription.account_id)
    most = ledger.having(seats != 0).order_by(seats.desc(), Subscription.account_id).limit(MOST_ACCOUNTS)
    shares = most.subquery()
    query = select(Account, shares.c.seats).join(shares, shares.c.account_id == Account.id)
    return [
        Share(account.company or f"{account.first_name} {account.last_name}", int(number), account.id)
        for account, number in session.execute(query.order_by(shares.c.seats.desc(), Account.id))
    ]


def _of(query: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    query = query.join(Subscription, Subscription.id == SeatEvent.subscription_id)
    if scope.partner_id is not None or scope.sub_partner_id:
        query = query.join(Attribution, Attribution.account_id == Subscription.account_id)
    if scope.partner_id is not None:
        query = query.where(Attribution.partner_id == scope.partner_id)
    if scope.sub_partner_id:
        query = query.where(Attribution.sub_partner_id == scope.sub_partner_id)
    return query.where(Subscription.product == scope.service) if scope.service else query
