"""API tokens: an administrator makes them, sees each once, and revokes them."""

import json

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.models import ApiToken, AuditEvent
from tests import colleague, seating
from tests.browser import Browser
from tests.colleague import Colleague

CALL = {
    "external_id": "cdr-1",
    "account": "ada@engines.example",
    "kind": "minutes",
    "quantity": 42,
    "used_at": "2026-11-02T09:30:00Z",
}


@pytest.fixture
def admin(browser: Browser, the_database: Database) -> Colleague:
    browser.waits((seating.NOON - clock.now()).total_seconds() + 60)
    seating.account(the_database)
    return colleague.arrives(browser, "admin")


def tells(browser: Browser, text: str) -> int:
    """The answer to a system that has this token."""
    headers = {"Authorization": f"Bearer {text}"}
    sent = {"data": json.dumps(CALL), "content_type": "application/json"}
    return browser.request("POST", "/api/usage", headers=headers, **sent).status


def made(admin: Colleague, name: str = "Switchboard") -> str:
    """The text of a new token."""
    page = admin.does(admin.get("/console/usage-tokens"), "/usage-tokens", name=name)
    return page.find("#token").get_text(strip=True)


def test_a_token_is_shown_once_works_and_says_when_it_was_used(
    browser: Browser, admin: Colleague, the_database: Database
) -> None:
    text = made(admin)
    before = admin.get("/console/usage-tokens")
    status = tells(browser, text)
    after = admin.get("/console/usage-tokens")

    assert status == 200
    assert "Switchboard works never" in before.says("tbody tr")
    assert "to the hour" in after.says("tbody tr")
    assert text not in before.text + after.text
    with the_database.reading() as session:
        assert text not in session.scalars(select(ApiToken)).one().token_hash


def test_a_token_is_revoked_once_and_for_all(
    browser: Browser, admin: Colleague, the_database: Database
) -> None:
    text = made(admin)
    ask = admin.get("/console/usage-tokens/1/revocation")

    page = admin.does(ask, "/revocation")
    admin.does(ask, "/revocation")

    assert "Switchboard is revoked" in page.says('[role="status"]')
    assert "revoked" in page.says("tbody tr")
    assert not page.has('a[href$="/revocation"]')
    assert tells(browser, text) == 401
    with the_database.reading() as session:
        deeds = [one.deed for one in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert deeds == ["api_token_made", "api_token_revoked"]


def test_a_token_without_a_name_is_not_made(admin: Colleague, sqlite: Database) -> None:
    page = admin.does(admin.get("/console/usage-tokens"), "/usage-tokens", name=" ")

    assert page.errors["name"].endswith("Enter the name of the system that will use it.")
    with sqlite.reading() as session:
        assert session.scalars(select(ApiToken)).all() == []
