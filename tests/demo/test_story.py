"""The demo's story: told once, and every list of the portal is alive."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.demo import story
from app.domain import quotes
from app.models import (
    CommissionEntry,
    Lead,
    Letter,
    ModificationRequest,
    Partner,
    Payment,
    Quote,
    Statement,
)
from tests import colleague
from tests.browser import Browser

LISTS = ("leads", "quotes", "signups", "accounts", "invoices", "statements", "test-runs", "findings")


def told(database: Database) -> None:
    with database.writing() as session:
        story.tell(session, clock.now())
        session.commit()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_portal_is_alive(browser: Browser, sqlite: Database, name: str) -> None:
    told(sqlite)
    tim = colleague.arrives(browser, "partner")

    listed = tim.get(f"/portal/{name}")
    rows = listed.soup.select("tbody th a")

    assert listed.has("tbody tr")
    assert [tim.get(str(row["href"])).status for row in rows] == [200] * len(rows)


def test_it_is_told_once_and_without_letters(cast: None, sqlite: Database) -> None:
    told(sqlite)
    told(sqlite)

    with sqlite.reading() as session:
        assert session.scalar(select(func.count(Lead.id))) == 22
        assert session.scalar(select(func.count(Letter.id))) == 0


def test_every_state_of_a_quote_is_on_stage(cast: None, sqlite: Database) -> None:
    told(sqlite)

    with sqlite.reading() as session:
        offered = session.scalars(select(Quote)).all()
        standings = {quotes.standing(one, clock.now().date()) for one in offered}
        asked = session.scalar(select(func.count(ModificationRequest.id)))

    assert standings == {"draft", "sent", "expired", "completed", "rejected", "lost", "withdrawn"}
    assert asked == 1


def test_months_are_closed_and_their_sums_agree_with_what_was_paid(cast: None, sqlite: Database) -> None:
    told(sqlite)

    with sqlite.reading() as session:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        closed = session.scalars(select(Statement).where(Statement.partner_id == tmc.id)).all()
        held = session.scalars(
            select(Partner.public_id)
            .join(CommissionEntry, CommissionEntry.partner_id == Partner.id)
            .where(CommissionEntry.held_for.is_not(None))
        ).all()
        paid = session.scalars(select(func.sum(Payment.amount_cents))).one()
        earned = session.scalars(select(func.sum(CommissionEntry.net_cents))).one()

    assert len(closed) >= 2
    assert set(held) == {"7654321"}
    # Nobody pays taxes here, and everybody belongs to a partner; some of what was paid was given back.
    assert 0 <= paid - earned <= 12_500


def test_somebody_owes_since_long(browser: Browser, sqlite: Database) -> None:
    told(sqlite)
    tim = colleague.arrives(browser, "partner")

    listed = tim.get("/portal/invoices?standing=overdue")

    assert "Weizmann Instruments" in listed.says("tbody")
