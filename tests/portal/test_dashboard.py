"""The first page of a partner: the way to the first lead, and the numbers after it."""

import pytest
from sqlalchemy import delete

from app.db import Database
from app.models import Site
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import Colleague
from tests.domain.people import claim, enters, secrets_of, start


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def done(tim: Colleague) -> list[str]:
    return [one.h3.get_text() for one in tim.get("/portal").soup.select(".todo .done") if one.h3]


def test_the_way_to_the_first_lead_is_ticked_off_step_by_step(
    tim: Colleague, browser: Browser, sqlite: Database
) -> None:
    with sqlite.writing() as session:
        session.execute(delete(Site))
        session.commit()
    assert done(tim) == ["Give it your colour, done"]

    browser.posts(browser.get("/guest?PartnerID=1234567&test=true"), after=0)

    assert done(tim) == ["Give it your colour, done", "Place a form and rehearse, done"]


def test_whoever_has_leads_sees_numbers_alone(tim: Colleague, browser: Browser, sqlite: Database) -> None:
    scene.enquiry(sqlite)
    enters(sqlite, start(sqlite, claim(sqlite)), secrets_of(sqlite).code)
    browser.posts(browser.get("/guest?PartnerID=1234567&test=true"), after=0)

    page = tim.get("/portal")

    assert not page.has(".todo")
    assert [words.get_text() for words in page.soup.select(".figures dd")] == ["1", "0", "1", "1", "0"]
