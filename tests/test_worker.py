"""What a worker does in its rounds, one at a time."""

import logging
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.config import Settings, SettingsError
from app.db import Database
from app.models import DryRun, Partner, State
from app.worker import Worker
from tests.browser import Browser
from tests.post_office import PostOffice
from tests.scene import advance, enquiry, letters, post, wait_until
from tests.widgets.urls import ADA, BY_TIM

DAVE = "dave@panterranetworks.com"
SALES = "sales@panterranetworks.com"
HOUR = timedelta(hours=1)


@pytest.fixture
def worker(settings: Settings) -> Worker:
    """A worker in this process, which does one round at a time."""
    return Worker(settings, threading.Event())


def test_a_mail_server_that_is_away_for_an_hour_uses_up_no_try(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    smtp.stop()
    post(sqlite, enquiry(sqlite), DAVE, SALES)
    worker.round()
    advance(sqlite, HOUR)
    time.sleep(1)
    worker.round()

    assert [(letter.tries, letter.leased_until) for letter in letters(sqlite)] == [(0, None)] * 2
    smtp.start()
    wait_until(lambda: worker.round() and len(smtp.letters()) == 2)
    assert [letter.tries for letter in letters(sqlite)] == [1, 1]


def test_one_bad_letter_never_blocks_the_others(
    database: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    ada = enquiry(database)
    smtp.refuses("gone@x.example", "550 No such user")
    smtp.refuses("busy@x.example", "451 Later")
    post(database, ada, "no address", "a@b.example\r\nBcc: c@d.example", "gone@x.example", "busy@x.example")
    post(database, ada, DAVE, kind="a_letter_that_nobody_wrote")
    post(database, ada, DAVE, SALES)

    worker.round()

    assert [letter["to"] for letter in smtp.letters()] == [SALES, DAVE]
    bounced = [letter.recipient for letter in letters(database) if letter.bounced_at]
    assert bounced == ["no address", "a@b.example\r\nBcc: c@d.example", "gone@x.example"]
    again = [(letter.kind, letter.tries) for letter in letters(database) if letter.due_at > clock.now()]
    assert again == [("lead_received", 1), ("a_letter_that_nobody_wrote", 1)]


def test_a_lead_whose_manager_takes_no_letters_is_told_to_sales(
    sqlite: Database, smtp: PostOffice, worker: Worker, browser: Browser
) -> None:
    smtp.refuses(DAVE, "550 No such user")
    browser.sends(browser.get(BY_TIM), typed=ADA)

    worker.round()
    worker.round()

    (letter,) = smtp.letters()
    assert letter["to"] == SALES
    assert f"1. {DAVE} takes no letters, so this one comes to you" in letter["text"].replace("\n", " ")
    assert ADA["email"] in letter["text"]


def test_a_letter_that_drives_the_server_away_steps_aside_for_the_others(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    smtp.refuses("poison@x.example", "421 I have had enough")
    post(sqlite, enquiry(sqlite), "poison@x.example", DAVE, SALES)

    worker.round()
    assert smtp.letters() == []
    wait_until(lambda: worker.round() and len(smtp.letters()) == 2)

    poison, *_ = letters(sqlite)
    assert (poison.tries, poison.sent_at, poison.bounced_at) == (0, None, None)
    assert poison.due_at > clock.now()


def test_a_refused_letter_is_tried_again_when_it_is_due(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    smtp.refuses(DAVE, "450 Greylisted")
    post(sqlite, enquiry(sqlite), DAVE)
    worker.round()
    smtp.accepts_everybody()
    worker.round()
    assert smtp.letters() == []

    advance(sqlite, timedelta(minutes=2))
    worker.round()

    assert [letter["to"] for letter in smtp.letters()] == [DAVE]


def test_the_words_are_those_of_the_moment_of_sending(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    post(sqlite, enquiry(sqlite), DAVE)
    with sqlite.writing() as session:
        session.execute(update(Partner).values(suspended_at=clock.now()))
        session.commit()

    worker.round()

    assert "(TMC Labs, suspended)" in smtp.letters()[0]["text"]
    assert smtp.letters()[0]["subject"] == "New lead: Ada Lovelace, Analytical Engines (Cloud PBX)"


def test_a_lead_that_waits_is_reminded_of_after_4_hours_and_sales_hear_of_it_after_24(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker
) -> None:
    def got() -> list[tuple[str, str]]:
        worker.round()
        worker.round()
        return [(letter["to"], letter["subject"].split(":")[0]) for letter in smtp.letters()]

    enquiry(sqlite)
    assert got() == []

    advance(sqlite, 4 * HOUR)
    assert got() == [(DAVE, "Still waiting")]
    advance(sqlite, 20 * HOUR)
    assert got() == [(SALES, "Overdue"), (DAVE, "Still waiting")]
    advance(sqlite, 24 * HOUR)
    assert len(got()) == 2


def test_a_worker_with_nothing_to_do_asks_for_no_right_to_write(
    sqlite: Database, cast: None, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    enquiry(sqlite)
    worker.round()
    worker.round()
    advance(sqlite, timedelta(minutes=2))
    prospect = Database()
    prospect.open(sqlite.engine.url.render_as_string())

    with prospect.writing() as session:
        session.execute(select(1))
        worker.round()

    assert "database_away" not in caplog.messages
    prospect.close()


def test_test_runs_are_forgotten_after_30_days(
    database: Database, cast: None, worker: Worker, browser: Browser
) -> None:
    def runs_after(wait: timedelta) -> int:
        advance(database, wait)
        worker.round()
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(DryRun)) or 0

    page = browser.get("/lead/pbx?test=true")
    browser.posts(page, after=0)

    assert runs_after(timedelta(days=29, hours=23)) == 1
    assert runs_after(timedelta(hours=2)) == 0


def test_the_log_names_letters_and_outcomes_and_no_person(
    sqlite: Database, cast: None, smtp: PostOffice, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for address, answer in {
        "gone@x.example": "550 gone@x.example",
        "busy@x.example": "450 busy@x.example",
    }.items():
        smtp.refuses(address, answer)
    smtp.refuses("away@x.example", "421 away@x.example")
    post(sqlite, enquiry(sqlite), DAVE, "gone@x.example", "busy@x.example", "b\u00e4d", "away@x.example")

    worker.round()

    ours = [record for record in caplog.records if record.name.startswith("app.")]
    outcomes = [vars(record).get("outcome") for record in ours if record.getMessage() == "letter"]
    assert outcomes == ["sent", "bounce", "put_back", "bounce"]
    assert [record.levelname for record in ours if vars(record).get("outcome") == "bounce"] == ["ERROR"] * 2
    assert not [record for record in ours if "@" in str(vars(record)) or "Ada" in str(vars(record))]


@pytest.mark.parametrize("changes", [{"smtp_url": "http://x"}, {"vendor_file": Path("/nowhere.toml")}])
def test_a_worker_that_is_wrongly_set_does_not_begin(settings: Settings, changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Worker(Settings(**(vars(settings) | changes)), threading.Event())


def test_a_worker_that_works_says_so_now_and_then(settings: Settings, database: Database, cast: None) -> None:
    worker = Worker(settings, threading.Event(), sign_of_life=1e9)
    worker.round()
    first = seen(database)
    worker.round()
    second = seen(database)
    Worker(settings, threading.Event()).round()

    assert first
    assert second == first
    assert (seen(database) or first) > first


def seen(database: Database) -> datetime | None:
    with database.reading() as session:
        return session.get_one(State, 1).worker_seen_at
