"""A web process that is stopped in the middle of a transaction: nobody waits for it for long."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app.db import Database
from tests.databases import hasty
from tests.faults.crowd import Answer, ask
from tests.faults.processes import STARTS_WITHIN, Service
from tests.scene import wait_until
from tests.widgets import ledger
from tests.widgets.urls import ADA

_SOMEBODY_WAITS = text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@contextmanager
def nobody_writes_letters(database: Database) -> Iterator[None]:
    """Whoever has stored a lead and goes on to its letter waits, in the middle of a transaction."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE letters IN SHARE MODE")
        yield


def somebody_waits(database: Database) -> bool:
    with database.engine.connect() as connection:
        return bool(connection.scalar(_SOMEBODY_WAITS))


def test_a_form_is_taken_by_another_web_process_when_the_first_has_stopped_with_it(
    database: Database, service: Service
) -> None:
    one, other = (service.web_soon(DATABASE_URL=hasty(database, "2s")) for _ in range(2))
    wait_until(lambda: one.is_ready() and other.is_ready(), seconds=STARTS_WITHIN)
    form = ADA | {"form_token": ask(one.port, "GET").values["form_token"]}
    answers: list[Answer] = []
    first = threading.Thread(target=lambda: answers.append(ask(one.port, "POST", form)))

    with nobody_writes_letters(database):
        first.start()
        wait_until(lambda: somebody_waits(database), seconds=60)
        stopped = one.tree[1]
        stopped.send_signal(signal.SIGSTOP)
    wait_until(lambda: ask(other.port, "POST", form).status == 303, seconds=60)
    stopped.send_signal(signal.SIGCONT)
    first.join(60)

    assert ledger.lead().email == ADA["email"]
    # Whoever still waits for the first is asked to press the button again, and keeps what was typed.
    assert [(answer.status, answer.values["email"]) for answer in answers] == [(503, ADA["email"])]
    assert ask(one.port, "POST", form).status == 303
    assert len(ledger.leads()) == 1


def test_a_process_that_stops_is_waited_for_half_a_minute(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "30s"
