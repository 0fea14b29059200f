"""Invoices in the console: payments recorded once, credit notes, and every bad amount refused."""

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import billing
from app.models import AuditEvent, CommissionEntry, Payment
from tests import colleague, invoicing
from tests.browser import Browser
from tests.colleague import Colleague
from tests.invoicing import BARE, day_is, documents

PRICE = 26_950


@pytest.fixture
def dave(browser: Browser, the_database: Database) -> Colleague:
    day_is(the_database, "2026-12-01")
    invoicing.opened(the_database, BARE)
    return colleague.arrives(browser, "cm")


def paid(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as session:
        found = session.scalars(select(Payment).order_by(Payment.id))
        return [(one.reference, one.amount_cents, one.source) for one in found]


def test_the_open_amount_is_filled_in_and_recorded_by_one_click(dave: Colleague, database: Database) -> None:
    page = dave.get("/console/invoices/1")
    assert (page.values["amount"], page.values["received_on"]) == ("269.50", "2026-12-01")

    done = dave.does(page, "/payments", reference="WIRE 4711")

    assert done.says("[role=status]") == "$269.50 are recorded."
    assert done.says("h1") == "Invoice INV-00001 paid"
    assert paid(database) == [("WIRE 4711", PRICE, "console")]
    with database.reading() as session:
        entry = session.scalars(select(CommissionEntry)).one()
        assert (entry.net_cents, entry.sub_partner_id) == (PRICE, "106")
        note = session.scalars(select(AuditEvent).where(AuditEvent.deed == "payment_recorded")).one()
        assert (note.actor, note.subject) == ("Dave Ryan", "$269.50 for INV-00001")


def test_a_second_click_records_nothing_twice(dave: Colleague, sqlite: Database) -> None:
    told = {"amount": "100.00", "reference": "WIRE 1"}
    page = dave.get("/console/invoices/1")
    dave.does(page, "/payments", **told)

    same = dave.does(page, "/payments", **told)
    again = dave.does(dave.get("/console/invoices/1"), "/payments", **told)

    assert same.says("[role=status]") == "$100.00 are recorded."
    assert again.says("[role=status]") == "This payment was recorded before: $100.00."
    assert paid(sqlite) == [("WIRE 1", 10_000, "console")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"amount": "1e9"}, "Write an amount like 1234.50"),
        ({"amount": "NaN"}, "Write an amount like 1234.50"),
        ({"amount": "1.005"}, "Write an amount like 1234.50"),
        ({"amount": "1,000.00"}, "Write an amount like 1234.50"),
        ({"amount": "1000,00"}, "Write an amount like 1234.50"),
        ({"amount": "+5"}, "Write an amount like 1234.50"),
        ({"amount": "٣"}, "Write an amount like 1234.50"),
        ({"amount": "9" * 16}, "Write an amount like 1234.50"),
        ({"amount": "-0"}, "Write an amount other than 0."),
        ({"amount": "0.00"}, "Write an amount other than 0."),
        ({"amount": ""}, "Write the amount, like 1234.50."),
        ({"amount": "269.51"}, "Only $269.50 are open on INV-00001. Write at most that."),
        ({"amount": "-0.01"}, "Only $0.00 were paid on INV-00001: no more can go back."),
        ({"reference": ""}, "Write the reference that the bank or the payer gave."),
        ({"reference": "x" * 121}, "Reference must be at most 120 characters."),
        ({"received_on": "2026-12-02"}, "it can not be later than today."),
        ({"received_on": "1999-12-31"}, "it can not be later than today."),
        ({"received_on": "20261201"}, "it can not be later than today."),
        ({"received_on": "yesterday"}, "it can not be later than today."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    dave: Colleague, sqlite: Database, typed: dict[str, str], words: str
) -> None:
    page = dave.get("/console/invoices/1")

    answer = dave.tries(page, "/payments", **({"amount": "1", "reference": "WIRE 1"} | typed))

    assert answer.status == 422
    assert words in answer.says(".summary")
    assert paid(sqlite) == []


def test_a_reference_of_another_payment_is_refused_and_named(dave: Colleague, sqlite: Database) -> None:
    page = dave.get("/console/invoices/1")
    dave.does(page, "/payments", amount="100.00", reference="WIRE 1")

    answer = dave.tries(page, "/payments", amount="50.00", reference="WIRE 1")

    assert answer.status == 422
    assert "The reference WIRE 1 was recorded before: $100.00 for INV-00001." in answer.says(".summary")


def test_a_credit_note_takes_a_part_of_a_line(dave: Colleague, database: Database) -> None:
    page = dave.get("/console/invoices/1/credit-note")

    done = dave.does(page, "/credit-note", part="0", amount="69.50", reason="Two days without a line.")

    assert done.says("[role=status]") == "CR-00001 is issued, and sent to the customer."
    invoice, note = documents(database)
    assert (note.net_cents, note.reason, note.issued_by) == (
        -6_950,
        "Two days without a line.",
        "Dave Ryan",
    )
    assert billing.awaited(invoice) == 20_000


def test_everything_that_is_left_is_credited_once(dave: Colleague, sqlite: Database) -> None:
    pages = [dave.get("/console/invoices/1/credit-note") for _ in range(2)]

    answers = [
        dave.tries(page, "/credit-note", part="whole", reason="Issued by mistake.").status for page in pages
    ]

    assert answers == [303, 404]
    assert dave.get("/console/invoices/1").says("h1") == "Invoice INV-00001 credited"
    assert len(documents(sqlite)) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose what is given back."),
        ({"part": "7"}, "Choose what is given back."),
        ({"part": "0", "reason": ""}, "Say why; it stands on the credit note."),
        ({"part": "0", "amount": "1.005"}, "Write an amount like 1234.50"),
        ({"part": "0", "amount": "269.51"}, "Write more than 0 and at most $269.50"),
        ({"part": "0", "amount": "-1"}, "Write more than 0 and at most $269.50"),
        ({"part": "0", "amount": "0"}, "Write more than 0 and at most $269.50"),
    ],
    ids=str,
)
def test_a_credit_note_is_never_more_than_is_left(
    dave: Colleague, sqlite: Database, typed: dict[str, str], words: str
) -> None:
    page = dave.get("/console/invoices/1/credit-note")

    answer = dave.tries(page, "/credit-note", **({"reason": "Sorry."} | typed))

    assert answer.status == 422
    assert words in answer.says(".summary")
    assert len(documents(sqlite)) == 1


def test_all_partners_invoices_are_found_by_partner(dave: Colleague, sqlite: Database) -> None:
    invoicing.opened(sqlite, BARE, email="grace@navy.example", partner="4958765")
    invoicing.opened(sqlite, BARE, email="alan@bletchley.example", partner=None)

    def found(query: str) -> list[str]:
        return [str(one.text) for one in dave.get(f"/console/invoices?{query}").soup.select("tbody th a")]

    assert found("") == ["INV-00003", "INV-00002", "INV-00001"]
    assert found("partner=4958765") == ["INV-00002"]
    assert found("partner=nobody") == []
    assert "4958765" in dave.get("/console/invoices/invoices.csv").text
    assert clock.now().date().isoformat() == "2026-12-01"
