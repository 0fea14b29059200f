"""Signing up on our own pages: the vendor's own URLs, and one signup however often a form is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import Database
from app.models import Account, Letter, PersonEvent
from tests.browser import Browser, solution
from tests.widgets import ledger
from tests.widgets.signing_up import (
    ADA,
    ENGINES,
    FORMS,
    RETURN,
    Postbox,
    deed,
    fills,
    finish,
    path_of,
    rows,
    signs_up,
    signups,
    the_signup,
)
from tests.widgets.urls import BY_SUSAN

FULL = f"PartnerID=4958765&SubPartnerID=106& returnurl={RETURN}"
SPELLINGS = ["& returnurl", "&%20returnurl", "&+returnurl", "&returnurl", "&%20%20returnurl+"]


@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_a_signup_is_stored_with_its_letter_and_led_to_the_page_after_it(
    database: Database, browser: Browser, url: str, typed: dict[str, str]
) -> None:
    answer = fills(browser, f"{url}?PartnerID=4958765&SubPartnerID=106", typed)

    assert answer.status == 303
    assert browser.follows(answer).says("h1") == "Confirm your address"
    signup = the_signup()
    assert (signup.claimed_partner_id, signup.sub_partner_id) == ("4958765", "106")
    assert (signup.eusa_version, signup.eusa_network) == ("2026-11", "192.0.2.0/24")
    assert signup.password_hash.startswith("$argon2id$")
    assert [letter.kind for letter in rows(Letter)] == ["confirm_address"]
    assert [event.kind for event in rows(PersonEvent)] == ["touched", "signed_up"]


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("PartnerID=4958765", ("4958765", None, None)),
        ("PartnerID=4958765&SubPartnerID=106", ("4958765", "106", None)),
        (FULL, ("4958765", "106", RETURN)),
        *((FULL.replace("& returnurl", spelling), ("4958765", "106", RETURN)) for spelling in SPELLINGS),
    ],
)
@pytest.mark.parametrize(
    ("path", "typed"), [("/guest", ADA), ("/guest/", ADA), ("/webstore", ENGINES), ("/webstore/", ENGINES)]
)
def test_the_vendors_own_urls_keep_every_parameter(
    browser: Browser, path: str, typed: dict[str, str], query: str, stored: tuple[str | None, ...]
) -> None:
    after = signs_up(browser, f"{path}?{query}", typed)
    browser.house.ledger.flush()

    signup = the_signup()
    assert (signup.claimed_partner_id, signup.sub_partner_id, signup.returnurl) == stored
    assert finish(after) == (stored[2] or "http://127.0.0.1:8000/login")
    assert ledger.findings() == set()


@pytest.mark.parametrize("path", ["/guest", "/guest/", "/webstore", "/webstore/"])
def test_the_vendors_own_test_url_returns_at_once(browser: Browser, path: str) -> None:
    answer = browser.posts(browser.get(f"{path}?{FULL}&test=true"))

    assert (answer.status, answer.headers["Location"]) == (303, RETURN)
    assert signups() == []


def test_what_is_misspelt_is_ignored_and_told_the_partner(browser: Browser, database: Database) -> None:
    after = signs_up(browser, f"/guest?partnerid=4958765&SubpartnerID=106&returnURL={RETURN}")
    browser.house.ledger.flush()

    signup = the_signup()
    assert (signup.claimed_partner_id, signup.sub_partner_id, signup.returnurl) == (None, None, None)
    assert finish(after) == "http://127.0.0.1:8000/login"
    assert ledger.findings() == {
        ("misspelt:PartnerID", "partnerid"),
        ("misspelt:SubPartnerID", "SubpartnerID"),
        ("misspelt:returnurl", "returnURL"),
    }


def test_the_smartbox_page_hands_its_partner_on_to_both_forms(browser: Browser) -> None:
    landing = browser.get(f"{BY_SUSAN}&SubPartnerID=106&%20returnurl=http://www.tmclabs.com/back?a=b%26c")
    links = {str(a["href"]) for a in landing.soup.select('a[href^="/guest"], a[href^="/webstore"]')}
    assert {link.partition("?")[0].strip("/") for link in links} == {"guest", "webstore"}

    for link in sorted(links):
        signs_up(browser, link, ENGINES if "webstore" in link else ADA)

    assert [(s.form, s.claimed_partner_id, s.sub_partner_id, s.returnurl) for s in signups()] == [
        ("guest", "1234567", "106", "http://www.tmclabs.com/back?a=b&c"),
        ("webstore", "1234567", "106", "http://www.tmclabs.com/back?a=b&c"),
    ]


@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_a_second_click_leads_to_the_same_page_and_makes_nothing(
    database: Database, browser: Browser, url: str, typed: dict[str, str]
) -> None:
    page = browser.get(url)
    answers = [browser.posts(page, typed=typed, captcha=solution(page)) for _ in range(3)]

    assert {(answer.status, answer.headers["Location"]) for answer in answers} == {
        (303, answers[0].headers["Location"])
    }
    assert [len(rows(model)) for model in (Letter, PersonEvent)] == [1, 2]
    assert the_signup().resends == 0


def test_ten_clicks_at_once_make_one_signup(database: Database, browser: Browser) -> None:
    page = browser.get("/guest?PartnerID=4958765")
    browser.waits(5)
    typed = ADA | {"captcha": solution(page)}

    def click(number: int) -> tuple[int, str]:
        answer = browser.at(f"198.51.100.{number}").posts(page, typed=typed, after=0)
        return answer.status, answer.headers["Location"]

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(click, range(10)))

    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert [len(rows(model)) for model in (Letter, PersonEvent)] == [1, 2]
    assert the_signup().email == ADA["email"]


@pytest.mark.parametrize(
    ("url", "typed", "change", "told"),
    [
        ("/guest", ADA, {"email": "ada@other.example"}, True),
        ("/guest", ADA, {"first_name": "Augusta"}, True),
        ("/guest", ADA, {"email": "ada@ANALYTICAL.example"}, False),
        ("/webstore/", ENGINES, {"sb_nusers": "26"}, True),
        ("/webstore/", ENGINES, {"term": "36"}, True),
        ("/webstore/", ENGINES, {"sb_city": " London "}, False),
    ],
)
def test_the_same_form_with_other_content_is_told_that_the_first_was_taken(
    browser: Browser, url: str, typed: dict[str, str], change: dict[str, str], told: bool
) -> None:
    page = browser.get(url)
    first = browser.posts(page, typed=typed, captcha=solution(page))
    before = ledger.everything()

    again = browser.sends(page, after=0, typed=typed | change, captcha=solution(page))

    assert ("The first ones were taken" in again.says()) is told
    assert again.url.endswith("?taken=first") is told
    assert (path_of(again), again.has("#email")) == (path_of(browser.follows(first)), True)
    assert ledger.everything() == before


def test_two_tabs_make_two_signups_and_one_account(
    database: Database, browser: Browser, postbox: Postbox
) -> None:
    first = signs_up(browser)
    first_code = postbox.code()
    second = signs_up(browser, "/webstore/?PartnerID=1234567", ENGINES)
    second_code = postbox.code()

    confirmed = [
        deed(browser, page, "confirmation", code=code).says("h1")
        for page, code in ((first, first_code), (second, second_code))
    ]

    assert confirmed == ["Your address is confirmed"] * 2
    assert len(signups()) == 2
    (account,) = rows(Account)
    assert account.plan == "webstore"


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_forged_token_does_not_spare_the_characters(browser: Browser, token: str) -> None:
    page = browser.get("/guest?PartnerID=4958765")

    renewed = browser.sends(page, typed=ADA, form_token=token)
    answer = browser.sends(renewed, typed=ADA)

    assert renewed.status == answer.status == 422
    assert "captcha" in answer.errors


def test_an_address_can_sign_up_five_times_an_hour_and_clicks_do_not_count(browser: Browser) -> None:
    pages = [browser.get("/guest") for _ in range(6)]
    for number, page in enumerate(pages[:5]):
        visitor = browser.at(f"198.51.100.{number}")
        for _ in range(3):
            assert visitor.posts(page, typed=ADA, captcha=solution(page), after=0).status == 303

    often = browser.posts(pages[5], typed=ADA, captcha=solution(pages[5]), after=0)

    assert (often.status, often.values["email"], often.has("#captcha")) == (429, ADA["email"], False)
    assert "Please try again after" in often.summary[0]
    assert browser.posts(pages[4], typed=ADA, captcha=solution(pages[4]), after=0).status == 303
    assert len(signups()) == 5
    secret = {"password": ADA["password"], "confirm_password": ADA["password"]}
    browser.waits(3600)
    renewed = browser.sends(often, typed=secret)
    assert (renewed.says("h1"), len(signups())) == ("Confirm your address", 6)
