"""A database that is away: nothing typed is lost, nothing is half done, and it recovers by itself."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from app import migrations
from app.config import Settings
from app.db import Database
from tests.browser import Browser, browsing
from tests.conftest import MOCK_SITE
from tests.databases import PostgresServer
from tests.widgets import ledger, partner_fragment, partner_page, signing_up
from tests.widgets.urls import ADA, BY_TIM, PBX

TMC_SITE = "http://www.tmclabs.com"
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def calm(settings: Settings, cast: None) -> Settings:
    return replace(settings, captcha="off", limits=False)


@pytest.fixture
def browser(calm: Settings) -> Iterator[Browser]:
    with browsing(calm) as one:
        yield one


def kept(page: Any) -> dict[str, str]:
    return {name: page.values[name].strip() for name in ADA}


def test_a_form_comes_back_as_it_was_typed_though_nobody_can_say_who_the_partner_is(
    database: Database, browser: Browser, calm: Settings, postgres_server: PostgresServer
) -> None:
    page = browser.framed_on(TMC_SITE).get(BY_TIM)

    with browsing(calm) as another_process:
        person = another_process.framed_on(TMC_SITE)
        with postgres_server.away():
            away = person.posts(page, after=0, typed=ADA)

        assert (away.status, away.headers["Retry-After"], kept(away)) == (503, "30", ADA)
        assert "frame-ancestors *" in away.headers["Content-Security-Policy"]
        assert person.sends(away, after=0).status == 200
    lead = ledger.lead()
    assert (lead.claimed_partner_id, lead.partner_id is not None, lead.site) == ("1234567", True, TMC_SITE)


def test_a_partners_own_page_is_told_so_and_keeps_what_was_typed(
    database: Database, browser: Browser, calm: Settings, postgres_server: PostgresServer
) -> None:
    fragment = partner_fragment.opens(browser)

    with browsing(calm) as another_process:
        with postgres_server.away():
            missing = partner_fragment.asks(another_process, partner_fragment.LEAD)
            away = partner_fragment.sends(another_process, fragment, typed=ADA, after=0)
            odd = partner_fragment.asks(another_process, partner_fragment.LEAD, origin="http://a.test/path")
        thanks = partner_fragment.sends(another_process, partner_fragment.shown(away), after=0)

    assert "We will be back in a moment" in missing.text
    assert (away.status, away.headers["Retry-After"], kept(away)) == (200, "30", ADA)
    told = [page.headers.get("Access-Control-Allow-Origin") for page in (missing, away, odd)]
    assert told == [MOCK_SITE, MOCK_SITE, None]
    assert (thanks.has(".thanks"), ledger.lead().site) == (True, MOCK_SITE)


def test_a_forged_form_comes_back_as_well(
    database: Database, browser: Browser, calm: Settings, postgres_server: PostgresServer
) -> None:
    page = browser.get(f"{PBX}?PartnerID=1234567&source_company=Labs")

    with browsing(calm) as another_process, postgres_server.away():
        away = another_process.posts(page, after=0, typed=ADA, form_token="forged")

    assert (away.status, kept(away)) == (503, ADA)
    assert "Labs" in away.says("footer")


def test_the_page_of_a_partner_who_is_not_in_memory_asks_for_patience(
    database: Database, browser: Browser, postgres_server: PostgresServer
) -> None:
    with postgres_server.away():
        away = browser.get(BY_TIM)
        assert browser.get(PBX).status == 200

    assert (away.status, away.headers["Retry-After"]) == (503, "30")
    assert away.says("h1") == "We will be back in a moment"
    assert browser.get(BY_TIM).status == 200


def test_a_test_run_that_can_not_be_kept_comes_back(
    database: Database, browser: Browser, postgres_server: PostgresServer
) -> None:
    page = browser.get(f"{BY_TIM}&test=true")

    with postgres_server.away():
        away = browser.posts(page, after=0, typed=ADA)

    assert (away.status, away.headers["Retry-After"], kept(away)) == (503, "30", ADA)


@contextmanager
def crowded(database: Database) -> Iterator[None]:
    """Every connection that this process may have is taken."""
    taken = [database.engine.connect() for _ in range(16)]
    yield
    for connection in taken:
        connection.close()


@pytest.mark.parametrize("trouble", ["hanging", "crowded"])
def test_a_database_that_does_not_answer_is_away_as_well(
    database: Database, browser: Browser, postgres_server: PostgresServer, trouble: str
) -> None:
    page = browser.get(BY_TIM)
    holding: AbstractContextManager[None] = (
        postgres_server.hanging() if trouble == "hanging" else crowded(database)
    )

    began = time.monotonic()
    with holding:
        away = browser.posts(page, after=0, typed=ADA)
        took = time.monotonic() - began

    assert (away.status, kept(away)) == (503, ADA)
    assert took < 20
    assert browser.sends(away, after=0).status == 200
    assert len(ledger.leads()) == 1


def test_a_migration_may_take_longer_than_a_page(database: Database) -> None:
    with migrations.changing(database.writer) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(6.5)")


def test_a_partners_own_form_is_led_back_as_long_as_the_partner_is_remembered(
    database: Database, browser: Browser, calm: Settings, postgres_server: PostgresServer
) -> None:
    partner_page.sends(browser, term="")

    with browsing(calm) as another_process, postgres_server.away():
        known = partner_page.sends(browser)
        unknown = partner_page.sends(another_process)

    assert partner_page.messages(known)[0].startswith("Your account could not be created just now.")
    assert (unknown.status, unknown.headers["Retry-After"]) == (503, "30")
    assert partner_page.sends(browser).headers["Location"].startswith("/signup/")


@pytest.mark.parametrize(("url", "typed"), signing_up.FORMS)
def test_a_signup_comes_back_as_it_was_typed_and_is_taken_later(
    database: Database,
    browser: Browser,
    postgres_server: PostgresServer,
    url: str,
    typed: dict[str, str],
) -> None:
    page = browser.get(f"{url}?PartnerID=4958765")

    with postgres_server.away():
        away = browser.posts(page, after=0, typed=typed)
    secret = {name: text for name, text in typed.items() if "password" in name}
    later = browser.sends(away, after=0, typed=secret)

    assert (away.status, "Nothing that you typed is lost" in away.says("#errors")) == (503, True)
    assert {name: away.values[name] for name in typed} == typed | dict.fromkeys(secret, "")
    assert later.says("h1") == "Confirm your address"
    assert len(signing_up.signups()) == 1


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("what", ["confirmation", "letters", "address"])
def test_the_page_after_signup_asks_for_patience_and_goes_on_later(
    database: Database, browser: Browser, postgres_server: PostgresServer, what: str, htmx: bool
) -> None:
    page = signing_up.signs_up(browser)
    visitor = browser.with_htmx() if htmx else browser
    typed = {"confirmation": {"code": "AAAA AAAA"}, "letters": {}, "address": {"email": "a@b.example"}}[what]

    with postgres_server.away():
        away = [
            signing_up.deed(visitor, page, what, **typed),
            visitor.get(signing_up.path_of(page)),
            visitor.post("/verify/unknown", b"", content_type=signing_up.URLENCODED),
            visitor.get("/verify/unknown"),
        ]

    assert [answer.status for answer in away] == [503] * 4
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in away)
    assert signing_up.deed(visitor, page, what, **typed).status in (200, 422)
