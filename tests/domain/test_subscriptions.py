"""Subscriptions: what an order becomes in production."""

import pytest

from app.db import Database
from app.domain import seats, subscriptions
from app.models import Account, Order, SeatEvent, Subscription
from tests import seating
from tests.quoting import TEN, does
from tests.seating import NOON

pytestmark = pytest.mark.usefixtures("cast")


def test_what_was_ordered_is_in_production_with_its_prices_and_seats(database: Database) -> None:
    number = seating.service(database, seating.account(database))

    with database.reading() as session:
        service = session.get_one(Subscription, number)
        assert (service.name, service.term) == ("Cloud PBX Professional", TEN.term)
        assert service.starts_on == NOON.date()
        # One-time items are no part of what comes each month.
        assert [(line["slug"], line["per"]) for line in service.lines] == [
            ("professional", "user"),
            ("recording", "user"),
        ]
        assert [(one.kind, one.change, one.reason) for one in service.seats] == [("started", 10, "Order 1")]


def test_an_order_begins_once_however_often_it_is_asked_to(database: Database) -> None:
    account_id = seating.account(database)
    number = seating.service(database, account_id)

    again = does(
        database,
        lambda session: (
            subscriptions.begin(
                session, session.get_one(Order, 1), session.get_one(Account, account_id), NOON
            ).id
        ),
    )

    with database.reading() as session:
        assert again == number
        assert session.query(SeatEvent).count() == 1
        assert seats.on(session, number, NOON.date()) == 10


def test_the_services_of_an_account_come_in_the_order_in_which_they_began(sqlite: Database) -> None:
    account_id = seating.account(sqlite)
    numbers = [seating.service(sqlite, account_id, key=key) for key in "abc"]
    seating.service(sqlite, seating.account(sqlite, "bob@engines.example"))

    with sqlite.reading() as session:
        assert [one.id for one in subscriptions.of_account(session, account_id)] == numbers
