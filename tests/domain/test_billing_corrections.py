"""Seats that came and went correct what was invoiced, once, as a line or a credit note."""

import pytest

from app import clock
from app.db import Database
from app.domain import billing
from app.models import Invoice
from tests import invoicing
from tests.domain.billed import periods
from tests.invoicing import BARE, amounts, documents, issues, seats_change, today_is
from tests.quoting import TIM, does

pytestmark = pytest.mark.usefixtures("cast")


def test_seats_that_came_and_went_correct_the_month_before(database: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(database, BARE)
    seats_change(database, 5, "2026-12-11")
    seats_change(database, -3, "2026-12-21")

    today_is("2027-01-01")
    issues(database)

    invoice = documents(database)[1]
    # 21 days with 5 more, 11 of them with 3 fewer: 26.95 × (105 − 33) / 31 = 62.593…
    assert amounts(invoice.lines) == [
        ("advance", "Cloud PBX Professional", 12 * 2_695),
        ("correction", "Cloud PBX Professional", 6_259),
    ]
    assert invoice.lines[1]["stretches"] == [
        ["2026-12-01", "2026-12-10", 10],
        ["2026-12-11", "2026-12-20", 15],
        ["2026-12-21", "2026-12-31", 12],
    ]


def test_a_correction_is_made_once_and_seats_known_in_advance_need_none(sqlite: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(sqlite, BARE)
    seats_change(sqlite, 5, "2026-12-31")
    seats_change(sqlite, 5, "2027-02-01")

    today_is("2027-03-01")
    issues(sqlite)

    kinds = [[line["kind"] for line in one.lines] for one in documents(sqlite)]
    assert kinds == [["advance"], ["advance", "correction"], ["advance"], ["advance"]]
    assert periods(sqlite)[-1] == ("period", "2027-03 USD", 20 * 2_695)


def test_less_than_nothing_is_a_credit_note_for_the_last_invoice(database: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(database, BARE)
    seats_change(database, -10, "2026-12-11")

    today_is("2027-01-05")
    issues(database)

    invoice, note = documents(database)
    assert (note.kind, note.period, billing.shown(note)) == ("credit", "2027-01 USD", "CR-00001")
    assert note.corrects_id == invoice.id
    assert note.net_cents == -18_256  # 269.50 × 21/31 = 182.564…
    assert billing.left(invoice) == 26_950 - 18_256
    assert issues(database) == 0
    today_is("2027-02-05")
    assert issues(database) == 0


def test_a_credit_that_is_larger_than_the_last_invoice_goes_on_to_the_one_before(sqlite: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(sqlite, BARE)
    seats_change(sqlite, -9, "2026-12-02")
    seats_change(sqlite, 9, "2027-01-01")
    today_is("2027-01-01")
    issues(sqlite)
    seats_change(sqlite, -10, "2027-01-01")

    today_is("2027-02-01")
    issues(sqlite)

    opening, january, first, second = documents(sqlite)
    assert (first.corrects_id, second.corrects_id) == (january.id, opening.id)
    assert first.net_cents == -january.net_cents
    assert january.net_cents == 26_950 - (26_950 - 3_477)
    assert billing.left(january) == 0
    assert billing.left(opening) == 3_477  # ten seats on one day, one on the other 30


def test_nothing_left_to_give_back_is_a_document_of_nothing(sqlite: Database) -> None:
    today_is("2026-12-01")
    number = invoicing.opened(sqlite, BARE)
    does(sqlite, lambda s: billing.credit(s, s.get_one(Invoice, number), None, "Gift", TIM, clock.now()))
    seats_change(sqlite, -10, "2026-12-11")

    today_is("2027-01-01")
    issues(sqlite)

    last = documents(sqlite)[-1]
    assert (last.kind, last.total_cents) == ("period", 0)
    assert billing.standing(last, clock.now().date()) == "paid"
