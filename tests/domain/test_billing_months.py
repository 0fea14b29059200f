"""Invoices month by month, also those that were missed or fell into a block."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import billing
from app.models import Account
from tests import invoicing
from tests.domain.billed import numbers, periods
from tests.invoicing import BARE, amounts, documents, issues, seats_change, today_is
from tests.quoting import does

pytestmark = pytest.mark.usefixtures("cast")


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
