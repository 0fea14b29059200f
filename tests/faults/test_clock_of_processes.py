"""The wall clock set forward and back by an hour under web processes and a worker that go on."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.config import ROOT
from app.db import Database
from tests.faults.crowd import Crowd, ask
from tests.faults.outcome import is_delivered, is_stored_once
from tests.faults.processes import STARTS_WITHIN, Service
from tests.post_office import PostOffice
from tests.scene import ada, wait_until

HOUR = timedelta(hours=1)


class WallClock:
    """The clock of a machine on which processes run."""

    def __init__(self, folder: Path) -> None:
        self._hands = folder / "hands"
        self._stepped = self._passed = timedelta(0)
        self._set()

    @property
    def environ(self) -> dict[str, str]:
        """What a process has to know to go by it."""
        found_first = Path(__file__).parent / "wall"
        return {"HANDS": str(self._hands), "PYTHONPATH": f"{found_first}{os.pathsep}{ROOT}"}

    def steps(self, by: timedelta) -> None:
        """It is set, and no time passes."""
        self._stepped += by
        self._set()

    def passes(self, time: timedelta) -> None:
        """Time passes, by every clock."""
        self._passed += time
        self._set()

    def _set(self) -> None:
        # At once: somebody may look just now.
        unset = self._hands.with_suffix(".new")
        unset.write_text(f"{self._stepped.total_seconds()} {self._passed.total_seconds()}")
        unset.replace(self._hands)


@pytest.fixture
def wall(service: Service, tmp_path: Path) -> WallClock:
    """The clock that all processes of the service go by."""
    one = WallClock(tmp_path)
    service.told |= one.environ
    return one


def test_nothing_is_lost_sent_twice_or_put_off_for_an_hour(
    sqlite: Database, service: Service, smtp: PostOffice, wall: WallClock
) -> None:
    web, _ = service.web_soon(), service.worker()

    with Crowd([web.port], forms_run_out=True) as crowd:
        crowd.goes_on(4)
        wait_until(lambda: bool(smtp.message_ids()), seconds=STARTS_WITHIN)
        for step in (HOUR, -HOUR, -HOUR, HOUR):
            wall.steps(step)
            crowd.goes_on(4)

    is_stored_once(crowd)
    # What was written in an hour that comes twice waits until it is over.
    wall.passes(HOUR)
    is_delivered(sqlite, smtp)


def test_the_worker_keeps_house_at_once_in_an_hour_that_comes_twice(
    sqlite: Database, service: Service, smtp: PostOffice, wall: WallClock
) -> None:
    service.worker()

    for number, step in enumerate((HOUR, -HOUR), 1):
        wait_in_vain(sqlite, number)
        wall.steps(step)
        wait_until(lambda number=number: reminders(smtp) == number, seconds=STARTS_WITHIN)  # type: ignore[misc]


def wait_in_vain(database: Database, number: int) -> None:
    """A lead that nobody has touched for a working day."""
    came_at = clock.now() - 9 * HOUR
    with database.writing() as session:
        session.add(ada(handle_hash=f"{number:064}", created_at=came_at, remind_at=came_at))
        session.commit()


def reminders(smtp: PostOffice) -> int:
    return sum("Still waiting" in letter["subject"] for letter in smtp.letters())


def test_a_limit_lets_people_in_again_after_its_minute(
    sqlite: Database, service: Service, wall: WallClock
) -> None:
    web = service.web(LIMITS="on")

    for step in (HOUR, -HOUR):
        wait_until(lambda: sends(web.port) == 429, seconds=60)
        wall.steps(step)
        refused = sends(web.port)
        wall.passes(timedelta(seconds=61))
        assert (refused, sends(web.port)) == (429, 422)


def sends(port: int) -> int:
    """The status of a form that nobody has filled in."""
    return ask(port, "POST", {"form_token": ""}).status
