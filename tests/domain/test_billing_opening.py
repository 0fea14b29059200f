"""The opening invoice of a service."""

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import billing
from app.models import Subscription
from tests import invoicing
from tests.domain.billed import numbers
from tests.invoicing import BARE, amounts, documents, today_is
from tests.quoting import does

pytestmark = pytest.mark.usefixtures("cast")


def test_the_opening_has_what_is_once_and_the_rest_of_the_month_by_the_day(database: Database) -> None:
    today_is("2026-12-22")

    invoicing.opened(database)

    (invoice,) = documents(database)
    assert (invoice.kind, invoice.period, billing.shown(invoice)) == ("opening", "order 1", "INV-00001")
    assert amounts(invoice.lines) == [
        ("once", "Desk phone", 129_000),
        ("advance", "Cloud PBX Professional", 8_694),  # 10 × 26.95 × 10/31 = 86.935…
        ("advance", "Call Recording", 1_452),  # 10 × 4.50 × 10/31 = 14.516…
    ]
    assert (invoice.net_cents, invoice.tax_cents, invoice.total_cents) == (139_146, 0, 139_146)
    assert (str(invoice.starts_on), str(invoice.ends_on)) == ("2026-12-22", "2026-12-31")
    assert str(invoice.due_on) == "2027-01-05"
    assert invoice.issuer["company"] == "TMC Labs"
    assert invoice.customer["company"] == "Analytical Engines"


def test_asked_again_the_opening_is_the_same_invoice(database: Database) -> None:
    number = invoicing.opened(database)

    def again(session: Session) -> int:
        return billing.issue_opening(session, session.get_one(Subscription, 1), clock.now()).id

    assert does(database, again) == number
    assert numbers(database) == [1]


def test_the_first_of_a_month_opens_with_the_list_price_and_tax_is_the_accounts(sqlite: Database) -> None:
    today_is("2026-12-01")

    invoicing.opened(sqlite, BARE, tax_bp=1_900)

    (invoice,) = documents(sqlite)
    assert (invoice.net_cents, invoice.tax_cents, invoice.total_cents) == (26_950, 5_120, 32_070)


def test_a_customer_without_a_partner_gets_the_vendors_paper(sqlite: Database) -> None:
    invoicing.opened(sqlite, partner=None)

    (invoice,) = documents(sqlite)
    assert (invoice.partner_id, invoice.issuer) == (None, {})
