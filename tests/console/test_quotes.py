"""Quotes in the console: those of all partners, found and looked at."""

import csv
import io
from dataclasses import replace

import pytest

from app import clock
from app.db import Database
from app.domain import quotes
from app.models import Quote
from tests import colleague, quoting
from tests.browser import Browser
from tests.colleague import Colleague
from tests.quoting import TEN, TIM


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {1, 2, 3}),
        ("partner=4958765", {3}),
        ("partner=1234567&state=sent", {2}),
        ("state=draft", {1}),
        ("state=discarded", {4}),
        ("q=ada+engines", {1, 2, 3}),
        ("q=nobody", set()),
        ("partner=12", set()),
    ],
)
def test_quotes_of_all_partners_are_found_and_had_as_a_file(
    dave: Colleague, database: Database, asked: str, found: set[int]
) -> None:
    quoting.drafted(database)
    quoting.sent(database)
    quoting.sent(database, partner="4958765")
    gone = quoting.drafted(database)
    quoting.does(database, lambda s: quotes.throw_away(s, s.get_one(Quote, gone), TIM, clock.now()))

    page = dave.get(f"/console/quotes?{asked}")
    file = dave.get(f"/console/quotes/quotes.csv?{asked}")

    shown = {int(str(link["href"]).rpartition("/")[2]) for link in page.soup.select("tbody th a")}
    assert shown == found
    assert {int(row["Quote"]) for row in rows(file.text)} == found
    assert {row["PartnerID"] for row in rows(file.text)} <= {"1234567", "4958765"}


def test_one_quote_shows_its_revisions_requests_and_story_and_no_deed(
    dave: Colleague, database: Database
) -> None:
    number = quoting.sent(database)
    quoting.revise(database, number, replace(TEN, users=20))
    quoting.asked(database, number, replace(TEN, users=25), revision=2)

    page = dave.get(f"/console/quotes/{number}")

    assert "Revision 1 Revision 2" in page.says(".side-by-side")
    assert "25 users" in page.says("#requests + div")
    assert "We have grown." in page.says("main")
    assert "Sent, revision 2 by Tim Mathews" in page.says(".steps")
    assert page.says('main a[href$="/partners/1234567"]') == "TMC Labs"
    assert not page.has("main form")


def test_a_quote_that_is_none_is_not_found(dave: Colleague, sqlite: Database) -> None:
    assert dave.get("/console/quotes/77").status == 404
