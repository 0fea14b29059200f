"""The first page of a partner: the way to the first lead, and the numbers after it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import quotes, standing
from app.models import ModificationRequest, Site
from tests import colleague, invoicing, quoting, scene, selling
from tests.browser import Browser
from tests.colleague import Colleague
from tests.domain.people import claim, enters, secrets_of, start
from tests.page import Page


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def done(tim: Colleague) -> list[str]:
    return [one.h3.get_text() for one in tim.get("/portal").soup.select(".todo .done") if one.h3]


def figures(page: Page) -> list[str]:
    return [words.get_text() for words in page.soup.select(".figures dd")]


def decline(session: Session, request: int) -> None:
    asked = session.get_one(ModificationRequest, request)
    quotes.decline(session, asked.quote, asked, "No.", quoting.TIM, clock.now())


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
    assert figures(page) == ["1", "0", "1", "0", "1", "0", "0"]


def test_a_list_of_the_links_says_where_each_number_leads(tim: Colleague, sqlite: Database) -> None:
    scene.enquiry(sqlite)

    links = [link.get_text() for link in tim.get("/portal").soup.select(".figures a")]

    assert links[:3] == ["leads with PanTerra", "leads forwarded to you", "signups in 30 days"]


def test_it_says_who_waits_for_an_answer_and_what_is_on_its_way_to_money(
    tim: Colleague, sqlite: Database
) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(quoting.TEN, users=12))
    selling.provisioned(sqlite)
    [invoice] = invoicing.documents(sqlite)

    page = tim.get("/portal")
    quoting.does(sqlite, lambda session: decline(session, request))
    later = tim.get("/portal")
    assert invoice.partner_id
    with sqlite.reading() as session:
        trade = [
            standing.trade(session, invoice.partner_id, invoice.due_on + timedelta(days)) for days in (0, 1)
        ]

    assert figures(page)[-2:] == ["1", "0"]
    assert [str(link["href"]) for link in page.soup.select("[aria-labelledby=asking] a")] == [
        f"/portal/quotes/{number}/requests/{request}"
    ]
    assert not later.has("[aria-labelledby=asking]")
    assert [one.overdue for one in trade] == [0, 1]
