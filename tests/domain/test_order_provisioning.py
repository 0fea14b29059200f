"""Orders provisioned step by step, and what the customer and the partners have then."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, attribution, orders, seats
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.models import Account, LeadEvent, Order, Partner, Subscription
from tests import quoting, scene, selling
from tests.domain.ordered import WHOLE_STORY, letters
from tests.quoting import does

pytestmark = pytest.mark.usefixtures("cast")


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
