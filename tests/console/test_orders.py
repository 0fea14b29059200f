"""Orders of all partners in the console, and those that stopped on its first page."""

import csv
import io

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import AuditEvent
from tests import colleague, selling
from tests.browser import Browser, Page
from tests.colleague import Colleague


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def found(page: Page) -> list[str]:
    """The numbers of the orders of a list."""
    return [str(link["href"]).rpartition("/")[2] for link in page.soup.select("tbody th a")]


def test_orders_of_all_partners_are_found_by_partner_and_state(dave: Colleague, database: Database) -> None:
    assert "the moment a customer accepts a quote" in dave.get("/console/orders").says(".empty")
    tims, marens = selling.provisioned(database), selling.ordered(database, partner="4958765")

    page = dave.get("/console/orders")

    assert found(page) == [str(marens), str(tims)]
    assert page.has('tbody a[href="/console/partners/1234567"]')
    assert found(dave.get("/console/orders?partner=4958765")) == [str(marens)]
    assert found(dave.get("/console/orders?partner=1234567&state=provisioned")) == [str(tims)]
    assert found(dave.get("/console/orders?partner=1234567&state=failed")) == []


def test_the_file_names_the_partner(dave: Colleague, sqlite: Database) -> None:
    selling.provisioned(sqlite)

    (row,) = csv.DictReader(io.StringIO(dave.get("/console/orders/orders.csv").text.removeprefix("\ufeff")))

    assert (row["PartnerID"], row["Partner"], row["State"]) == ("1234567", "TMC Labs", "provisioned")


def test_an_order_leads_to_all_that_it_belongs_to(dave: Colleague, sqlite: Database) -> None:
    number = selling.provisioned(sqlite)

    page = dave.get(f"/console/orders/{number}")

    links = [str(link["href"]) for link in page.soup.select(".facts a")][1:]
    account = selling.account_of(sqlite, number)
    assert [dave.get(link).status for link in links] == [200] * 4
    assert f"/console/accounts/{account}" in links
    assert f"/console/invoices?account={account}" in links


def test_what_stopped_waits_on_the_first_page_until_it_goes_on(dave: Colleague, database: Database) -> None:
    number = selling.ordered(database)
    assert not dave.get("/console").has("#failed")
    selling.fails(database, number)

    first = dave.get("/console")
    page = dave.get(str(first.find('section[aria-labelledby="failed"] a')["href"]))
    again = dave.does(page, "/tries")

    assert "sold by TMC Labs: No numbers are left in 650." in first.says("main")
    assert "orders that stopped 1" in first.says(".figures")
    assert f"Order {number} goes on where it stopped." in again.says("[role=status]")
    assert again.find("#order")["hx-get"] == f"/console/orders/{number}"
    assert not dave.get("/console").has("#failed")


def test_cancelling_is_written_into_the_log_of_its_partner(dave: Colleague, sqlite: Database) -> None:
    number = selling.ordered(sqlite)

    asked = dave.get(f"/console/orders/{number}/cancellation")
    page = dave.does(asked, "/cancellation", reason="Fraud.")

    assert "is cancelled" in page.says("[role=status]")
    with sqlite.reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert event.partner
        assert event.partner.public_id == "1234567"
        assert (event.deed, event.details) == ("order_cancelled", {"reason": "Fraud."})
