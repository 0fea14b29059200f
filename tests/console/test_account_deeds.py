"""The vendor blocks accounts, opens them again, and says which tax their invoices carry."""

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import Account, AuditEvent
from tests import colleague, selling
from tests.browser import Browser


def test_an_account_is_blocked_and_opened_again(browser: Browser, database: Database) -> None:
    number = selling.account_of(database, selling.provisioned(database))
    dave = colleague.arrives(browser, "cm")

    blocked = dave.does(dave.get(f"/console/accounts/{number}/block"), "/block", reason="Unpaid since March.")
    opened = dave.does(blocked, "/unblock")

    assert "Unpaid since March." in blocked.says("main")
    assert opened.says('[role="status"]') == "The account is open again, with everything as it was."
    with database.reading() as session:
        notes = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [note.deed for note in notes[-2:]] == ["account_blocked", "account_unblocked"]
    assert all(note.partner_id for note in notes[-2:])


def test_tax_is_per_cent_with_two_decimals(browser: Browser, database: Database) -> None:
    number = selling.account_of(database, selling.provisioned(database))
    dave = colleague.arrives(browser, "cm")

    done = dave.does(dave.get(f"/console/accounts/{number}/tax"), "/tax", tax="7.25")

    assert done.says('[role="status"]') == "Invoices from now on carry 7.25 % tax."
    with database.reading() as session:
        assert session.get_one(Account, number).tax_bp == 725


@pytest.mark.parametrize("typed", ["", "-1", "30.01", "1e1", "7.255", "NaN", "٣"])
def test_no_other_tax_is_taken(browser: Browser, sqlite: Database, typed: str) -> None:
    number = selling.account_of(sqlite, selling.provisioned(sqlite))
    dave = colleague.arrives(browser, "cm")

    again = dave.does(dave.get(f"/console/accounts/{number}/tax"), "/tax", tax=typed)

    assert again.errors == {"tax": "Enter per cent from 0 to 30 like 19 or 7.25."}
    with sqlite.reading() as session:
        assert session.get_one(Account, number).tax_bp == 0
