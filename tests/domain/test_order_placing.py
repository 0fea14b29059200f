"""Orders: one for each acceptance, webstore signup or upgrade, however many ask for it at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, orders, quotes
from app.models import Order, Quote
from tests import quoting, selling
from tests.domain import people
from tests.domain.ordered import WEBSTORE, how_many, letters
from tests.domain.people import enters, secrets_of
from tests.quoting import CATALOG, does

pytestmark = pytest.mark.usefixtures("cast")


def test_accepting_a_quote_makes_its_order_with_the_prices_that_were_accepted(database: Database) -> None:
    number = selling.ordered(database)

    with database.reading() as session:
        order = session.get_one(Order, number)
        (revision,) = session.get_one(Quote, order.quote_id).revisions
        assert (order.origin, order.state, order.currency) == ("quote", "queued", "USD")
        assert order.configuration == revision.configuration
        assert order.lines == revision.lines
        assert (order.monthly_cents, order.once_cents) == (revision.monthly_cents, revision.once_cents)
        assert order.email == "ada@engines.example"
    assert quoting.state(database, 1) == "ordered"
    assert quoting.story(database, 1) == ["drafted", "sent", "accepted", "ordered"]
    assert letters(database) == [("order_placed", "ada@engines.example")]


def test_ten_who_accept_at_once_make_one_order(database: Database) -> None:
    number = quoting.sent(database)

    def accepts(_: int) -> bool:
        try:
            selling.accepts(database, number)
        except quotes.StepNotPossible:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(accepts, range(10)))

    assert sorted(outcomes) == [False] * 9 + [True]
    assert how_many(database) == 1
    assert letters(database) == [("order_placed", "ada@engines.example")]


def test_ten_placements_of_one_key_at_once_are_one_order(database: Database) -> None:
    account = does(database, lambda session: accounts.open_new(session, WEBSTORE, clock.now()))

    def place(_: int) -> int:
        def deed(session: Session) -> int:
            order = orders.at_list_price(session, CATALOG, account or 0, "upgrade", clock.now())
            return order.id if order else 0

        return does(database, deed)

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(place, range(10))) == {1}

    assert selling.story(database, 1) == ["placed"]


def test_a_webstore_signup_makes_its_order_at_list_price_when_it_is_confirmed(database: Database) -> None:
    signup = people.start(database, people.webstore(database))
    assert how_many(database) == 0

    enters(database, signup, secrets_of(database).code)

    with database.reading() as session:
        order = session.get_one(Order, 1)
        assert (order.origin, order.origin_key, order.account_id) == ("signup", "webstore:1", 1)
        assert order.partner is not None
        assert order.partner.public_id == "1234567"
        assert (order.configuration["product"], order.configuration["users"]) == ("sb", 25)
        assert order.configuration["term"] == 24
        assert order.monthly_cents == sum(line["total"] for line in order.lines if line["monthly"]) > 0


def test_a_guest_makes_none_and_an_upgrade_by_letter_makes_one(database: Database) -> None:
    guest = people.start(database, people.claim(database))
    enters(database, guest, secrets_of(database).code)
    assert how_many(database) == 0

    again = people.start(database, people.webstore(database, handle_hash="h2"))
    enters(database, again, secrets_of(database).code)

    assert how_many(database) == 1
    with database.reading() as session:
        assert session.get_one(Order, 1).origin == "upgrade"
