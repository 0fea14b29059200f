"""Orders that are cancelled or tried again, and what happened to them, which stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import orders
from app.models import Order, OrderEvent, Subscription
from tests import quoting, selling
from tests.domain.ordered import letters
from tests.quoting import TIM, does

pytestmark = pytest.mark.usefixtures("cast")
Deed = Callable[[Session, Order], Any]
CANCEL: Deed = lambda s, o: orders.cancel(s, o, "Changed their mind.", TIM, clock.now())  # noqa: E731
RETRY: Deed = lambda s, o: orders.retry(s, o, TIM, clock.now())  # noqa: E731


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_an_order_is_cancelled_once_with_a_reason(database: Database, steps: int) -> None:
    number = selling.ordered(database)
    for _ in range(steps):
        selling.step(database)

    does(database, lambda session: CANCEL(session, session.get_one(Order, number)))

    assert selling.state(database, number) == "cancelled"
    assert selling.step(database) == 0
    assert letters(database)[-1] == ("order_cancelled", "ada@engines.example")
    assert quoting.story(database, 1)[-1] == "order_cancelled"
    for deed in (CANCEL, RETRY):
        with pytest.raises(orders.StepNotPossible):
            does(database, lambda session, one=deed: one(session, session.get_one(Order, number)))  # type: ignore[misc]


@pytest.mark.parametrize("deed", [CANCEL, RETRY])
def test_what_is_in_production_is_neither_cancelled_nor_tried_again(sqlite: Database, deed: Deed) -> None:
    number = selling.provisioned(sqlite)

    with pytest.raises(orders.StepNotPossible):
        does(sqlite, lambda session: deed(session, session.get_one(Order, number)))

    assert selling.state(sqlite, number) == "provisioned"


def test_a_cancellation_and_a_step_at_once_leave_no_seats_behind(database: Database) -> None:
    for _ in range(5):
        number = selling.ordered(database)
        for _step in range([one.slug for one in orders.STEPS].index("seats")):
            selling.step(database)

        def cancels(number: int = number) -> None:
            try:
                does(database, lambda session: CANCEL(session, session.get_one(Order, number)))
            except orders.StepNotPossible:
                return

        with ThreadPoolExecutor(2) as pool:
            for done in (pool.submit(cancels), pool.submit(selling.step, database)):
                done.result()

        with database.reading() as session:
            begun = session.scalars(select(Subscription).where(Subscription.order_id == number)).all()
        assert len(begun) == (selling.state(database, number) != "cancelled")


@pytest.mark.parametrize(
    "attempt", [update(OrderEvent).values(actor="nobody"), delete(OrderEvent)], ids=["update", "delete"]
)
def test_what_happened_to_an_order_stays(database: Database, attempt: Any) -> None:
    selling.ordered(database)

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)
