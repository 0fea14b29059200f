"""A partner's invoices: found by standing and customer, read as a document, had as a file."""

import csv
import io

import pytest

from app import clock
from app.db import Database
from app.domain import billing, payments
from app.models import Invoice
from tests import colleague, invoicing
from tests.browser import Browser
from tests.colleague import Colleague
from tests.invoicing import BARE, day_is, documents
from tests.quoting import TIM, does


@pytest.fixture
def tim(browser: Browser, the_database: Database) -> Colleague:
    day_is(the_database, "2026-12-10")
    return colleague.arrives(browser, "partner")


def pays(database: Database, number: int, cents: int) -> None:
    today = clock.now().date()
    does(
        database,
        lambda s: payments.record(
            s, s.get_one(Invoice, number), cents, f"bank {number}", today, "csv", TIM, clock.now()
        ),
    )


def test_an_invoice_is_there_at_once_as_a_document(tim: Colleague, database: Database) -> None:
    number = invoicing.opened(database, tax_bp=1_900)

    listed, page = tim.get("/portal/invoices"), tim.get(f"/portal/invoices/{number}")

    assert "INV-00001" in listed.says("tbody tr")
    assert "Analytical Engines" in listed.says("tbody tr")
    assert page.says("h1") == "Invoice INV-00001 open"
    paper = page.says(".paper")
    assert "Analytical Engines Ada Lovelace 12 St James's Square" in paper
    assert "10 to 31 December 2026, 22 of 31 days" in paper
    assert "Tax, 19 % $287.51" in paper
    assert "Please pay $1,800.71 by 24 December 2026. Name INV-00001" in paper
    assert "Issued in the name of TMC Labs by PanTerra Networks." in paper


def test_what_was_paid_and_credited_stands_below_the_total(tim: Colleague, sqlite: Database) -> None:
    number = invoicing.opened(sqlite, BARE)
    pays(sqlite, number, 10_000)
    does(
        sqlite,
        lambda s: billing.credit(s, s.get_one(Invoice, number), {0: 126}, "Sorry.", TIM, clock.now()),
    )

    page = tim.get(f"/portal/invoices/{number}")
    note = tim.get(page.soup.select_one('.paper a[href^="/portal/invoices/"]')["href"])  # type: ignore[index,arg-type]

    assert "Payment 10 December 2026, bank 1 −$100.00" in page.says(".paper")
    assert "Still open $90.00" in page.says(".paper")
    assert note.says("h1") == "Credit note CR-00001 credit note"
    assert "Corrects INV-00001 of 10 December 2026 Reason Sorry." in note.says(".paper")


def test_the_list_is_narrowed_down_by_standing_and_customer(tim: Colleague, sqlite: Database) -> None:
    paid = invoicing.opened(sqlite, BARE)
    pays(sqlite, paid, documents(sqlite)[0].total_cents)
    late = invoicing.opened(sqlite, BARE, email="grace@navy.example", company="Compilers")
    part = invoicing.opened(sqlite, BARE, email="alan@bletchley.example", company="Bombes")
    day_is(sqlite, "2026-12-30")
    tim.signs_in("partner")
    invoicing.opened(sqlite, BARE, email="kat@nasa.example", company="Orbits")
    pays(sqlite, part, 100)

    def found(query: str) -> list[str]:
        rows = tim.get(f"/portal/invoices?{query}").soup.select("tbody th a")
        return [str(one.text) for one in rows]

    assert found("") == ["INV-00004", "INV-00003", "INV-00002", "INV-00001"]
    assert found("standing=overdue") == ["INV-00003", "INV-00002"]
    assert found("standing=paid") == ["INV-00001"]
    assert found("standing=open") == ["INV-00004"]
    assert found("standing=note") == []
    assert found(f"account={documents(sqlite)[1].account_id}") == ["INV-00002"]
    assert found("q=compilers") == ["INV-00002"]
    assert found("q=inv-3") == ["INV-00003"]
    assert found("account=nonsense&standing=nonsense") == found("")
    assert late == 2


def test_the_file_has_amounts_that_can_be_added(tim: Colleague, sqlite: Database) -> None:
    invoicing.opened(sqlite, BARE)

    file = tim.get("/portal/invoices/invoices.csv")

    (row,) = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert (row["Number"], row["Total"], row["Open"], row["Standing"]) == (
        "INV-00001",
        "191.26",
        "191.26",
        "open",
    )


def test_another_partners_invoice_is_not_here(tim: Colleague, sqlite: Database) -> None:
    theirs = invoicing.opened(sqlite, BARE, partner="4958765")
    nobodys = invoicing.opened(sqlite, BARE, email="grace@navy.example", partner=None)

    missing = tim.get("/portal/invoices/999").text

    assert [tim.get(f"/portal/invoices/{one}").text for one in (theirs, nobodys)] == [missing] * 2
    assert tim.get("/portal/invoices").says("h2") == "Invoices will appear here"
