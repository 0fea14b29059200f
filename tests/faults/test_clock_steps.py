"""The wall clock set back or forward by an hour: nothing is lost, and nobody is locked out for as long."""

import threading
import time
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from sqlalchemy import update

from app import clock
from app.config import Settings
from app.db import Database
from app.models import Lead
from app.worker import Worker
from tests.browser import Browser, solution
from tests.faults.crowd import FORM
from tests.post_office import PostOffice
from tests.scene import enquiry, letters, post
from tests.widgets import ledger
from tests.widgets.urls import ADA

HOUR = timedelta(hours=1)
STEPS = pytest.mark.parametrize("step", [-HOUR, HOUR], ids=["back", "forward"])


class WallClock:
    """The machine's clock, in somebody's hands."""

    def __init__(self) -> None:
        self.stepped = timedelta(0)
        self.passed = 0.0

    def steps(self, by: timedelta) -> None:
        """It is set, and no time passes."""
        self.stepped += by

    def passes(self, seconds: float) -> None:
        """Time passes, by every clock."""
        self.stepped += timedelta(seconds=seconds)
        self.passed += seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    hands, real, monotonic = WallClock(), time.time, clock.monotonic

    class Stepped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + hands.stepped

    monkeypatch.setattr(clock, "datetime", Stepped)
    monkeypatch.setattr(time, "time", lambda: real() + hands.stepped.total_seconds())
    monkeypatch.setattr(clock, "monotonic", lambda: monotonic() + hands.passed)
    return hands


@STEPS
def test_a_form_that_was_open_meanwhile_is_taken_with_what_was_typed(
    browser: Browser, sqlite: Database, wall: WallClock, step: timedelta
) -> None:
    page = browser.get(FORM)
    wall.passes(5)
    wall.steps(step)

    answer = browser.posts(page, after=0, typed=ADA)
    if answer.status == 422:
        # It was shown in what is the future now: it is renewed, and asks whether that was a person.
        renewed = browser.posts(answer, after=0)
        answer = browser.posts(renewed, after=0, captcha=solution(renewed))

    assert answer.status == 303
    assert browser.follows(answer).has(".thanks")
    assert ledger.lead().email == ADA["email"]


@STEPS
def test_a_limit_holds_for_its_minute_and_for_no_hour(
    browser: Browser, sqlite: Database, wall: WallClock, step: timedelta
) -> None:
    page = browser.get(FORM)
    for _ in range(10):
        browser.posts(page, after=0)

    wall.steps(step)
    refused = browser.posts(page, after=0)
    wall.passes(61)
    later = browser.posts(page, after=0)

    assert (refused.status, later.status) == (429, 422)
    # A minute, and what is rounded up.
    assert 0 < int(refused.headers["Retry-After"]) <= 62


@STEPS
def test_a_letter_in_the_outbox_arrives_once(
    sqlite: Database, settings: Settings, cast: None, smtp: PostOffice, wall: WallClock, step: timedelta
) -> None:
    post(sqlite, enquiry(sqlite), "dave@panterranetworks.com")
    worker = Worker(settings, threading.Event())
    wall.steps(step)

    worker.round()
    wall.passes(HOUR.total_seconds())
    worker.round()

    [letter] = letters(sqlite)
    assert smtp.message_ids() == [f"<{letter.message_id}@panterranetworks.com>"]


@STEPS
def test_the_worker_keeps_house_a_minute_later_as_ever(
    sqlite: Database, settings: Settings, cast: None, smtp: PostOffice, wall: WallClock, step: timedelta
) -> None:
    worker = Worker(settings, threading.Event())
    worker.round()
    wall.steps(step)
    enquiry(sqlite)
    with sqlite.writing() as session:
        session.execute(update(Lead).values(created_at=clock.now() - 5 * HOUR))
        session.commit()
    wall.passes(61)

    worker.round()
    worker.round()

    assert [letter["subject"].split(":")[0] for letter in smtp.letters()] == ["Still waiting"]
