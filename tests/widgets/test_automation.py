"""A post that looks automated is asked for a captcha; it is never lost and never refused."""

from dataclasses import replace

import pytest

from app.config import Settings
from app.edge import limits
from tests.browser import Browser, Page, browsing, solution
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM


def asked(page: Page) -> bool:
    """Whether the form came back whole with a captcha in it."""
    assert {name: page.values[name].strip() for name in ADA} == ADA
    return page.status == 422 and page.has("#captcha") and not ledger.leads()


def test_a_form_sent_within_two_seconds_is_asked(browser: Browser) -> None:
    assert asked(browser.sends(browser.get(BY_TIM), after=1, typed=ADA))


def test_a_form_sent_after_two_seconds_is_not(browser: Browser) -> None:
    assert browser.sends(browser.get(BY_TIM), after=3, typed=ADA).status == 200


def test_whoever_fills_in_the_field_that_nobody_sees_is_asked(browser: Browser) -> None:
    page = browser.get(BY_TIM)

    assert asked(browser.sends(page, typed=ADA, website_url="http://spam.test"))
    assert ledger.letters() == []


def test_a_partner_with_more_posts_than_people_send_is_asked(settings: Settings, cast: None) -> None:
    with browsing(settings) as browser:
        with browser.app.test_request_context():
            busy = [limits.partner_is_busy("1234567") for _ in range(600)]
            assert True not in busy

        assert asked(browser.sends(browser.get(BY_TIM), after=0, typed=ADA))
        browser.waits(2 * 3600)
        assert browser.sends(browser.get(BY_TIM), typed=ADA).status == 200


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{lower}"])
def test_the_right_characters_let_the_lead_through(browser: Browser, spelling: str) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
    answer = solution(page)

    thanks = browser.sends(page, captcha=spelling.format(answer, lower=answer.lower()))

    assert thanks.says("section.lead h2") == "Thank you, Ada"
    assert len(ledger.leads()) == 1


def test_whoever_sees_the_picture_can_load_it(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    picture = browser.get(str(page.find(".captcha img")["src"]))
    speech = browser.get(str(page.find(".captcha audio")["src"]))

    assert (picture.status, picture.headers["Content-Type"]) == (200, "image/webp")
    assert (speech.status, speech.headers["Content-Type"]) == (200, "audio/wav")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("WRONG", "The characters did not match. Here is another picture."),
        ("", "Enter the letters in the picture, or the digits that you hear."),
        ("\x00ä\ud7ff", "The characters did not match. Here is another picture."),
    ],
)
def test_a_wrong_answer_gets_another_picture_and_keeps_everything(
    browser: Browser, typed: str, words: str
) -> None:
    first = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    second = browser.sends(first, captcha=typed)

    assert asked(second)
    assert (second.errors, second.summary) == ({"captcha": words}, [words])
    assert second.title.startswith("Error: ")
    assert second.values["captcha_challenge"] != first.values["captcha_challenge"]
    assert browser.sends(second, captcha=solution(second)).status == 200


def test_a_picture_can_be_guessed_at_once(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
    browser.sends(page, captcha="WRONG")

    again = browser.sends(page, captcha=solution(page))

    assert asked(again)
    assert again.summary == ["That picture had already been answered. Here is another one."]


def test_another_picture_is_no_mistake(browser: Browser) -> None:
    first = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    second = browser.sends(first, button="captcha_again")

    assert asked(second)
    assert (second.errors, second.title.startswith("Error: ")) == ({}, False)
    assert second.values["captcha_challenge"] != first.values["captcha_challenge"]


def test_a_solved_captcha_is_not_asked_twice_because_another_field_was_wrong(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA | {"email": "ada@"})
    solved = browser.sends(page, captcha=solution(page))

    assert (solved.status, list(solved.errors), solved.has("#captcha")) == (422, ["email"], False)
    assert browser.sends(solved, email="ada@example.com").status == 200
    assert len(ledger.leads()) == 1


def test_a_form_that_ran_out_or_was_sent_too_often_still_shows_its_captcha(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    stale = browser.sends(page, after=3 * 3600)
    assert asked(stale)
    often = [browser.sends(stale, after=0, button="captcha_again") for _ in range(10)][-1]

    assert (often.status, often.has("#captcha")) == (429, True)
    browser.waits(61)
    assert browser.sends(often, captcha=solution(often)).says("section.lead h2") == "Thank you, Ada"
    assert len(ledger.leads()) == 1


def test_one_solved_captcha_makes_one_lead(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
    solved = page.values | {"captcha": solution(page)}
    fresh = browser.get(BY_TIM).values["form_token"]

    browser.sends(page, after=0, captcha=solved["captcha"])
    stolen = browser.post(BY_TIM, solved | {"form_token": fresh})

    assert stolen.status == 422
    assert len(ledger.leads()) == 1


def test_a_picture_of_another_form_is_no_answer(browser: Browser) -> None:
    mine = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
    other = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    answer = browser.sends(mine, captcha=solution(other), captcha_challenge=other.values["captcha_challenge"])

    assert asked(answer)
    assert answer.summary == ["That picture did not belong to this form. Here is another one."]


def test_the_captcha_can_be_fixed_or_off_for_qa(settings: Settings, cast: None) -> None:
    with browsing(replace(settings, captcha="fixed")) as browser:
        page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
        assert asked(page)
        assert browser.sends(page, captcha="PASS").status == 200
    with browsing(replace(settings, captcha="off")) as browser:
        assert browser.sends(browser.get(BY_TIM), after=0, typed=ADA, website_url="x").status == 200
