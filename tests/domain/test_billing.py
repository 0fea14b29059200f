"""Invoices: each month once, by the day, adding up to the cent, in numbers without gaps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import billing
from app.models import Account, Invoice, Letter, Receivable, Series, Subscription
from tests import invoicing
from tests.invoicing import BARE, amounts, documents, issues, seats_change, today_is
from tests.quoting import TIM, does

pytestmark = pytest.mark.usefixtures("cast")


def periods(database: Database) -> list[tuple[str, str, int]]:
    return [(one.kind, one.period, one.net_cents) for one in documents(database)]


def numbers(database: Database, series: str = "invoice") -> list[int]:
    return [one.number for one in documents(database) if one.series == series]


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


def test_months_that_were_missed_are_all_issued_each_for_its_own_in_order(database: Database) -> None:
    today_is("2026-12-22")
    invoicing.opened(database, BARE)

    today_is("2027-03-14")
    assert issues(database) == 3

    assert periods(database)[1:] == [
        ("period", "2027-01 USD", 26_950),
        ("period", "2027-02 USD", 26_950),
        ("period", "2027-03 USD", 26_950),
    ]
    assert issues(database) == 0
    assert numbers(database) == [1, 2, 3, 4]


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


def test_several_services_of_an_account_share_its_invoice(sqlite: Database) -> None:
    today_is("2026-12-10")
    invoicing.opened(sqlite, BARE)

    def another(session: Session) -> None:
        service = invoicing.subscribed(session, session.get_one(Account, 1), BARE)
        billing.issue_opening(session, service, clock.now())

    does(sqlite, another)
    today_is("2027-01-02")

    assert issues(sqlite) == 1
    assert periods(sqlite)[-1] == ("period", "2027-01 USD", 2 * 26_950)


def test_two_workers_at_once_issue_nothing_twice_and_leave_no_gap(database: Database) -> None:
    today_is("2026-12-10")
    for name in range(6):
        invoicing.opened(database, BARE, email=f"ada{name}@engines.example")
    today_is("2027-02-03")

    with ThreadPoolExecutor(2) as workers:
        issued = list(workers.map(lambda _: issues(database), range(2)))

    assert sum(issued) == 12
    assert numbers(database) == list(range(1, 19))
    assert sorted({(one.account_id, one.period) for one in documents(database)[6:]}) == [
        (account, f"2027-0{month} USD") for account in range(1, 7) for month in (1, 2)
    ]


def test_a_transaction_that_is_rolled_back_gives_its_number_back(database: Database) -> None:
    invoicing.opened(database, BARE)
    with database.writing() as session:
        owner = invoicing.account(session, "grace@engines.example")
        lost = billing.issue_opening(session, invoicing.subscribed(session, owner), clock.now())
        assert lost.number == 2
        session.rollback()

    invoicing.opened(database, BARE, email="alan@engines.example")

    assert numbers(database) == [1, 2]
    with database.reading() as session:
        assert session.get_one(Series, "invoice").last == 2


def blocks(database: Database, at: datetime | None) -> None:
    does(database, lambda session: setattr(session.get_one(Account, 1), "blocked_at", at))


def test_a_blocked_account_gets_nothing_new_and_pays_for_what_follows(database: Database) -> None:
    today_is("2026-12-10")
    invoicing.opened(database, BARE)
    blocks(database, today_is("2026-12-20"))
    for day in ("2026-12-31", "2027-01-01", "2027-01-31", "2027-02-10"):
        today_is(day)
        assert issues(database) == 0

    blocks(database, None)
    today_is("2027-02-11")
    assert issues(database) == 1

    assert periods(database)[-1] == ("period", "2027-02 USD", 17_325)  # 269.50 × 18/28
    today_is("2027-03-01")
    issues(database)
    assert periods(database)[-1] == ("period", "2027-03 USD", 26_950)


def test_a_block_within_a_paid_month_takes_nothing_and_adds_nothing(sqlite: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(sqlite, BARE)
    blocks(sqlite, today_is("2026-12-05"))
    issues(sqlite)
    blocks(sqlite, None)

    today_is("2027-01-01")
    issues(sqlite)

    assert periods(sqlite) == [("opening", "order 1", 26_950), ("period", "2027-01 USD", 26_950)]


def test_seats_that_changed_while_nothing_was_invoiced_are_not_corrected(sqlite: Database) -> None:
    today_is("2026-12-01")
    invoicing.opened(sqlite, BARE)
    seats_change(sqlite, 5, "2026-12-16")
    blocks(sqlite, today_is("2026-12-20"))
    today_is("2027-01-15")
    issues(sqlite)
    seats_change(sqlite, 5, "2027-01-10")
    blocks(sqlite, None)

    today_is("2027-02-01")
    issues(sqlite)

    january, february = documents(sqlite)[1:]
    assert amounts(january.lines) == [
        ("advance", "Cloud PBX Professional", 27_819),  # 20 × 26.95 × 16/31
        ("correction", "Cloud PBX Professional", 6_955),  # 5 × 26.95 × 16/31
    ]
    assert [line["kind"] for line in february.lines] == ["advance"]


def test_each_document_is_announced_by_one_letter(sqlite: Database) -> None:
    today_is("2026-12-10")
    invoicing.opened(sqlite, BARE)
    today_is("2027-01-01")
    issues(sqlite)

    with sqlite.reading() as session:
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(one.kind, one.recipient, one.details["invoice_id"]) for one in letters] == [
        ("invoice_issued", invoicing.ADA, 1),
        ("invoice_issued", invoicing.ADA, 2),
    ]


@pytest.mark.parametrize("attempt", [update(Invoice).values(total_cents=1), delete(Invoice)], ids=str)
def test_what_was_issued_stays(database: Database, attempt: Any) -> None:
    invoicing.opened(database)

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)


def test_the_row_that_lists_look_for_says_what_the_sums_say(sqlite: Database) -> None:
    number = invoicing.opened(sqlite)

    with sqlite.reading() as session:
        row = session.get_one(Receivable, number)
        invoice = session.get_one(Invoice, number)
        assert (row.state, row.due_on, row.partner_id) == ("open", invoice.due_on, invoice.partner_id)
        assert str(row.remind_on) == str(invoice.due_on + timedelta(1))
