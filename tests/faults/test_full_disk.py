"""A disk that is full, or that nobody may write to: people are told so and keep what they typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.config import Settings
from app.db import Database
from tests.browser import browsing
from tests.faults.crowd import Crowd
from tests.faults.outcome import is_delivered, is_stored_once
from tests.faults.processes import STARTS_WITHIN, Service
from tests.post_office import PostOffice
from tests.widgets import ledger, signing_up
from tests.widgets.urls import ADA, BY_TIM

NO_MORE = 4096
"""Bytes: less than the log of any database holds."""
ANYTHING = -1


def test_a_disk_that_fills_up_under_load_loses_nothing_and_is_used_again_when_there_is_room(
    sqlite: Database, service: Service, smtp: PostOffice
) -> None:
    web, worker = service.web_soon(), service.worker()

    with Crowd([web.port]) as crowd:
        crowd.goes_on()
        assert smtp.started_data.wait(STARTS_WITHIN)
        began = [*web.tree, *worker.tree]
        web.may_write(NO_MORE)
        worker.may_write(NO_MORE)
        crowd.is_put_off(10)
        web.may_write(ANYTHING)
        worker.may_write(ANYTHING)
        crowd.goes_on()

    is_stored_once(crowd)
    is_delivered(sqlite, smtp)
    assert [*web.tree, *worker.tree] == began
    with sqlite.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Whatever this process would write is refused, as on a disk that was mounted for reading."""
    taken = database.writer.raw_connection()
    for switch in ("ON", "OFF"):
        taken.cursor().execute(f"PRAGMA query_only={switch}")
        # There is one such connection: those who write take turns.
        taken.close()
        if switch == "ON":
            yield
            taken = database.writer.raw_connection()


@pytest.mark.parametrize(("url", "typed"), [(BY_TIM, ADA), *signing_up.FORMS])
def test_a_form_comes_back_as_it_was_typed_from_a_disk_that_nobody_may_write_to(
    sqlite: Database, settings: Settings, cast: None, url: str, typed: dict[str, str]
) -> None:
    secret = {name: text for name, text in typed.items() if "password" in name}
    with browsing(replace(settings, captcha="off")) as browser:
        page = browser.get(url)
        before = ledger.everything()

        with read_only(sqlite):
            away = browser.posts(page, after=0, typed=typed)
            assert browser.get(url).status == 200
        is_as_before = ledger.everything() == before
        later = browser.posts(away, after=0, typed=secret)

    assert (away.status, away.headers["Retry-After"], is_as_before) == (503, "30", True)
    assert {name: away.values[name].strip() for name in typed} == typed | dict.fromkeys(secret, "")
    assert later.status == 303
