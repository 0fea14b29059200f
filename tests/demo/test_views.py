"""The demo's pages: letters to read, a clock that only goes forward, nothing of it in production."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from app import clock
from app.config import Settings
from app.db import Database
from app.demo import mailbox
from app.domain.directory import FRESH_FOR
from app.edge.courier import Courier
from tests.browser import OURS, Browser, browsing
from tests.widgets.urls import ADA, BY_JOHN, BY_TIM

JOHN, DAVE = "john@panterranetworks.com", "dave@panterranetworks.com"


def deliver(settings: Settings) -> None:
    courier = Courier(settings, threading.Event())
    while courier.deliver():
        pass


def letter(to: str, subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["To"], message["Subject"] = to, subject
    message.set_content(text)
    return message.as_bytes()


def test_the_letter_of_a_lead_can_be_read(browser: Browser, settings: Settings) -> None:
    browser.sends(browser.get(BY_TIM), typed=ADA)
    deliver(settings)

    (seen,) = browser.get("/demo/mail.json").response.json  # type: ignore[misc]
    page = browser.get("/demo/mail")

    assert set(seen) == {"to", "subject", "text", "html"}
    assert seen["to"] == DAVE
    for value in (*ADA.values(), "Tim Mathews", "tim@tmclabs.com", "1234567", "http://www.tmclabs.com"):
        assert all(line in seen["text"] for line in value.split("\n"))
    assert "Lovelace" in page.says()


def test_letters_come_newest_first_and_one_persons_can_be_chosen(
    browser: Browser, settings: Settings
) -> None:
    for url in (BY_TIM, BY_JOHN, BY_TIM):
        browser.sends(browser.get(url), typed=ADA)
        deliver(settings)

    def recipients(query: str = "") -> list[str]:
        found = browser.get(f"/demo/mail.json{query}").response.json
        assert isinstance(found, list)
        return [one["to"] for one in found]

    assert recipients() == [DAVE, JOHN, DAVE]
    assert recipients(f"?to={JOHN}") == [JOHN]
    assert recipients(f"?to=%20{DAVE.upper()}") == [DAVE, DAVE]
    assert recipients("?to=nobody@example.com") == []


def test_a_program_can_wait_until_every_letter_is_handed_over(browser: Browser, settings: Settings) -> None:
    browser.sends(browser.get(BY_TIM), typed=ADA)
    assert browser.get("/demo/outbox.json").response.json == {"open": 1}

    deliver(settings)

    assert browser.get("/demo/outbox.json").response.json == {"open": 0}


def test_a_letter_is_shown_as_text(browser: Browser, settings: Settings) -> None:
    assert settings.mail_dir is not None
    mailbox.keep(settings.mail_dir, letter("a@b.example", "<b>Hi</b>", "<script>alert(1)</script>"))
    mailbox.keep(settings.mail_dir, b"\xff\x00 no letter at all")

    page = browser.get("/demo/mail?to=%22%3E%3Cscript%3E")
    everything = browser.get("/demo/mail")

    assert "No letter has arrived yet" in page.says()
    assert "<script>alert(1)</script>" in everything.says()
    assert not everything.has("script")


def time_of(browser: Browser) -> datetime:
    return datetime.fromisoformat(str(browser.get("/demo/clock").find("time")["datetime"]))


@pytest.mark.parametrize(("days", "hours"), [("1", "0"), ("0", "5"), ("180", "3"), ("0", "0")])
def test_the_clock_moves_forward_for_everybody(
    browser: Browser, database: Database, days: str, hours: str
) -> None:
    before = time_of(browser)

    page = browser.sends(browser.get("/demo/clock"), after=0, days=days, hours=hours)

    moved = time_of(browser) - before
    wanted = timedelta(days=int(days), hours=int(hours))
    assert wanted <= moved < wanted + timedelta(seconds=30)
    assert page.says("h1") == "The clock"
    assert abs(clock.now() - time_of(browser)) < timedelta(seconds=30)


def test_with_several_processes_the_clock_is_moved_in_all_of_them_when_it_says_so(
    settings: Settings, cast: None
) -> None:
    with browsing(replace(settings, web_processes=2)) as browser:
        page, began = browser.get("/demo/clock"), clock.monotonic()

        browser.sends(page, after=0, days="1", hours="0")

    assert clock.monotonic() - began >= FRESH_FOR


def test_one_click_goes_to_the_next_month_and_a_second_one_stays_there(browser: Browser) -> None:
    page = browser.get("/demo/clock")
    before, form = time_of(browser), page.find('form[action="/demo/clock/month"]')
    typed = {"to": str(form.select('input[name="to"]')[0]["value"])}

    for _ in range(2):
        browser.post("/demo/clock/month", typed, referer=page.url)

    after = time_of(browser)
    assert after.replace(second=0, microsecond=0) == datetime.fromisoformat(f"{typed['to']}-01T00:01Z")
    assert (after.month - before.month) % 12 == 1
    assert "closes the commission statements of" in page.says("main")


@pytest.mark.parametrize(
    ("days", "hours"),
    [
        ("-1", "0"),
        ("0", "-1"),
        ("", ""),
        ("x", "0"),
        ("9" * 30, "0"),
        ("9" * 5000, "0"),
        ("4000", "0"),
        ("1.5", "0"),
    ],
)
def test_the_clock_goes_neither_back_nor_out_of_bounds(browser: Browser, days: str, hours: str) -> None:
    before = time_of(browser)

    page = browser.sends(browser.get("/demo/clock"), after=0, days=days, hours=hours)

    assert (page.status, page.title) == (422, "Error: The clock")
    assert page.errors
    assert time_of(browser) - before < timedelta(seconds=30)


def test_the_clock_can_not_be_moved_farther_than_ten_years(browser: Browser) -> None:
    for _ in range(3):
        browser.sends(browser.get("/demo/clock"), after=0, days="3660", hours="0")

    assert clock.timestamp() - clock.real_timestamp() <= timedelta(days=3661).total_seconds()


@pytest.mark.parametrize("origin", ["http://evil.test", "null"])
def test_another_site_can_not_move_the_clock(browser: Browser, origin: str) -> None:
    answer = browser.post(
        "/demo/clock", {"days": "1", "hours": "0"}, origin=origin, Sec_Fetch_Site="cross-site"
    )

    assert answer.status == 403
    assert (
        browser.post("/demo/clock/month", {"to": "x"}, origin=origin, Sec_Fetch_Site="cross-site").status
        == 403
    )
    assert clock.timestamp() - clock.real_timestamp() < 60


def test_a_body_that_is_no_form_is_refused(browser: Browser) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}

    assert browser.request("POST", "/demo/clock", json={"days": 1}, headers=headers).status == 415


def test_the_index_leads_everywhere(browser: Browser) -> None:
    page = browser.get("/demo/")
    links = [str(link["href"]) for link in page.soup.select("main a")]

    assert "http://localhost:8001/business-phones" in links
    for link in links:
        if link.startswith(("/", OURS)):
            assert browser.get(link).status == 200


@pytest.mark.parametrize(
    "path",
    ["/demo/", "/demo/mail", "/demo/mail.json", "/demo/outbox.json", "/demo/clock", "/demo/logins.json"],
)
def test_production_has_none_of_it(settings: Settings, cast: None, path: str) -> None:
    with browsing(replace(settings, env="production")) as browser:
        assert browser.get(path).status == 404
        assert browser.post(path, {"days": "1", "hours": "0"}).status == 404
