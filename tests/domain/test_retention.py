"""What nobody can need any more goes by itself, and nothing else."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database, db
from app.domain import operating_figures, retention, sent_forms
from app.models import Account, Confirmation, Finding, Letter, PersonEvent, SentForm, Signup, State
from app.worker import Worker
from tests import scene
from tests.domain import people
from tests.quoting import does

HOUR = timedelta(hours=1)


def count(database: Database, *kinds: type) -> list[int]:
    with database.reading() as session:
        return [session.scalars(select(func.count()).select_from(kind)).one() for kind in kinds]


def keeps_house(settings: Settings, after: timedelta) -> None:
    """What the worker does that much later."""
    clock.shift(timedelta(0))
    with_clock = round(after.total_seconds())
    does(db, lambda session: session.execute(update(State).values(clock_offset_seconds=with_clock)))
    Worker(settings, threading.Event()).round()


def test_a_claim_that_nobody_confirms_goes_after_a_month(
    settings: Settings, database: Database, cast: None
) -> None:
    people.start(database, people.claim(database), clock.now())
    people.hand_over(database, clock.now())
    assert count(database, Signup, Confirmation, Letter) == [1, 1, 1]

    keeps_house(settings, retention.UNCONFIRMED_FOR - HOUR)
    assert count(database, Signup) == [1]

    keeps_house(settings, retention.UNCONFIRMED_FOR + HOUR)
    assert count(database, Signup, Confirmation, PersonEvent, Letter) == [0, 0, 0, 0]


def test_a_claim_that_was_confirmed_stays(settings: Settings, database: Database, cast: None) -> None:
    now = clock.now()
    signup = people.start(database, people.claim(database), now)
    people.enters(database, signup, people.secrets_of(database, now).code, now)

    keeps_house(settings, retention.UNCONFIRMED_FOR * 12)

    assert count(database, Signup, Account) == [1, 1]


def test_letters_that_have_gone_go_after_half_a_year_and_others_stay(
    settings: Settings, database: Database, cast: None
) -> None:
    lead = scene.enquiry(database)
    scene.post(database, lead, "sent@example.com", "bounced@example.com", "waits@example.com")
    long_ago = clock.now() - retention.LETTERS_FOR - HOUR
    for name, values in (("sent", {"sent_at": long_ago}), ("bounced", {"bounced_at": long_ago})):
        change = update(Letter).where(Letter.recipient.startswith(name)).values(values)
        does(database, lambda session, one=change: session.execute(one))  # type: ignore[misc]

    does(database, lambda session: retention.forget_old(session, clock.now()))

    assert [letter.recipient for letter in scene.letters(database)] == ["waits@example.com"]


def test_findings_go_half_a_year_after_they_were_seen_last(database: Database, cast: None) -> None:
    now = clock.now()
    rows = [
        {"partner_key": 0, "rule": "r", "value": str(age), "count": 1, "first_at": now, "last_at": now - age}
        for age in (retention.FINDINGS_FOR - HOUR, retention.FINDINGS_FOR + HOUR)
    ]  # fmt: skip
    does(database, lambda session: session.execute(insert(Finding), rows))

    assert does(database, lambda session: retention.any_old(session, now))
    does(database, lambda session: retention.forget_old(session, now))

    assert count(database, Finding) == [1]
    assert not does(database, lambda session: retention.any_old(session, now))


def test_a_form_that_was_sent_is_known_for_a_day(settings: Settings, database: Database) -> None:
    does(database, lambda session: sent_forms.claim(session, "k" * 64, clock.now()))

    keeps_house(settings, sent_forms.KEPT_FOR - HOUR)
    assert count(database, SentForm) == [1]

    keeps_house(settings, sent_forms.KEPT_FOR + HOUR)
    assert count(database, SentForm) == [0]


@pytest.mark.parametrize("kind", [Letter, Finding])
def test_it_goes_some_at_a_time(
    database: Database, cast: None, kind: type[Letter] | type[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_FORGOTTEN", 2)
    now, long_ago = clock.now(), clock.now() - timedelta(days=400)
    scene.post(database, scene.enquiry(database), *(f"{one}@example.com" for one in range(5)))
    does(database, lambda session: session.execute(update(Letter).values(sent_at=long_ago)))
    common = {"partner_key": 0, "rule": "r", "count": 1, "first_at": long_ago, "last_at": long_ago}
    rows = [common | {"value": str(one)} for one in range(5)]
    does(database, lambda session: session.execute(insert(Finding), rows))

    left = []
    while does(database, lambda session: retention.any_old(session, now)):
        does(database, lambda session: retention.forget_old(session, now))
        left += count(database, kind)

    assert left == [3, 1, 0]


def test_what_is_old_is_looked_for_in_indexes_of_what_can_be(sqlite: Database) -> None:
    with sqlite.reading() as session:
        plan = explained(session, lambda: retention.any_old(session, clock.now()))

    assert plan >= {
        "ix_signups_unconfirmed",
        "ix_letters_sent",
        "ix_letters_bounced",
        "ix_findings_last_at",
        "ix_sent_forms_sent_at",
    }


def explained(session: Session, look: Callable[[], object]) -> set[str]:
    """The indexes that SQLite uses for what is asked meanwhile."""
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    look()
    event.remove(connection, "before_cursor_execute", note)
    driver = connection.connection.driver_connection
    assert driver
    plans = [driver.execute(f"EXPLAIN QUERY PLAN {statement}", values) for statement, values in asked]
    return {word for plan in plans for row in plan for word in row[3].split() if word.startswith("ix_")}


def test_figures_are_looked_for_where_there_are_few(sqlite: Database) -> None:
    with sqlite.reading() as session:
        plan = explained(session, lambda: operating_figures.read(session, clock.now()))

    assert plan == {
        "ix_leads_state_created_at",
        "ix_orders_state_due_at",
        "ix_receivables_state_invoice_id",
        "ix_webhook_deliveries_open",
        "ix_webhook_deliveries_given_up",
    }
