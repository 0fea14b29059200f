"""People of a partner, invited from the console."""

import pytest
from sqlalchemy import select

from app.db import Database
from app.domain import users
from app.models import Letter
from tests import colleague
from tests.browser import Browser
from tests.colleague import Colleague
from tests.written_down import deeds


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def test_another_person_is_invited_and_written_to_again(dave: Colleague, sqlite: Database) -> None:
    asked = "/console/partners/1234567/people/new"
    typed = {"name": "Lena Vogt", "email": "lena@tmclabs.com"}

    page = dave.does(dave.get(asked), "/people/new", **typed)
    again = dave.does(page, "/letters")
    taken = dave.does(dave.get(asked), "/people/new", **typed)

    assert "Lena Vogt, lena@tmclabs.com (invited just now" in page.says("#people + ul")
    assert again.says('[role="status"]') == "Another letter is on its way to lena@tmclabs.com."
    assert taken.summary == ["Somebody signs in with this address already. Choose another."]
    with sqlite.reading() as session:
        assert session.scalars(select(Letter.recipient)).all() == ["lena@tmclabs.com"] * 2
    assert deeds(sqlite) == ["person_invited", "person_invited_again"]


def test_nobody_who_has_joined_or_works_elsewhere_is_written_to_again(
    dave: Colleague, sqlite: Database
) -> None:
    with sqlite.reading() as session:
        tim, maren = (users.find(session, colleague.LOGINS[one]["email"]) for one in ("partner", "partner2"))
    assert tim
    assert maren
    token = dave.get("/console/partners/new").values["csrf_token"]

    answers = [
        dave.post(f"/console/partners/1234567/people/{one.id}/letters", {"csrf_token": token}).status
        for one in (tim, maren)
    ]

    assert answers == [404, 404]
