"""The worker at the end of a month: it releases what nothing holds, closes statements, and writes of them."""

import threading
from datetime import timedelta

import pytest

from app import clock
from app.config import Settings
from app.db import Database
from app.models import Partner
from app.worker import Worker
from tests import earning
from tests.post_office import PostOffice
from tests.scene import advance

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def worker(settings: Settings) -> Worker:
    return Worker(settings, threading.Event())


def test_a_month_that_is_over_is_closed_within_the_minute_and_the_partner_reads_of_it(
    database: Database, smtp: PostOffice, worker: Worker
) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 10_000, at=clock.now())
    worker.round()
    assert earning.statements(database) == []

    advance(database, timedelta(days=31))
    worker.round()
    worker.round()

    assert [cents for _, _, cents in earning.statements(database)] == [1_000]
    (letter,) = smtp.letters()
    assert letter["to"] == "tim@tmclabs.com"
    assert letter["subject"].startswith("TMC Labs: your commission for ")
    assert letter["subject"].endswith(", $10.00")
    assert "106:                   $10.00" in letter["text"]
    assert "/portal/statements/1" in letter["text"]


def test_a_letter_names_thirty_sub_partners_and_counts_the_others(
    sqlite: Database, smtp: PostOffice, worker: Worker
) -> None:
    for sub in range(32):
        ada = earning.customer(sqlite, f"ada{sub}@engines.example", sub=f"s{sub:02d}")
        earning.pays(sqlite, earning.invoice(sqlite, ada), 10_000, at=clock.now())

    advance(sqlite, timedelta(days=31))
    worker.round()
    worker.round()

    (letter,) = smtp.letters()
    assert "s29:" in letter["text"]
    assert "s30:" not in letter["text"]
    assert "And 2 more, on the statement." in letter["text"]


def test_what_was_held_is_released_within_the_minute(
    database: Database, smtp: PostOffice, worker: Worker
) -> None:
    tim = earning.tim(database)
    earning.changes(database, Partner, tim, suspended_at=clock.now())
    earning.pays(database, earning.invoice(database, earning.customer(database)), 10_000, at=clock.now())
    worker.round()

    earning.changes(database, Partner, tim, suspended_at=None)
    advance(database, timedelta(minutes=2))
    worker.round()

    assert earning.releases(database, clock.now()) == 0
    advance(database, timedelta(days=31))
    worker.round()
    assert [cents for _, _, cents in earning.statements(database)] == [1_000]
