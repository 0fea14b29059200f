"""A lead that nobody forwards: the manager is reminded after 4 hours, Sales after 24."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from app.db import Database
from app.domain import leads, reminders
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
        written = [reminders.remind(session, SALES, NOON + age) for _ in range(3)]
        session.commit()

        assert written == [len(managers) + len(sales), 0, 0]
        assert letters(session, "lead_reminder") == managers
        assert letters(session, "lead_overdue") == sales


def test_both_reminders_come_at_their_own_hours(database: Database, cast: None) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        arrive(session, asked)

        assert [reminders.remind(session, SALES, NOON + hours * HOUR) for hours in (4, 5, 23, 24, 25)] == [
            1,
            0,
            0,
            1,
            0,
        ]


def test_a_lead_without_a_manager_is_reminded_of_at_sales(database: Database) -> None:
    with database.writing() as session:
        arrive(session, enquiry(public_id=None))
        reminders.remind(session, SALES, NOON + 4 * HOUR)

        assert letters(session, "lead_reminder") == [SALES]


@pytest.mark.parametrize("state", [state for state in STATES if state != "new"])
def test_a_lead_that_somebody_looked_after_is_not_reminded_of(sqlite: Database, state: LeadState) -> None:
    with sqlite.writing() as session:
        arrive(session, enquiry())
        session.execute(update(Lead).values(state=state))

        assert reminders.remind(session, SALES, NOON + 48 * HOUR) == 0


@pytest.mark.parametrize("end", ["reminded", "moved", "changed by hand"])
def test_a_lead_of_which_nobody_has_to_be_reminded_is_never_looked_at_again(
    database: Database, end: str
) -> None:
    with database.writing() as session:
        lead = arrive(session, enquiry())
        assert not reminders.any_due(session, NOON + 3 * HOUR)
        assert reminders.any_due(session, NOON + 4 * HOUR)
        if end == "moved":
            leads.move(session, lead, "spam", "Dave Ryan", NOON)
        elif end == "changed by hand":
            session.execute(update(Lead).values(state="spam"))
            session.expire_all()
        reminders.remind(session, SALES, NOON + 24 * HOUR)

        assert not reminders.any_due(session, NOON + 1000 * HOUR)


def test_leads_that_wait_are_found_by_an_index_however_many_stay_new(sqlite: Database) -> None:
    asked: list[str] = []
    event.listen(sqlite.writer, "before_cursor_execute", lambda _c, _cur, words, *_: asked.append(words))
    with sqlite.writing() as session:
        reminders.any_due(session, NOON)
        reminders.remind(session, SALES, NOON)
        connection = session.connection()
        plans = [
            " ".join(
                row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", (1,) * n)
            )
            for words in list(asked)
            if (n := words.count("?"))
        ]

    assert len(plans) == 2
    assert all("ix_leads_remind_at" in plan and "TEMP B-TREE" not in plan for plan in plans)


def test_hundreds_of_waiting_leads_are_reminded_of_in_turn(sqlite: Database) -> None:
    with sqlite.writing() as session:
        for number in range(250):
            arrive(session, enquiry(f"h{number}"))
        while reminders.remind(session, SALES, NOON + 5 * HOUR):
            pass

        assert len(letters(session, "lead_reminder")) == 250
