"""Seats that many change at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import Database
from app.domain import seats
from app.domain.seats import ChangedMeanwhile, TooFewSeats
from app.models import Subscription
from tests import seating
from tests.domain.seat_deeds import TODAY, change, move, on, two
from tests.quoting import TIM
from tests.seating import NOON

pytestmark = pytest.mark.usefixtures("cast")


def test_ten_at_once_take_no_more_than_there_is(database: Database) -> None:
    service = seating.service(database, seating.account(database))

    def takes(_: int) -> bool:
        try:
            change(database, service, -3)
        except TooFewSeats:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(takes, range(10)))

    assert (sum(taken), on(database, service)) == (3, 1)


def test_of_ten_at_once_who_saw_the_same_one_changes_it(database: Database) -> None:
    one, other = two(database)

    def changes(turn: int) -> bool:
        there, here = (one, other) if turn % 2 else (other, one)
        try:
            with database.writing() as session:
                held = session.get_one(Subscription, there)
                seats.hold(session, held, 1, session.get_one(Subscription, here))
                seats.change(session, held, 2, TODAY, "They grew.", TIM, NOON)
                session.commit()
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        done = list(pool.map(changes, range(20)))

    assert sum(done) == 2
    assert on(database, one) + on(database, other) == 24


def test_moves_in_both_directions_at_once_lose_and_make_no_seat(database: Database) -> None:
    one, other = two(database)

    def moves(turn: int) -> None:
        there = (one, other) if turn % 2 else (other, one)
        try:
            move(database, *there, 4)
        except TooFewSeats:
            return

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(moves, range(20)))

    left = (on(database, one), on(database, other))
    assert sum(left) == 20
    assert min(left) >= 0
