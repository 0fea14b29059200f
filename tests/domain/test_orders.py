"""Orders: exactly one for one reason, provisioned step by step, each step once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, attribution, orders, quotes, seats
from app.domain.accounts import NO_PASSWORD, Opening
from app.domain.attribution import Touch
from app.domain.orders import Claim
from app.models import Account, LeadEvent, Letter, Order, OrderEvent, Partner, Quote, Subscription
from tests import quoting, scene, selling
from tests.domain import people
from tests.domain.people import ADA, enters, secrets_of
from tests.quoting import CATALOG, TIM, does

pytestmark = pytest.mark.usefixtures("cast")
WHOLE_STORY = ["placed", "begun", *(step.slug for step in orders.STEPS), "provisioned"]


def letters(database: Database) -> list[tuple[str, str]]:
    """Those about orders."""
    with database.reading() as session:
        every = session.scalars(select(Letter).where(Letter.kind.startswith("order_")).order_by(Letter.id))
        return [(one.kind, one.recipient) for one in every]


def how_many(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count(Order.id))).one()


def claims(database: Database, lease: timedelta = selling.LEASE) -> list[Claim]:
    return does(database, lambda session: orders.claim(session, clock.now(), lease, 100))


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


WEBSTORE = Opening(
    ADA,
    "Ada",
    "Lovelace",
    NO_PASSWORD,
    "webstore",
    {"company": "Analytical Engines", "users": 25, "term": 24},
)


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


def test_an_order_is_provisioned_step_by_step(database: Database) -> None:
    number = selling.ordered(database)

    for taken in range(1, len(orders.STEPS) + 1):
        assert selling.step(database) == 1
        assert selling.story(database, number)[2:] == WHOLE_STORY[2 : 2 + taken] + (
            ["provisioned"] if taken == len(orders.STEPS) else []
        )
    assert selling.step(database) == 0

    assert selling.story(database, number) == WHOLE_STORY
    assert selling.state(database, number) == "provisioned"
    assert quoting.state(database, 1) == "completed"
    assert letters(database)[1:] == [
        ("order_ready", "ada@engines.example"),
        ("order_provisioned", "tim@tmclabs.com"),
    ]


def test_a_provisioned_order_has_an_account_in_production_with_its_seats(database: Database) -> None:
    number = selling.provisioned(database)

    with database.reading() as session:
        account = session.get_one(Account, selling.account_of(database, number))
        assert (account.email, account.first_name, account.last_name) == (
            "ada@engines.example",
            "Ada",
            "Lovelace",
        )
        assert (account.company, account.phone, account.plan) == (
            "Analytical Engines",
            "4085550100",
            "quoted",
        )
        assert account.production_at is not None
        tie = attribution.of(session, account.id)
        assert tie is not None
        assert tie.partner.public_id == "1234567"
        assert seats.on(session, selling.subscription_of(database, number), clock.now().date()) == 10


def test_the_sub_partner_of_the_lead_is_kept_and_the_lead_tells_what_came_of_it(sqlite: Database) -> None:
    lead = scene.enquiry(sqlite)

    number = selling.provisioned(sqlite, lead_id=lead)

    with sqlite.reading() as session:
        tie = attribution.of(session, selling.account_of(sqlite, number))
        assert tie is not None
        assert tie.sub_partner_id == "106"
        kinds = session.scalars(
            select(LeadEvent.kind).where(LeadEvent.lead_id == lead).order_by(LeadEvent.id)
        )
        assert list(kinds)[-2:] == ["won", "provisioned"]


def test_a_customer_stays_with_the_partner_who_came_first_and_the_order_with_who_sold_it(
    sqlite: Database,
) -> None:
    def comes_first(session: Session) -> None:
        opening = Opening("ADA@engines.example", "Ada", "Lovelace", "hash", "guest", {})
        account = accounts.open_new(session, opening, clock.now())
        other = session.scalars(select(Partner).where(Partner.public_id == "4958765")).one()
        attribution.bind(session, account or 0, Touch("4958765", other.id, "7"), clock.now())

    does(sqlite, comes_first)

    number = selling.provisioned(sqlite)

    with sqlite.reading() as session:
        order = session.get_one(Order, number)
        assert order.partner is not None
        assert order.account is not None
        tie = attribution.of(session, order.account.id)
        assert tie is not None
        assert (order.partner.public_id, tie.partner.public_id) == ("1234567", "4958765")
        assert (order.account.plan, order.account.password_hash) == ("quoted", "hash")


def test_two_orders_of_one_address_are_one_account(sqlite: Database) -> None:
    first, second = selling.ordered(sqlite), selling.ordered(sqlite)

    selling.provision(sqlite)

    assert selling.account_of(sqlite, first) == selling.account_of(sqlite, second)
    with sqlite.reading() as session:
        assert len(session.scalars(select(Subscription)).all()) == 2


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
