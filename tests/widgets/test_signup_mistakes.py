"""Mistakes in signup forms: told next to the field, everything kept but passwords, nothing stored."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.browser import OURS, Browser, Page, solution
from tests.widgets import ledger
from tests.widgets.signing_up import ADA, EMAIL, ENGINES, FORMS, PASSWORD, fills, signups

SECRET = {"password", "confirm_password", "sb_password", "sb_confirmpassword"}
ADDRESS = "Enter an e-mail address like name@example.com."
PHONE = "Enter a phone number of 10 digits, like 8008050558."
USERS = "Enter a whole number from 1 to 999999, like 25."
SAME = "The two passwords are not the same. Type both again."
LENGTH = "Choose a password of 8 to 20 characters."
STRANGER = "http://evil.test"


def kept(page: Page, typed: dict[str, str]) -> bool:
    """Whether the form holds all that was typed, passwords neither in their fields nor elsewhere."""
    assert not any(page.values.get(name) for name in SECRET)
    assert PASSWORD not in page.text
    assert page.status in (403, 422, 429)
    return {k: v for k, v in page.values.items() if k in typed} == {
        k: "" if k in SECRET else v for k, v in typed.items()
    }


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"first_name": ""}, "first_name", "Enter your first name."),
        ({"last_name": "L0velace"}, "last_name", "Last name: leave out numbers and special characters."),
        ({"last_name": "L" * 65}, "last_name", "Last name must be at most 64 characters."),
        ({"email": ""}, "email", "Enter your e-mail address."),
        ({"email": "ada@"}, "email", ADDRESS),
        ({"email": f"{'a' * 65}@x.example"}, "email", ADDRESS),
        ({"password": "short7!"}, "password", LENGTH),
        ({"password": "x" * 21}, "password", LENGTH),
        ({"password": "with space 1"}, "password", "Choose a password without spaces."),
        ({"password": "4085550199"}, "password", "Choose a password with at least one letter."),
        ({"password": "Password1"}, "password", "This password is on lists of stolen ones. Choose another."),
        ({"confirm_password": PASSWORD.upper()}, "confirm_password", SAME),
        ({"confirm_password": ""}, "confirm_password", "Type the password again."),
        ({"sb_companyname": "x" * 51}, "sb_companyname", "Company name must be at most 50 characters."),
        ({"sb_address1": ""}, "sb_address1", "Enter your address."),
        ({"sb_address2": "x" * 201}, "sb_address2", "Address line 2 must be at most 200 characters."),
        ({"sb_city": "x" * 33}, "sb_city", "City must be at most 32 characters."),
        ({"sb_postalcode": "x" * 17}, "sb_postalcode", "Postal code must be at most 16 characters."),
        ({"sb_phoneNumber": "800.805.0558"}, "sb_phoneNumber", PHONE),
        ({"sb_emailAddress": f"{'a' * 56}@x.example"}, "sb_emailAddress", None),
        ({"sb_nusers": "0"}, "sb_nusers", USERS),
        ({"sb_nusers": "1000000"}, "sb_nusers", USERS),
    ],
)
def test_a_mistake_is_told_next_to_its_field(
    browser: Browser, change: dict[str, str], field: str, words: str | None
) -> None:
    url, typed = FORMS[next(iter(change)).startswith("sb_")]
    # Whoever mistypes a password mistypes it twice.
    twice = {"confirm_password": change["password"]} if change.get("password") else {}

    page = fills(browser, url, typed, **change, **twice)

    assert kept(page, typed | change | twice)
    assert list(page.errors) == [field]
    assert words in (page.errors[field], None)
    assert page.summary == [page.errors[field]]
    assert page.find("#errors a")["href"] == f"#{field}"
    assert page.title.startswith("Error: ")
    assert str(page.form["action"]).endswith("#errors")
    assert page.find("#errors")["tabindex"] == "-1"
    assert signups() == []


@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_an_empty_form_asks_for_everything_at_once(browser: Browser, url: str, typed: dict[str, str]) -> None:
    page = browser.sends(browser.get(url))

    # Country is chosen already, and two fields are optional.
    needed = typed.keys() - {"sb_country", "sb_address2", "sb_postalcode"} | {"captcha"}
    assert (page.status, set(page.errors)) == (422, needed)
    assert [link["href"] for link in page.soup.select("#errors a")] == [f"#{name}" for name in page.errors]


@pytest.mark.parametrize("term", ["12", "24", "36"])
def test_the_chosen_term_country_and_agreement_stay_chosen(browser: Browser, term: str) -> None:
    page = fills(browser, "/webstore/", ENGINES, sb_city="", term=term, sb_country="JP")

    assert page.find("input[name=term][checked]")["value"] == term
    assert page.find("#sb_country option[selected]")["value"] == "JP"
    assert page.has("#eusa[checked]")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"term": "13"}, "term"), ({"term": ""}, "term"), ({"sb_country": "ZZ"}, "sb_country")],
)
def test_what_was_not_offered_is_not_taken(browser: Browser, change: dict[str, str], field: str) -> None:
    page = fills(browser, "/webstore/", ENGINES, **change)

    assert (page.status, list(page.errors), signups()) == (422, [field], [])


def test_a_solved_captcha_is_not_asked_twice(browser: Browser) -> None:
    wrong = fills(browser, "/guest", ADA, email="ada@")
    assert not wrong.has("#captcha")

    again = browser.sends(wrong, password=PASSWORD, confirm_password=PASSWORD, first_name="")
    done = browser.sends(again, password=PASSWORD, confirm_password=PASSWORD, first_name="Ada", email=EMAIL)

    assert (again.status, again.has("#captcha")) == (422, False)
    assert done.says("h1") == "Confirm your address"


@pytest.mark.parametrize(
    ("answer", "after", "words"),
    [
        ("", 5, "Enter the letters in the picture, or the digits that you hear."),
        ("WRONG", 5, "The characters did not match. Here is another picture."),
        (None, 15 * 60, "The picture was more than 15 minutes old. Here is another one."),
    ],
)
@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_a_captcha_that_was_not_solved_brings_another(
    browser: Browser, url: str, typed: dict[str, str], answer: str | None, after: float, words: str
) -> None:
    page = browser.get(url)

    again = browser.posts(
        page, typed=typed, after=after, captcha=solution(page) if answer is None else answer
    )

    assert kept(again, typed)
    assert again.errors == {"captcha": words}
    assert again.find("#errors a")["href"] == "#captcha"
    assert again.values["captcha_challenge"] != page.values["captcha_challenge"]
    assert signups() == []


def test_a_picture_of_another_form_or_after_a_wrong_guess_is_no_answer(browser: Browser) -> None:
    mine, others = browser.get("/guest"), browser.get("/guest")
    browser.posts(mine, typed=ADA, captcha="WRONG")
    foreign = {"captcha": solution(others), "captcha_challenge": others.values["captcha_challenge"]}

    guesses = [
        browser.posts(mine, typed=ADA, captcha=solution(mine)),
        browser.posts(mine, typed=ADA | foreign),
        browser.posts(mine, typed=ADA, captcha="A", captcha_challenge="forged"),
    ]

    assert [list(page.errors) for page in guesses] == [["captcha"]] * 3
    assert signups() == []


def test_ten_guesses_at_once_are_one_guess(browser: Browser) -> None:
    page = browser.get("/guest")
    browser.waits(5)

    def guess(number: int) -> Any:
        typed = solution(page) if number == 9 else f"WRONG{number}"
        return browser.at(f"10.0.0.{number}").posts(page, typed=ADA, captcha=typed, after=0).status

    assert guess(0) == 422
    with ThreadPoolExecutor(9) as pool:
        assert set(pool.map(guess, range(1, 10))) == {422}
    assert signups() == []


def test_another_picture_is_no_mistake(browser: Browser) -> None:
    page = browser.get("/guest")

    again = browser.posts(page, typed=ADA, button="captcha_again")

    assert kept(again, ADA)
    assert again.values["captcha_challenge"] != page.values["captcha_challenge"]
    assert "captcha" not in again.errors
    assert not any("captcha" in str(link["href"]) for link in again.soup.select("#errors a"))


@pytest.mark.parametrize("made", ["stale", "forged", "empty", "other form", "other kind"])
def test_a_token_that_does_not_count_is_renewed_and_everything_kept(browser: Browser, made: str) -> None:
    page = browser.get("/guest?PartnerID=4958765")
    token = {
        "stale": page.values["form_token"],
        "forged": page.values["form_token"][:-4] + "AAAA",
        "empty": "",
        "other form": browser.get("/lead/pbx").values["form_token"],
        "other kind": browser.get("/webstore/").values["form_token"],
    }[made]

    again = browser.posts(
        page, typed=ADA, form_token=token, captcha=solution(page), after=7201 if made == "stale" else 5
    )

    assert kept(again, ADA)
    assert again.summary[0].startswith("This page was open for too long.")
    passwords = {"password": PASSWORD, "confirm_password": PASSWORD}
    done = browser.sends(again, typed=passwords, captcha=solution(again))
    assert done.says("h1") == "Confirm your address"
    assert signups()[0].claimed_partner_id == "4958765"


def test_a_post_from_another_site_is_kept_without_passwords(browser: Browser) -> None:
    page = browser.get("/guest?PartnerID=4958765")

    refused = browser.post(
        str(page.form["action"]), page.values | ADA, origin=STRANGER, Sec_Fetch_Site="cross-site"
    )

    assert (refused.status, refused.form["target"]) == (403, "_blank")
    assert refused.values["email"] == EMAIL
    assert PASSWORD not in refused.text
    assert signups() == []


def test_a_sandboxed_frame_signs_up_by_solving_the_captcha(browser: Browser) -> None:
    page = browser.get("/guest")
    browser.waits(5)
    manners = {"origin": "null", "Sec_Fetch_Site": "cross-site"}

    unsolved = browser.post(str(page.form["action"]), page.values | ADA, **manners)
    solved = browser.post(
        str(unsolved.form["action"]), unsolved.values | ADA | {"captcha": solution(unsolved)}, **manners
    )

    assert (unsolved.status, solved.status) == (422, 303)


def test_too_many_forms_come_back_with_a_time(browser: Browser) -> None:
    page = browser.get("/guest")

    often = [browser.posts(page, typed=ADA | {"email": "ada@"}, after=0) for _ in range(11)][-1]

    assert kept(often, ADA | {"email": "ada@"})
    assert (often.status, 0 < int(often.headers["Retry-After"]) <= 61) == (429, True)
    assert often.has("#captcha")
    assert browser.posts(browser.get("/guest?test=true"), after=0).status == 303


def test_whatever_was_wrong_nothing_was_stored(browser: Browser) -> None:
    before = ledger.everything()

    browser.posts(browser.get("/webstore/", Referer=OURS), typed=ENGINES, after=0)
    browser.posts(browser.get("/guest"), typed=ADA, after=0)

    assert ledger.everything() == before
