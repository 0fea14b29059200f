"""The demo's story: told once, and every list of the portal is alive."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.demo import story
from app.models import Lead, Letter
from tests import colleague
from tests.browser import Browser

LISTS = ("leads", "signups", "accounts", "test-runs", "findings")


def told(database: Database) -> None:
    with database.writing() as session:
        story.tell(session, clock.now())
        session.commit()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_of_the_portal_is_alive(browser: Browser, sqlite: Database, name: str) -> None:
    told(sqlite)
    tim = colleague.arrives(browser, "partner")

    listed = tim.get(f"/portal/{name}")
    rows = listed.soup.select("tbody th a")

    assert listed.has("tbody tr")
    assert [tim.get(str(row["href"])).status for row in rows] == [200] * len(rows)


def test_it_is_told_once_and_without_letters(cast: None, sqlite: Database) -> None:
    told(sqlite)
    told(sqlite)

    with sqlite.reading() as session:
        assert session.scalar(select(func.count(Lead.id))) == 10
        assert session.scalar(select(func.count(Letter.id))) == 0
