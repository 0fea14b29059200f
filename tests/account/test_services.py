"""A customer's own services, seats and standing in the customer area."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app import clock
from app.db import Database
from app.domain import accounts, seats
from app.models import Account, Subscription
from tests import quoting, seating
from tests.account.customer import EMAIL, Customer


def change(database: Database, **columns: Any) -> int:
    """The customer's account, with other columns."""

    def deed(session: Any) -> int:
        account = accounts.find(session, EMAIL)
        assert account
        session.execute(update(Account).where(Account.id == account.id).values(id=account.id, **columns))
        return account.id

    return quoting.does(database, deed)


def test_services_are_listed_with_their_seats_today_and_ahead(customer: Customer, database: Database) -> None:
    customer.signs_in()
    assert not customer.get("/account").has("#services")
    service = seating.service(database, change(database), now=clock.now())
    later = clock.now().date() + timedelta(days=10)
    quoting.does(
        database,
        lambda session: seats.change(
            session, session.get_one(Subscription, service), 2, later, "We grow.", "Maren", clock.now()
        ),
    )

    says = customer.get("/account").says("#services + .facts")

    assert says.startswith("Cloud PBX Professional 10 seats today, 12 seats from")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"trial_until": date(2200, 1, 31)}, "Your trial lasts until 31 January 2200."),
        ({"trial_until": date(2026, 1, 31)}, "Your trial ended on 31 January 2026. Nothing is lost"),
        ({"blocked_at": seating.NOON, "blocked_for": "Two invoices are open."}, "Two invoices are open."),
    ],
)
def test_how_the_account_stands_is_said_with_what_to_do(
    customer: Customer, sqlite: Database, columns: dict[str, Any], words: str
) -> None:
    customer.signs_in()
    change(sqlite, **columns)

    assert words in customer.get("/account").says("main")
