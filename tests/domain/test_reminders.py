"""A lead that nobody forwards: the manager is reminded after 4 hours, Sales after 24."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import Database
from app.domain import leads
from app.models import Lead, LeadState
from tests.domain.test_leads import DAVE, HOUR, NOON, SALES, STATES, arrive, enquiry, letters


@pytest.mark.parametrize(
    ("age", "managers", "sales"),
    [
        (timedelta(hours=3, minutes=59), [], []),
        (timedelta(hours=4), [DAVE], []),
        (timedelta(hours=23, minutes=59), [DAVE], []),
        (timedelta(hours=24), [DAVE], [SALES]),
        (timedelta(days=30), [DAVE], [SALES]),
    ],
)
def test_a_lead_that_waits_is_reminded_of_once(
    database: Database, cast: None, age: timedelta, managers: list[str], sales: list[str]
) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        arrive(session, asked)
        written = [leads.remind(session, SALES, NOON + age) for _ in range(3)]
        session.commit()

        assert written == [len(managers) + len(sales), 0, 0]
        assert letters(session, "lead_reminder") == managers
        assert letters(session, "lead_overdue") == sales


def test_both_reminders_come_at_their_own_hours(database: Database, cast: None) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        arrive(session, asked)

        assert [leads.remind(session, SALES, NOON + hours * HOUR) for hours in (4, 5, 23, 24, 25)] == [
            1,
            0,
            0,
            1,
            0,
        ]


def test_a_lead_without_a_manager_is_reminded_of_at_sales(database: Database) -> None:
    with database.writing() as session:
        arrive(session, enquiry(public_id=None))
        leads.remind(session, SALES, NOON + 4 * HOUR)

        assert letters(session, "lead_reminder") == [SALES]


@pytest.mark.parametrize("state", [state for state in STATES if state != "new"])
def test_a_lead_that_somebody_looked_after_is_not_reminded_of(sqlite: Database, state: LeadState) -> None:
    with sqlite.writing() as session:
        arrive(session, enquiry())
        session.execute(update(Lead).values(state=state))

        assert leads.remind(session, SALES, NOON + 48 * HOUR) == 0


def test_hundreds_of_waiting_leads_are_reminded_of_in_turn(sqlite: Database) -> None:
    with sqlite.writing() as session:
        for number in range(250):
            arrive(session, enquiry(f"h{number}"))
        while leads.remind(session, SALES, NOON + 5 * HOUR):
            pass

        assert len(letters(session, "lead_reminder")) == 250
