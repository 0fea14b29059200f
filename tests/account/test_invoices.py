"""A customer's invoices: their own, and nobody else's."""

from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import accounts, billing
from tests import invoicing
from tests.account.customer import EMAIL, Customer
from tests.invoicing import BARE
from tests.quoting import does


def mine(session: Session) -> int:
    """The id of an invoice of the customer of the cast."""
    account = accounts.find(session, EMAIL)
    assert account
    service = invoicing.subscribed(session, account, BARE)
    return billing.issue_opening(session, service, clock.now()).id


def test_a_customer_reads_the_document_that_the_letter_names(customer: Customer, database: Database) -> None:
    customer.signs_in()
    number = does(database, mine)

    listed, page = customer.get("/account/invoices"), customer.get(f"/account/invoices/{number}")

    assert "INV-00001" in listed.says("tbody tr")
    assert page.says("h1") == "Invoice INV-00001"
    assert "Issued in the name of Harbour & Pine IT by PanTerra Networks." in page.says(".paper")


def test_somebody_elses_invoice_is_not_here(customer: Customer, sqlite: Database) -> None:
    customer.signs_in()
    theirs = invoicing.opened(sqlite, BARE)

    assert customer.get(f"/account/invoices/{theirs}").status == 404
    assert customer.get("/account/invoices").says("h2") == "No invoice yet"


def test_the_link_of_a_letter_leads_through_the_door(customer: Customer, sqlite: Database) -> None:
    number = does(sqlite, mine)

    page = customer.signs_in(f"/login?next=/account/invoices/{number}")

    assert page.says("h1") == "Invoice INV-00001"
