"""Real worker processes lose no letter, whatever is killed or goes away."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.config import Settings
from app.db import Database
from app.edge import signing
from app.models import Invoice
from tests import invoicing, selling
from tests.databases import PostgresServer
from tests.domain.ordered import WHOLE_STORY
from tests.hooks import listening
from tests.post_office import PostOffice
from tests.scene import advance, enquiry, letters, post, wait_until
from tests.test_provisioner import SECRET
from tests.test_webhook_sender import announce, listen

DAVE = "dave@panterranetworks.com"
SALES = "sales@panterranetworks.com"
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """Start a real worker process; those that still run at the end are killed."""
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "SECRET_KEY": settings.secret_keys[0],
        "DATABASE_URL": settings.database_url,
        "SMTP_URL": settings.smtp_url,
    }
    started: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "worker.log").open("wb")

    def begin(**more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "app.worker"], env=environment | more, stderr=log)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
    log.close()


def test_a_worker_carries_webhooks_beside_its_letters_and_stops_when_asked(
    sqlite: Database, settings: Settings, cast: None, smtp: PostOffice, start: Start
) -> None:
    signing.configure(settings.secret_keys)
    with listening() as hooks:
        ear = listen(sqlite, hooks.url)
        announce(sqlite, ear.endpoint_id)
        process = start()
        wait_until(lambda: len(hooks.heard) == 1)

        hooks.pause = 2
        announce(sqlite, ear.endpoint_id)
        wait_until(lambda: len(hooks.heard) == 2)
        post(sqlite, enquiry(sqlite), DAVE)
        took = wait_until(lambda: len(smtp.letters()) == 1)
        process.terminate()

        assert took < 2
        assert process.wait(timeout=10) == 0
        assert ear.understands(hooks.heard[0])


def test_a_worker_killed_while_it_provisions_loses_no_step_and_no_step_is_done_twice(
    database: Database, cast: None, smtp: PostOffice, start: Start
) -> None:
    number = selling.ordered(database)
    with listening() as hooks:
        asks = {"PROVISIONER_URL": hooks.url, "PROVISIONER_SECRET": SECRET}
        hooks.pause = 30
        first = start(**asks)
        wait_until(lambda: len(hooks.heard) == 1)
        first.kill()
        first.wait()
        hooks.pause = 0
        advance(database, timedelta(minutes=2))

        workers = [start(**asks), start(**asks)]
        wait_until(lambda: selling.state(database, number) == "provisioned")
        for worker in workers:
            worker.terminate()

        asked = [one.headers["webhook-id"] for one in hooks.heard]
    assert [worker.wait(10) for worker in workers] == [0, 0]
    # The same name at the second try, by which the vendor's system knows what it has done already.
    assert asked == ["order_1_numbers", "order_1_numbers", "order_1_service"]
    assert selling.story(database, number) == WHOLE_STORY


def test_an_idle_worker_finds_a_new_letter_by_itself_and_soon(
    database: Database, cast: None, smtp: PostOffice, start: Start
) -> None:
    ada = enquiry(database)
    post(database, ada, DAVE)
    start()
    wait_until(lambda: len(smtp.letters()) == 1)

    post(database, ada, "john@panterranetworks.com")
    took = wait_until(lambda: len(smtp.letters()) == 2)

    # Half a second on a quiet machine; tests share theirs.
    assert took < 5
    wait_until(lambda: all(letter.sent_at for letter in letters(database)))


def test_a_worker_killed_with_a_letter_in_hand_loses_none_and_another_delivers_after_the_lease(
    database: Database, cast: None, smtp: PostOffice, start: Start
) -> None:
    post(database, enquiry(database), DAVE, "john@panterranetworks.com", SALES)
    smtp.hangs()
    first = start()
    assert smtp.started_data.wait(20)
    first.kill()
    first.wait()
    smtp.behaves()

    second = start()
    time.sleep(1)
    assert smtp.letters() == []
    assert all(letter.leased_until and not letter.sent_at for letter in letters(database))
    advance(database, timedelta(minutes=6))
    wait_until(lambda: all(letter.sent_at for letter in letters(database)))
    second.terminate()

    assert second.wait(10) == 0
    ids = sorted(f"<{letter.message_id}@panterranetworks.com>" for letter in letters(database))
    assert sorted(smtp.message_ids()) == ids
    assert len(ids) == 3


def test_a_worker_that_is_asked_to_stop_finishes_the_letter_in_hand_and_gives_the_rest_back(
    sqlite: Database, cast: None, smtp: PostOffice, start: Start
) -> None:
    post(sqlite, enquiry(sqlite), DAVE, SALES)
    smtp.answers_late(0.5)
    process = start()
    assert smtp.started_data.wait(20)

    process.terminate()

    assert process.wait(10) == 0
    assert [letter["to"] for letter in smtp.letters()] == [DAVE]
    first, second = letters(sqlite)
    assert first.sent_at
    assert (second.sent_at, second.leased_until, second.tries) == (None, None, 0)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_before_the_result_is_written_makes_no_second_letter(
    database: Database, cast: None, smtp: PostOffice, start: Start, postgres_server: PostgresServer
) -> None:
    ada = enquiry(database)
    post(database, ada, DAVE)
    smtp.answers_late(0.3)
    start()
    assert smtp.started_data.wait(20)

    with postgres_server.away():
        wait_until(lambda: len(smtp.letters()) == 1)
        time.sleep(0.7)
    post(database, ada, SALES)
    wait_until(lambda: all(letter.sent_at for letter in letters(database)))

    assert [letter["to"] for letter in smtp.letters()] == [SALES, DAVE]


def test_workers_that_are_killed_leave_no_gap_between_invoices_and_issue_none_twice(
    database: Database, cast: None, smtp: PostOffice, start: Start
) -> None:
    invoicing.day_is(database, "2026-12-10")
    for name in range(10):
        invoicing.opened(database, invoicing.BARE, email=f"ada{name}@engines.example")
    invoicing.day_is(database, "2027-03-10")

    for issued in (12, 25):
        workers = [start(), start()]
        wait_until(lambda issued=issued: documents(database) >= issued, seconds=120)  # type: ignore[misc]
        for worker in workers:
            worker.kill()
            worker.wait()
    start()
    wait_until(lambda: documents(database) == 40, seconds=120)

    found = invoicing.documents(database)
    assert [one.number for one in found] == list(range(1, 41))
    assert len({(one.account_id, one.period) for one in found}) == 40


def documents(database: Database) -> int:
    """How many invoices there are: counted, since workers and a test that looks share a machine."""
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Invoice)).one()
