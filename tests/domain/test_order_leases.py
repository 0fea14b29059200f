"""Steps of orders that workers share, lose, and try again later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import accounts, orders
from app.models import Order, Subscription
from tests import selling
from tests.domain.ordered import WEBSTORE, WHOLE_STORY, claims, letters
from tests.quoting import CATALOG, TIM, does

pytestmark = pytest.mark.usefixtures("cast")


def test_many_workers_at_once_take_no_step_twice(database: Database) -> None:
    numbers = [selling.ordered(database) for _ in range(4)]

    def works(_: int) -> None:
        for _round in range(30):
            selling.step(database)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(works, range(6)))

    for number in numbers:
        assert selling.story(database, number) == WHOLE_STORY
    with database.reading() as session:
        assert len(session.scalars(select(Subscription)).all()) == 4
    assert [kind for kind, _ in letters(database)].count("order_ready") == 4


def test_a_worker_that_was_killed_loses_nothing_and_one_that_was_late_does_nothing(
    database: Database,
) -> None:
    number = selling.ordered(database)
    (dead,) = claims(database)

    assert claims(database) == []
    clock.shift(timedelta(minutes=2))
    (living,) = claims(database)
    assert not does(database, lambda session: orders.take(session, dead, clock.now()))
    assert not does(database, lambda session: orders.ask_again(session, dead, clock.now()))
    assert does(database, lambda session: orders.take(session, living, clock.now()))
    selling.provision(database)

    assert selling.story(database, number) == WHOLE_STORY


def test_a_step_that_can_not_be_taken_is_tried_again_later_and_later_and_then_fails(
    database: Database,
) -> None:
    number = selling.ordered(database)

    waits: list[timedelta] = []
    began = clock.now()
    while selling.state(database, number) != "failed":
        (one,) = claims(database)
        before = clock.now()
        does(database, lambda s, c=one: orders.try_again(s, c, "No answer.", selling.SALES, clock.now(), 0.5))  # type: ignore[misc]
        with database.reading() as session:
            waits.append(session.get_one(Order, number).due_at - before)
        clock.shift(clock.now() - began + waits[-1] + timedelta(seconds=1))

    assert waits[:-1] == sorted(waits[:-1])
    with database.reading() as session:
        assert session.get_one(Order, number).reason == "Given up after 7 tries: No answer."
    assert letters(database)[-1] == ("order_failed", "tim@tmclabs.com")
    assert claims(database) == []


def test_an_order_that_failed_goes_on_where_it_stopped(database: Database) -> None:
    number = selling.ordered(database)
    selling.step(database)
    selling.fails(database, number)
    assert selling.step(database) == 0

    does(database, lambda session: orders.retry(session, session.get_one(Order, number), TIM, clock.now()))
    selling.provision(database)

    assert selling.story(database, number) == [
        "placed",
        "begun",
        "account",
        "failed",
        "retried",
        "begun",
        *WHOLE_STORY[3:],
    ]


def test_nobody_s_order_that_fails_is_told_to_sales(sqlite: Database) -> None:
    account = does(sqlite, lambda session: accounts.open_new(session, WEBSTORE, clock.now()))
    does(
        sqlite,
        lambda session: orders.at_list_price(session, CATALOG, account or 0, "upgrade", clock.now()) is None,
    )

    selling.fails(sqlite, 1)

    assert letters(sqlite) == [("order_failed", selling.SALES)]
