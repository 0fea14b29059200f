"""The form token: whatever happens to it, what was typed stays and no lead is lost or doubled."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from itsdangerous.encoding import base64_decode

from app import clock
from app.config import Settings
from app.edge import form_token
from app.edge.form_token import StaleForm
from tests.browser import Browser, Page, browsing
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_JOHN, BY_TIM

HOURS = 3600


def again(page: Page) -> bool:
    """Whether the form came back with everything typed and a way to send it again."""
    assert (page.status, page.title.startswith("Error: ")) == (422, True)
    assert page.summary == [
        "This page was open for too long. Nothing that you typed is lost: please send it again."
    ]
    assert {name: page.values[name].strip() for name in ADA} == ADA
    return True


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "ä",
        "a.b",
        ".",
        "e30.e30",
        "\x00",
        "=" * 5000,
        "{{form_token}}",
    ],
)
def test_a_forged_token_gets_the_form_again_with_everything_typed(browser: Browser, token: str) -> None:
    page = browser.sends(browser.get(BY_TIM), typed=ADA, form_token=token)

    assert again(page)
    assert page.says("aside .name") == "Tim Mathews"
    assert browser.sends(page).status == 200
    assert ledger.lead().claimed_partner_id == "1234567"


def test_a_tampered_token_changes_nothing(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    payload, _, signature = page.values["form_token"].rpartition(".")
    other = browser.get(BY_JOHN).values["form_token"].rpartition(".")[0]

    assert again(browser.sends(page, typed=ADA, form_token=f"{other}.{signature}"))
    assert again(browser.sends(page, typed=ADA, form_token=f"{payload}.{signature[::-1]}"))
    assert ledger.leads() == []


def of_another_release(change: Callable[[list[Any]], Any]) -> str:
    """A token that this service signed itself, packed otherwise."""
    asked = {"PartnerID": "4958765"}
    now = int(clock.timestamp())
    content = ["landing-pbx", asked, None, {}, "a nonce of twenty-two", now * 1000, now, ""]
    return form_token._seal.sign(json.dumps(change(content)).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda was: [*was, "new"],
        lambda was: was[:-1],
        lambda was: was[::-1],
        lambda was: dict(enumerate(was)),
        lambda was: 1,
        lambda was: None,
        lambda was: [was[0], was[1] | {"of_tomorrow": "x"}, *was[2:]],
        lambda was: [was[0], [], *was[2:]],
        lambda was: [*was[:4], 22, *was[5:]],
        lambda was: [*was[:5], "just now", *was[6:]],
        lambda was: [*was[:6], None, *was[7:]],
        lambda was: [*was[:7], False],
    ],
)
def test_a_token_of_another_release_gets_the_form_again(
    browser: Browser, change: Callable[[list[Any]], Any]
) -> None:
    page = browser.get(BY_TIM)

    answer = browser.sends(page, typed=ADA, form_token=of_another_release(change))

    assert again(answer)
    assert answer.says("aside .name") == "Tim Mathews"
    assert browser.sends(answer).status == 200


def test_a_token_of_this_release_would_have_been_taken(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    token = of_another_release(lambda was: was)

    assert browser.sends(page, typed=ADA, form_token=token).status == 200
    assert ledger.lead().claimed_partner_id == "4958765"


def test_a_body_without_a_token_gets_the_form_again(browser: Browser) -> None:
    answer = browser.post(BY_TIM, ADA)

    assert again(answer)


@pytest.mark.parametrize("other", ["/lead/pbx", "/lead/sb", "/custom_landing_pages/landing_page_uc.php"])
def test_a_token_of_another_form_is_not_taken(browser: Browser, other: str) -> None:
    foreign = browser.get(other).values["form_token"]

    assert again(browser.sends(browser.get(BY_TIM), typed=ADA, form_token=foreign))


def test_a_body_can_not_change_what_the_url_said(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    action = str(page.form["action"]).replace("1234567", "4958765").replace("tim@", "eve@")
    browser.waits(5)

    browser.post(action, page.values | ADA | {"PartnerID": "4958765", "source_email": "eve@evil.test"})

    lead = ledger.lead()
    assert (lead.claimed_partner_id, lead.source["source_email"]) == ("1234567", "tim@tmclabs.com")


@pytest.mark.parametrize(("age", "taken"), [(2 * HOURS - 60, True), (2 * HOURS + 2, False)])
def test_a_form_can_be_open_for_two_hours(browser: Browser, age: int, taken: bool) -> None:
    page = browser.sends(browser.get(BY_TIM), after=age, typed=ADA)

    if not taken:
        assert again(page)
        page = browser.sends(page)
    assert page.status == 200
    assert len(ledger.leads()) == 1


def test_an_expired_forms_own_parameters_hold(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    browser.waits(3 * HOURS)

    late = browser.post(BY_JOHN, page.values | ADA)

    assert again(late)
    assert late.says("aside .name") == "Tim Mathews"


def test_a_form_that_was_sent_and_expires_still_makes_one_lead(browser: Browser) -> None:
    page = browser.get(BY_TIM)
    first = browser.sends(page, typed=ADA)

    late = browser.sends(browser.sends(page, after=3 * HOURS, typed=ADA))

    assert late.url == first.url
    assert len(ledger.leads()) == 1


@pytest.mark.parametrize(("ahead", "taken"), [(1, True), (55, True), (120, False)])
def test_a_clock_a_little_ahead_elsewhere_does_not_make_a_form_stale(
    settings: Settings, cast: None, ahead: int, taken: bool
) -> None:
    with browsing(replace(settings, captcha="off")) as browser:
        browser.waits(ahead)
        page = browser.get(BY_TIM)

        answer = browser.posts(page, after=-ahead, typed=ADA)

    assert (answer.status == 303) is taken


def test_a_form_survives_a_rotation_of_keys(settings: Settings, cast: None) -> None:
    old, new = settings.secret_keys[0], "a newer key for tests that protects nothing"
    with browsing(settings) as browser:
        page = browser.get(BY_TIM)
    with browsing(replace(settings, secret_keys=(new, old))) as browser:
        assert browser.sends(page, typed=ADA).status == 200
    with browsing(replace(settings, secret_keys=(new,))) as browser:
        assert again(browser.sends(page, typed=ADA))


@pytest.mark.parametrize("spelling", ["{}=", "{}\u00e4", "{}.", " {}", "{}x"])
def test_another_spelling_of_a_token_makes_no_second_lead(browser: Browser, spelling: str) -> None:
    page = browser.get(BY_TIM)
    browser.sends(page, typed=ADA)

    browser.sends(page, typed=ADA, form_token=spelling.format(page.values["form_token"]))

    assert len(ledger.leads()) == 1


def test_a_token_tells_nothing_secret_and_each_has_a_nonce_of_its_own(browser: Browser) -> None:
    tokens = [browser.get(BY_TIM).values["form_token"] for _ in range(3)]
    contents = [json.loads(base64_decode(token.partition(".")[0])) for token in tokens]

    assert len({content[4] for content in contents}) == 3
    assert contents[0][1]["PartnerID"] == "1234567"


def test_a_token_is_read_only_as_the_form_it_was_made_for(browser: Browser) -> None:
    token = browser.get(BY_TIM).values["form_token"]

    with browser.app.test_request_context():
        assert form_token.read("landing-pbx", token).visit.parameters.PartnerID == "1234567"
        with pytest.raises(StaleForm):
            form_token.read("landing-sb", token)
