"""The ledger of seats: what comes, goes and moves, by days."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.domain import seats
from app.domain.seats import DayNotPossible, ForeignService, NothingToChange, TooFewSeats
from app.models import SeatEvent, Subscription
from tests import seating
from tests.domain.seat_deeds import TODAY, change, day, events, move, on, two
from tests.quoting import TIM
from tests.seating import NOON

pytestmark = pytest.mark.usefixtures("cast")


def test_seats_come_and_go_from_their_day_on(database: Database) -> None:
    service = seating.service(database, seating.account(database))

    change(database, service, 5, day(3))
    change(database, service, -12, day(8))

    numbers = [on(database, service, day(ahead)) for ahead in (-1, 0, 2, 3, 7, 8, 400)]
    assert numbers == [0, 10, 10, 15, 15, 3, 3]
    with database.reading() as session:
        assert seats.stretches(session, service, day(0), day(9)) == [
            seats.Stretch(day(0), day(2), 10),
            seats.Stretch(day(3), day(7), 15),
            seats.Stretch(day(8), day(9), 3),
        ]
        assert seats.of_all(session, [service, 99], day(3)) == {service: 15, 99: 0}
    assert [(one.kind, one.change, one.actor) for one in events(database)[1:]] == [
        ("added", 5, TIM),
        ("removed", -12, TIM),
    ]


def test_seats_move_between_two_services_and_both_sides_name_the_move(database: Database) -> None:
    source, target = two(database)

    move(database, source, target, 4, day(1))

    assert [on(database, source, day(1)), on(database, target, day(1))] == [6, 14]
    out, into = events(database)[2:]
    assert (out.kind, out.change, into.kind, into.change) == ("moved", -4, "moved", 4)
    assert out.move == into.move is not None


def test_no_later_day_may_have_fewer_than_none(database: Database) -> None:
    service = seating.service(database, seating.account(database))
    change(database, service, -8, day(20))

    with pytest.raises(TooFewSeats) as refusal:
        change(database, service, -3, day(5))

    assert (refusal.value.day, refusal.value.seats) == (day(20), 2)
    assert on(database, service, day(5)) == 10
    change(database, service, -2, day(5))
    assert on(database, service, day(20)) == 0


def test_a_move_that_one_side_can_not_give_changes_neither(database: Database) -> None:
    source, target = two(database)

    with pytest.raises(TooFewSeats):
        move(database, source, target, 11)

    assert (on(database, source), on(database, target)) == (10, 10)


@pytest.mark.parametrize(("ahead", "possible"), [(-1, False), (0, True), (365, True), (366, False)])
def test_a_change_takes_effect_within_a_year_and_not_before_the_service_began(
    sqlite: Database, ahead: int, possible: bool
) -> None:
    service = seating.service(sqlite, seating.account(sqlite))

    if possible:
        change(sqlite, service, 1, day(ahead))
    else:
        with pytest.raises(DayNotPossible) as refusal:
            change(sqlite, service, 1, day(ahead))
        assert (refusal.value.first, refusal.value.last) == (TODAY, day(365))

    assert len(events(sqlite)) == 1 + possible


def test_what_is_before_this_month_is_settled(sqlite: Database) -> None:
    began = NOON - timedelta(days=90)
    service = seating.service(sqlite, seating.account(sqlite, now=began), now=began)

    with pytest.raises(DayNotPossible):
        change(sqlite, service, 1, date(2026, 10, 31))

    change(sqlite, service, 1, date(2026, 11, 1))
    assert on(sqlite, service, date(2026, 11, 1)) == 11


def test_seats_move_only_between_services_of_one_account(sqlite: Database) -> None:
    ours = seating.service(sqlite, seating.account(sqlite))
    theirs = seating.service(sqlite, seating.account(sqlite, "bob@engines.example"))

    for target in (ours, theirs):
        with pytest.raises(ForeignService):
            move(sqlite, ours, target, 1)


def test_a_change_of_nothing_is_none(sqlite: Database) -> None:
    source, target = two(sqlite)

    with pytest.raises(NothingToChange):
        change(sqlite, source, 0)
    with pytest.raises(NothingToChange):
        move(sqlite, source, target, 0)


def test_the_ledger_of_an_account_is_its_own(sqlite: Database) -> None:
    account_id = seating.account(sqlite)
    service = seating.service(sqlite, account_id)
    seating.service(sqlite, seating.account(sqlite, "bob@engines.example"))

    with sqlite.reading() as session:
        (event,) = session.scalars(seats.ledger(account_id))
        assert (event.subscription.id, event.subscription.name) == (service, "Cloud PBX Professional")


@pytest.mark.parametrize("attempt", [update(SeatEvent).values(change=1), delete(SeatEvent)], ids=str)
def test_what_the_ledger_says_stays(database: Database, attempt: object) -> None:
    seating.service(database, seating.account(database))

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)  # type: ignore[call-overload]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ledger=st.lists(st.tuples(st.integers(0, 40), st.integers(-12, 12)), max_size=12),
    first=st.integers(-3, 45),
    length=st.integers(0, 50),
)
def test_every_day_is_the_sum_of_its_events_and_lies_in_one_stretch(
    sqlite: Database, ledger: list[tuple[int, int]], first: int, length: int
) -> None:
    account_id = seating.account(sqlite, f"{len(events(sqlite))}@engines.example")
    service = seating.service(sqlite, account_id)
    with sqlite.writing() as session:
        taken = [(0, 10)]
        for ahead, number in ledger:
            fits = number and all(
                sum(n for d, n in [*taken, (ahead, number)] if d <= each) >= 0 for each in range(ahead, 42)
            )
            with session.begin_nested() as savepoint:
                try:
                    one = session.get_one(Subscription, service)
                    seats.change(session, one, number, day(ahead), "", TIM, NOON)
                    taken.append((ahead, number))
                    assert fits
                except (TooFewSeats, NothingToChange):
                    savepoint.rollback()
                    assert not fits

        wanted = [day(ahead) for ahead in range(first, first + length + 1)]
        expected = [sum(n for d, n in taken if day(d) <= each) for each in wanted]
        assert [seats.on(session, service, each) for each in wanted] == expected
        assert min(expected) >= 0
        found = seats.stretches(session, service, wanted[0], wanted[-1])
        covered = [(s.first + timedelta(days=n), s.seats) for s in found for n in range(s.days)]
        assert covered == list(zip(wanted, expected, strict=True))
        assert all(a.seats != b.seats for a, b in itertools.pairwise(found))
        session.rollback()
