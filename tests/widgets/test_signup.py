"""Signing up on our own pages: shown, sent, corrected, and one signup however often it is sent."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import Database
from app.models import Letter, PersonEvent, Signup
from tests.browser import Browser, Page, solution

ADA = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@analytical.example",
    "password": "engine-1842",
    "confirm_password": "engine-1842",
    "eusa": "y",
}
ENGINES = {
    "sb_companyname": "Analytical Engines",
    "sb_address1": "12 Mill Lane",
    "sb_address2": "",
    "sb_city": "London",
    "sb_postalcode": "N1 9GU",
    "sb_country": "GB",
    "sb_firstname": "Ada",
    "sb_lastname": "Lovelace",
    "sb_phoneNumber": "4085550199",
    "sb_emailAddress": "ada@analytical.example",
    "sb_password": "engine-1842",
    "sb_confirmpassword": "engine-1842",
    "sb_nusers": "25",
    "term": "24",
    "eusa": "y",
}
FORMS = [("/guest", ADA), ("/webstore/", ENGINES)]


def fills(browser: Browser, url: str, typed: dict[str, str], **changes: str) -> Page:
    """Open a signup form, fill it in, read the picture and press the button; the answer as it comes."""
    page = browser.get(url)
    return browser.posts(page, typed=typed | changes, captcha=solution(page))


def rows(database: Database, model: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def the_signup(database: Database) -> Signup:
    with database.reading() as session:
        return session.scalars(select(Signup)).one()


@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_a_signup_is_stored_with_its_letter_and_led_to_the_page_after_it(
    database: Database, browser: Browser, url: str, typed: dict[str, str]
) -> None:
    answer = fills(browser, f"{url}?PartnerID=4958765&SubPartnerID=106", typed)

    assert answer.status == 303
    assert browser.follows(answer).says("h1") == "Confirm your address"
    signup = the_signup(database)
    assert (signup.claimed_partner_id, signup.sub_partner_id) == ("4958765", "106")
    assert (signup.eusa_version, signup.eusa_network) == ("2026-11", "192.0.2.0/24")
    assert signup.password_hash.startswith("$argon2id$")
    assert rows(database, Letter) == 1
    assert rows(database, PersonEvent) == 2


def test_a_second_click_with_the_same_characters_is_the_same_signup(
    database: Database, browser: Browser
) -> None:
    page = browser.get("/guest")
    answer = solution(page)

    first, second = (browser.posts(page, typed=ADA, captcha=answer) for _ in range(2))

    assert (first.status, second.status) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert rows(database, Signup) == rows(database, Letter) == 1


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_forged_token_does_not_spare_the_characters(browser: Browser, token: str) -> None:
    page = browser.get("/guest?PartnerID=4958765")

    renewed = browser.sends(page, typed=ADA, form_token=token)
    answer = browser.sends(renewed, typed=ADA)

    assert renewed.status == answer.status == 422
    assert "captcha" in answer.errors
