"""Posts from other sites: nothing is taken, and nothing that was typed is lost."""

import pytest

from tests.browser import OURS, PERSON, Browser, solution
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM

STRANGER = "http://evil.test"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": OURS}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": STRANGER}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 422),
        ({"Sec-Fetch-Site": "same-site", "Origin": "null"}, 422),
        ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:9000"}, 403),
        ({"Sec-Fetch-Site": "SAME-ORIGIN", "Origin": OURS}, 403),
        ({"Sec-Fetch-Site": "", "Origin": OURS}, 403),
        ({"Origin": STRANGER}, 403),
        ({"Origin": "http://127.0.0.1:8000.evil.test"}, 403),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "null"}, 422),
        ({"Origin": ""}, 403),
        ({}, 403),
        ({"Referer": f"{OURS}/"}, 403),
    ],
)
def test_a_post_counts_only_from_a_page_of_ours(
    browser: Browser, headers: dict[str, str], status: int
) -> None:
    page = browser.get(BY_TIM)
    browser.waits(5)

    answer = browser.request(
        "POST", str(page.form["action"]), data=page.values | ADA, headers=PERSON | headers
    )

    assert answer.status == status
    assert len(ledger.leads()) == (status == 303)


def test_what_was_typed_can_be_sent_from_a_tab_of_its_own(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    browser.waits(5)
    refused = browser.request(
        "POST",
        str(page.form["action"]),
        data=page.values | ADA | {"sb_password": "secret123"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": STRANGER},
    )

    assert refused.title == "Please confirm in a new tab"
    assert refused.form["target"] == "_blank"
    assert "secret123" not in refused.text
    assert browser.sends(refused).says("section.lead h2") == "Thank you, Ada"
    assert ledger.lead().message.split() == ADA["message"].split()


SANDBOXED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Origin": "null"}


def test_a_sandboxed_frame_is_heard_once_the_characters_are_answered(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    browser.waits(5)
    asked = browser.request(
        "POST", str(page.form["action"]), data=page.values | ADA, headers=PERSON | SANDBOXED
    )
    assert asked.summary == []
    assert ledger.leads() == []

    heard = browser.request(
        "POST",
        str(asked.form["action"]),
        data=asked.values | {"captcha": solution(asked)},
        headers=PERSON | SANDBOXED,
    )

    assert heard.status == 303
    assert ledger.lead().email == ADA["email"]


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_sandboxed_frame_gets_a_forged_form_back_like_any_other(browser: Browser, token: str) -> None:
    page = browser.get(BY_TIM)
    typed = page.values | ADA | {"form_token": token}

    answer = browser.request("POST", str(page.form["action"]), data=typed, headers=PERSON | SANDBOXED)

    assert (answer.status, answer.values["email"]) == (422, ADA["email"])
    assert ledger.leads() == []


def test_the_refusal_can_be_read_in_any_frame_and_quotes_safely(browser: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    refused = browser.request("POST", f"{BY_TIM}&x={evil}", data={evil: evil}, headers={"Origin": STRANGER})

    assert (refused.status, refused.ancestors) == (403, {"*"})
    assert not refused.has('script:not([src^="/assets/"])')
    assert refused.values == {evil: evil}
