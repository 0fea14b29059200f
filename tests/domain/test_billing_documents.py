"""What was issued: numbered without gaps, announced once, and never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.db import Database
from app.domain import billing
from app.models import Invoice, Letter, Receivable, Series
from tests import invoicing
from tests.domain.billed import numbers
from tests.invoicing import BARE, documents, issues, today_is

pytestmark = pytest.mark.usefixtures("cast")


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
