"""What is wrong with a post to a chat, and what keeps programs from chatting."""

import pytest

from tests.browser import Browser, Page, solution
from tests.widgets.chatting import (
    HELLO,
    answers,
    fills,
    opens,
    presses,
    said,
    says,
    somebody_is_there,
    stored,
)
from tests.widgets.urls import BY_TIM

UNREADABLE = "Some characters here can not be read. Please type this again."


def problem(page: Page) -> list[str]:
    """What the summary of the chat says is wrong."""
    return [" ".join(one.get_text().split()) for one in page.soup.select("#chat-errors li")]


@pytest.fixture
def chat(browser: Browser) -> Page:
    """A chat that was just opened, with somebody there."""
    somebody_is_there()
    return opens(browser)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write what you want to know."),
        ("  ", "Write what you want to know."),
        ("x" * 1001, "Your message must be at most 1,000 characters."),
        ("a\x00b", UNREADABLE),
        ("a\x1bb", UNREADABLE),
        ("a\ufffdb", UNREADABLE),
    ],
)
def test_a_message_that_can_not_be_taken_comes_back(
    browser: Browser, chat: Page, text: str, words: str
) -> None:
    page = fills(browser, chat, message=text)

    assert (page.status, problem(page), page.errors) == (422, [words], {"chat-message": words})
    assert page.title.startswith("Error: ")
    assert stored() == []


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "=cmd()", "x" * 1000, "é💥"])
def test_whatever_else_is_typed_is_text(browser: Browser, chat: Page, text: str) -> None:
    page = says(browser, chat, text)

    assert said(page) == [text]
    assert not page.has(".log script")


def test_several_lines_stay_several(browser: Browser, chat: Page) -> None:
    says(browser, chat, "One\r\ntwo\n\nthree")

    assert stored() == [("visitor", "One\ntwo\n\nthree")]


def test_a_first_message_within_two_seconds_is_asked_for_characters(browser: Browser, chat: Page) -> None:
    asked = fills(browser, chat, message=HELLO, after=1)
    assert (asked.status, asked.has(".captcha"), stored()) == (422, True, [])
    assert asked.find("#chat-message").get_text().strip() == HELLO

    page = browser.follows(fills(browser, asked, captcha=solution(asked), after=0))

    assert said(page) == [HELLO]


def test_later_messages_may_come_as_quickly_as_people_answer(browser: Browser, chat: Page) -> None:
    page = says(browser, chat)

    page = says(browser, page, "25 of them", after=0)

    assert said(page) == [HELLO, "25 of them"]


def test_whoever_fills_in_what_nobody_sees_is_asked_each_time(browser: Browser, chat: Page) -> None:
    page = says(browser, chat)

    asked = fills(browser, page, message="Buy pills", website_url="http://spam.test")

    assert (asked.status, asked.has(".captcha"), stored()) == (422, True, [("visitor", HELLO)])


def test_an_address_filled_in_by_a_program_is_asked_too(browser: Browser, chat: Page) -> None:
    page = says(browser, chat)
    browser.waits(130)

    asked = fills(
        browser, browser.get(page.url), ".offer form", name="x", email="x@example.com", website_url="x"
    )

    assert (asked.status, asked.has(".offer .captcha")) == (422, True)


@pytest.mark.parametrize("token", ["", "x", "eyJh.abc"])
def test_a_forged_token_brings_the_form_back_with_everything_typed(
    browser: Browser, chat: Page, token: str
) -> None:
    page = fills(browser, chat, message=HELLO, form_token=token)
    assert (page.status, page.find("#chat-message").get_text().strip()) == (422, HELLO)
    assert problem(page) == [
        "This page was open for too long. Nothing that you typed is lost: please send it again."
    ]

    assert said(says(browser, page)) == [HELLO]


def test_a_button_that_was_shown_too_long_ago_or_forged_is_offered_anew(browser: Browser) -> None:
    landing = browser.get(BY_TIM)

    late = fills(browser, landing, ".way form", after=3 * 3600)
    forged = fills(browser, landing, ".way form", form_token="x")

    assert (late.status, forged.status) == (422, 422)
    assert browser.sends(late).says("h1") == "Chat with us"


@pytest.mark.parametrize("path", ["/chats/pbx", "/chat/unknown/messages", "/chat/unknown/address"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {"message": "x"}}, 415),
        ({"data": {"message": "x" * 300_000}}, 413),
        ({"data": {f"field{number}": "x" for number in range(201)}}, 413),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(
    browser: Browser, path: str, body: dict[str, object], status: int
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}

    answer = browser.request("POST", path, headers=headers, **body)

    assert answer.status in (status, 404)


def test_a_post_from_another_site_keeps_what_was_typed_and_takes_nothing(
    browser: Browser, chat: Page
) -> None:
    token = str(chat.find("form.say [name=form_token]")["value"])

    for path, typed in (
        (f"{chat.url}/messages", {"form_token": token, "message": HELLO}),
        ("/chats/pbx", {"form_token": token}),
    ):
        refused = browser.post(path, typed, origin="http://evil.test", Sec_Fetch_Site="cross-site")
        assert refused.status == 403
    assert stored() == []


def test_nobody_chats_more_than_twenty_times_a_minute(browser: Browser) -> None:
    landing = browser.get(BY_TIM)
    pressed = [fills(browser, landing, ".way form", after=0) for _ in range(21)]

    assert [one.status for one in pressed] == [303] * 20 + [429]
    assert "Too many attempts" in pressed[-1].says("#errors")
    assert 1 <= int(pressed[-1].headers["Retry-After"]) <= 61
    assert fills(browser.at("192.0.2.77"), landing, ".way form", after=0).status == 303


def test_one_chat_takes_thirty_messages_in_ten_minutes_whoever_sends_them(
    browser: Browser, chat: Page
) -> None:
    page = says(browser, chat)
    for number in range(29):
        page = says(browser.at(f"192.0.2.{number}"), page, f"Message {number}", after=0)

    refused = fills(browser.at("192.0.2.200"), page, message="One too many", after=0)

    assert refused.status == 429
    assert refused.find("#chat-message").get_text().strip() == "One too many"
    assert len(stored()) == 30


def test_with_htmx_only_what_is_new_comes(browser: Browser, chat: Page) -> None:
    scripted = browser.with_htmx()
    panel = fills(scripted, chat, message=HELLO)
    assert (panel.status, panel.has("html > head > title")) == (200, False)
    asks = str(panel.find(".asks")["hx-get"])
    headers = {"HX-Request": "true"}

    nothing = browser.request("GET", asks, headers=headers)
    answers("Yes.")
    news = browser.request("GET", asks, headers=headers)
    plain = browser.get(asks)

    assert (nothing.status, news.status, plain.status) == (204, 200, 303)
    assert "Yes." in news.text
    assert HELLO not in news.text
    assert presses(scripted, browser.get(BY_TIM)).status == 200


@pytest.mark.parametrize(("silence", "pace"), [(60, "3s"), (300, "8s"), (1800, "30s"), (4000, None)])
def test_the_longer_the_silence_the_more_rarely_a_page_asks(
    browser: Browser, chat: Page, silence: int, pace: str | None
) -> None:
    page = says(browser, chat)
    browser.waits(silence)

    asks = browser.get(page.url).soup.select(".asks")

    assert [one["hx-trigger"] for one in asks] == ([f"every {pace}"] if pace else [])


@pytest.mark.parametrize("after", ["x", "-1", "9" * 19, "9" * 400, "%00", "٣"])
def test_nonsense_asked_for_is_answered_from_the_beginning(browser: Browser, chat: Page, after: str) -> None:
    page = says(browser, chat)

    answer = browser.request("GET", f"{page.url}/messages?after={after}", headers={"HX-Request": "true"})

    assert answer.status == 200


def test_what_asks_in_a_chat_that_has_run_out_stops_asking(browser: Browser, chat: Page) -> None:
    browser.waits(25 * 3600)

    over = browser.request("GET", f"{chat.url}/messages?after=1", headers={"HX-Request": "true"})

    assert (over.status, over.has(".asks")) == (404, False)
    assert "run out" in over.text
