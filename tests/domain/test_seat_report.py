"""Seats, usage and accounts in reports agree with the ledgers, to the seat, on any day."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import seats
from app.domain.reports import customers, usage
from app.domain.reports import seats as report
from app.domain.reports.scope import Scope
from app.models import SeatEvent, SeatKind, Subscription, UsageEvent
from tests import earning, seating
from tests.quoting import TEN, does
from tests.seating import NOON

pytestmark = pytest.mark.usefixtures("cast")
BEGIN = NOON.date()


def changes(database: Database, subscriptions: list[int], seed: int) -> None:
    """Half a hundred changes, on days of three months."""
    dice = random.Random(seed)

    def deed(session: Session) -> None:
        for _ in range(50):
            day = BEGIN + timedelta(days=dice.randint(0, 90))
            number = dice.choice([-2, -1, 1, 2, 3])
            kind: SeatKind = "added" if number > 0 else "removed"
            seats.record(session, dice.choice(subscriptions), kind, number, day, "", "Tim", NOON)

    does(database, deed)


@pytest.mark.parametrize("seed", range(3))
def test_seats_are_those_of_the_ledger_at_the_end_of_every_day_and_month(
    database: Database, seed: int
) -> None:
    ada, ben = seating.account(database), seating.account(database, "ben@hopper.example")
    uc = replace(TEN, product="uc", plan="team", features=(), items=())
    mine = [seating.service(database, ada), seating.service(database, ada, uc, key="b")]
    mine.append(seating.service(database, ben))
    changes(database, mine, seed)

    scope = Scope(BEGIN + timedelta(days=10), BEGIN + timedelta(days=80))
    with database.reading() as session:
        for pace in ("month", "day"):
            told = report.read(session, scope, pace)
            for line in told.lines:
                at = last_day(line.when, scope)
                assert line.seats == sum(seats.on(session, one, at) for one in mine), line
            behind = session.scalars(report.events(scope)).all()
            assert sum(line.came - line.went for line in told.lines) == sum(one.change for one in behind)
            assert sum(line.came for line in told.lines) <= sum(max(one.change, 0) for one in behind) or (
                pace == "month"
            )
        assert told.seats == told.lines[-1].seats == sum(share.seats for share in told.services)
        assert {share.account_id: share.seats for share in told.accounts} == {
            account: sum(
                seats.on(session, one.id, scope.last)
                for one in session.scalars(select(Subscription).where(Subscription.account_id == account))
            )
            for account in (ada, ben)
        }


def last_day(when: str, scope: Scope) -> date:
    if len(when) == 10:
        return date.fromisoformat(when)
    month = date.fromisoformat(f"{when}-01") + timedelta(days=31)
    return min(month.replace(day=1) - timedelta(days=1), scope.last)


def test_a_long_period_goes_by_months(sqlite: Database) -> None:
    seating.service(sqlite, seating.account(sqlite))

    with sqlite.reading() as session:
        year = report.read(session, Scope(date(2026, 1, 1), date(2026, 12, 31)), "day")
        ages = report.read(session, Scope(date(2000, 1, 1), date(2026, 12, 31)), "month")

    assert [line.when for line in year.lines][:2] == ["2026-01", "2026-02"]
    assert (len(ages.lines), ages.lines[-1].seats) == (36, 10)


def test_somebody_elses_seats_and_other_services_are_left_out(sqlite: Database) -> None:
    mine = seating.account(sqlite)
    seating.service(sqlite, mine)
    seating.service(sqlite, seating.account(sqlite, "ben@hopper.example", partner="4958765"))
    seating.service(sqlite, seating.account(sqlite, "cyd@nobody.example", partner=None))
    tim = earning.tim(sqlite)

    def number(**narrowed: object) -> tuple[int, int]:
        scope = Scope(BEGIN, BEGIN, **narrowed)  # type: ignore[arg-type]
        with sqlite.reading() as session:
            return report.read(session, scope, "day").seats, len(session.scalars(report.events(scope)).all())

    assert number() == (30, 3)
    assert number(partner_id=tim) == (10, 1)
    assert number(partner_id=tim, sub_partner_id="106") == (10, 1)
    assert number(partner_id=tim, sub_partner_id="107") == (0, 0)
    assert number(partner_id=tim, service="uc") == (0, 0)


def test_usage_is_that_of_its_events(database: Database) -> None:
    ada, ben = seating.account(database), seating.account(database, "ben@hopper.example")
    told = [
        (ada, "minutes", 100, datetime.combine(BEGIN, NOON.timetz())),
        (ada, "minutes", 20, datetime.combine(BEGIN + timedelta(days=10), NOON.timetz())),
        (ben, "minutes", 3, datetime.combine(BEGIN + timedelta(days=10), NOON.timetz())),
        (ben, "messages", 7, datetime.combine(BEGIN + timedelta(days=11), NOON.timetz())),
        (ben, "messages", 9, datetime.combine(BEGIN + timedelta(days=40), NOON.timetz())),
    ]

    def deed(session: Session) -> None:
        for number, (account, kind, quantity, at) in enumerate(told):
            session.add(
                UsageEvent(
                    external_id=f"{number}",
                    account_id=account,
                    kind=kind,
                    quantity=quantity,
                    used_at=at,
                    received_at=at,
                )
            )

    does(database, deed)

    scope = Scope(BEGIN, BEGIN + timedelta(days=30), earning.tim(database))
    with database.reading() as session:
        read = usage.read(session, scope)
        listed = session.scalars(usage.events(scope, "minutes")).all()

    assert read.totals == {"minutes": 123, "messages": 7}
    assert read.months == {"2026-11": {"minutes": 100}, "2026-12": {"minutes": 23, "messages": 7}}
    assert read.days["2026-12-03"] == {"minutes": 23}
    assert [(share.account_id, share.kind, share.quantity) for share in read.shares] == [
        (ada, "minutes", 120),
        (ben, "messages", 7),
        (ben, "minutes", 3),
    ]
    assert sum(one.quantity for one in listed) == 123


def test_accounts_are_counted_by_their_standing(sqlite: Database) -> None:
    day = timedelta(days=1)
    seating.account(sqlite, "a@x.example", production_at=NOON)
    seating.account(sqlite, "b@x.example", production_at=NOON, blocked_at=NOON)
    seating.account(sqlite, "c@x.example", trial_until=BEGIN)
    seating.account(sqlite, "d@x.example", trial_until=BEGIN - day)
    seating.account(sqlite, "e@x.example")
    seating.account(sqlite, "f@x.example", partner="4958765")

    with sqlite.reading() as session:
        mine = customers.standings(session, Scope(BEGIN, BEGIN, earning.tim(sqlite)), BEGIN)
        none = customers.standings(session, Scope(BEGIN, BEGIN, 4711), BEGIN)

    assert mine == {"production": 1, "trial": 1, "over": 1, "guest": 1, "blocked": 1}
    assert set(none.values()) == {0}


def test_the_events_tell_what_they_are_about(sqlite: Database) -> None:
    seating.service(sqlite, seating.account(sqlite))

    with sqlite.reading() as session:
        (event,) = session.scalars(report.events(Scope(BEGIN, BEGIN))).all()

    assert isinstance(event, SeatEvent)
    assert (event.subscription.account.email, event.change) == (seating.ADA, 10)
