"""Signups and accounts of a partner, each with the story why it is credited or not."""

import csv
import io
from datetime import timedelta

import pytest

from app.db import Database
from tests import colleague
from tests.browser import Browser
from tests.colleague import Colleague
from tests.domain.people import ADA, NOON, claim, enters, secrets_of, start, webstore

SIX_MONTHS = timedelta(days=182)


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


@pytest.fixture
def maren(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner2")


def confirmed(database: Database) -> None:
    """Ada's account, opened through TMC Labs' link."""
    enters(database, start(database, claim(database, sub="106")), secrets_of(database).code)


def adas_account(tim: Colleague) -> str:
    """Where her partner finds it."""
    return str(tim.get("/portal/accounts").find("tbody th a")["href"])


def upgraded_through_the_other(database: Database) -> None:
    confirmed(database)
    later = NOON + SIX_MONTHS
    other = start(database, webstore(database, partner="4958765", handle_hash="h2"), later)
    enters(database, other, secrets_of(database, later).code, later)


def test_an_unconfirmed_signup_is_listed_without_its_address(tim: Colleague, database: Database) -> None:
    start(database, claim(database))

    listed, page = tim.get("/portal/signups"), tim.get("/portal/signups/1")

    assert "Ada Lovelace a•••@analytical.example Guest none not confirmed" in listed.says("tbody tr")
    assert ADA not in listed.text + page.text
    assert page.soup.select(".steps strong")[0].text == "Not credited yet: the address is not confirmed."


def test_a_confirmed_one_is_credited_and_shows_the_way(tim: Colleague, database: Database) -> None:
    confirmed(database)

    signup, account = tim.get("/portal/signups/1"), tim.get(adas_account(tim))

    for page in (signup, account):
        story = page.says(".steps")
        assert "First touch: the guest form was shown on http://www.tmclabs.com" in story
        assert story.endswith("Credited to TMC Labs.")
    assert account.says(".office-title .deeds") == "guest credited to you"


def test_the_first_partner_reads_of_the_second_without_learning_who_it_is(
    tim: Colleague, database: Database
) -> None:
    upgraded_through_the_other(database)

    page = tim.get(adas_account(tim))

    assert "Came again with the PartnerID of another partner. The first partner stays." in page.says(".steps")
    assert "4958765" not in page.text


def test_the_second_partner_reads_why_it_is_not_theirs(
    tim: Colleague, maren: Colleague, database: Database
) -> None:
    upgraded_through_the_other(database)

    page = maren.get("/portal/signups/2")

    assert page.says(".steps strong") == (
        "Not credited: this customer came through another partner first, and the first one stays."
    )
    assert "1234567" not in page.text
    assert maren.get(adas_account(tim)).status == 404


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/portal/signups?state=confirmed", 1),
        ("/portal/signups?state=unconfirmed", 0),
        ("/portal/signups?q=lovelace", 1),
        ("/portal/signups?q=nobody", 0),
        ("/portal/accounts?plan=guest", 1),
        ("/portal/accounts?plan=webstore", 0),
        ("/portal/accounts?q=ANALYTICAL+ada", 1),
    ],
)
def test_filters(tim: Colleague, database: Database, path: str, rows: int) -> None:
    confirmed(database)

    assert len(tim.get(path).soup.select("tbody tr")) == rows


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("/portal/signups/signups.csv", {"State": "confirmed", "E-mail": ADA, "SubPartnerID": "106"}),
        ("/portal/accounts/accounts.csv", {"Plan": "guest", "E-mail": ADA, "Credit held": ""}),
    ],
)
def test_files(tim: Colleague, database: Database, path: str, facts: dict[str, str]) -> None:
    confirmed(database)

    (row,) = csv.DictReader(io.StringIO(tim.get(path).text.removeprefix("\ufeff")))

    assert {name: row[name] for name in facts} == facts
