"""The outbox: what waits, what came back, and another try with one click."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import outbox
from app.models import AuditEvent, Letter
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import Colleague
from tests.demo.test_views import deliver
from tests.post_office import PostOffice

TO = "dave@panterranetworks.com"


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def letter(database: Database, **changes: object) -> int:
    """A letter about Ada's lead, in the state that the changes make; returns its id."""
    scene.post(database, scene.enquiry(database), TO)
    with database.writing() as session:
        if changes:
            session.execute(update(Letter).values(**changes))
        session.commit()
        return session.scalars(select(Letter.id)).one()


def test_a_letter_that_nobody_took_is_tried_again_with_one_click(
    dave: Colleague, database: Database, settings: Settings, smtp: PostOffice
) -> None:
    letter(database, bounced_at=clock.now(), tries=7, last_error="550 No such user")

    listed = dave.get("/console/outbox?state=bounced")
    page = dave.does(listed, "/tries")
    deliver(settings)

    assert "bounced just now 7 550 No such user" in listed.says("tbody tr")
    assert page.says('[role="status"]') == f"The letter to {TO} is tried again now."
    assert "Tried again by Dave Ryan" in page.says("main")
    assert len(smtp.letters(TO)) == 1
    with database.reading() as session:
        assert session.scalars(select(AuditEvent.subject)).all() == ["Letter 1"]


def test_a_letter_that_waits_for_its_next_try_does_not_wait_longer(
    dave: Colleague, database: Database, settings: Settings, smtp: PostOffice
) -> None:
    later = clock.now() + timedelta(hours=6)
    number = letter(database, due_at=later, tries=5, last_error="451 Come back later")
    deliver(settings)
    assert smtp.letters(TO) == []

    dave.does(dave.get(f"/console/outbox/{number}"), "/tries")
    deliver(settings)

    assert len(smtp.letters(TO)) == 1


@pytest.mark.parametrize(
    "state", [{"sent_at": scene.NOON}, {"leased_until": scene.NOON + timedelta(days=999)}]
)
def test_what_was_sent_or_is_in_a_workers_hand_stays(
    dave: Colleague, database: Database, state: dict[str, object]
) -> None:
    number = letter(database)
    page = dave.get(f"/console/outbox/{number}")
    with database.writing() as session:
        session.execute(update(Letter).values(**state))
        session.commit()

    late = dave.does(page, "/tries")

    assert late.says('[role="status"]').startswith("Nothing was changed")
    with database.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_a_retried_letter_begins_its_tries_anew(database: Database, cast: None) -> None:
    number = letter(database, bounced_at=scene.NOON, tries=7)
    with database.writing() as session:
        assert outbox.retry(session, number, scene.NOON)
        session.commit()

    with database.reading() as session:
        found = session.get_one(Letter, number)
        assert (found.tries, found.bounced_at, found.due_at) == (0, None, scene.NOON)


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 1), ("?state=waiting", 1), ("?state=sent", 0), ("?q=dave", 1), ("?q=lead+john", 0), ("?q=%00", 1)],
)
def test_what_is_looked_for(dave: Colleague, sqlite: Database, query: str, rows: int) -> None:
    letter(sqlite)

    page = dave.get(f"/console/outbox{query}")

    assert len(page.soup.select("tbody tr")) == rows
    assert page.says(".figures div:first-child dd") == "1"


def test_no_letter_shows_what_it_encloses(dave: Colleague, sqlite: Database) -> None:
    number = letter(sqlite, details={"address_version": 1, "note": "for your eyes alone"})

    page = dave.get(f"/console/outbox/{number}")

    assert "eyes alone" not in page.text
    assert "the lead of Ada Lovelace" in page.says("main")
