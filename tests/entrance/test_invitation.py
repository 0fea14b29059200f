"""Invited people choose their first password with the letter's link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import users
from app.domain.credentials import INVITATION_LIVES_FOR
from app.domain.users import AddressTaken
from app.models import Partner
from tests.browser import Browser
from tests.demo.test_views import deliver
from tests.post_office import PostOffice

EMAIL = "lena@tmclabs.com"
CHOSEN = {"password": "difference-1843", "confirm_password": "difference-1843"}


@pytest.fixture
def link(browser: Browser, settings: Settings, smtp: PostOffice, sqlite: Database) -> str:
    """That of the letter to Lena, whom the vendor has just invited."""
    with sqlite.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        users.invite(session, "Lena Vogt", EMAIL, "partner", clock.now(), partner=partner)
        session.commit()
    return in_letter(settings, smtp)


def in_letter(settings: Settings, smtp: PostOffice) -> str:
    deliver(settings)
    (found,) = [word for word in smtp.letters(EMAIL)[0]["text"].split() if "/login/reset/" in word]
    return urlsplit(found).path


def test_the_letters_link_lets_somebody_in(browser: Browser, link: str) -> None:
    lena = browser.with_cookies()

    welcome = lena.get(link)
    lena.sends(welcome, after=0, typed=CHOSEN)
    home = lena.sends(lena.get("/login"), after=0, typed={"email": EMAIL, "password": CHOSEN["password"]})

    assert welcome.says("h1") == "Welcome. Choose a password"
    assert (home.status, home.says("h1")) == (200, "TMC Labs")
    assert lena.get(link).status == 410


def test_an_invitation_holds_for_a_week(browser: Browser, link: str) -> None:
    browser.waits((INVITATION_LIVES_FOR - timedelta(minutes=5)).total_seconds())
    assert browser.get(link).status == 200
    browser.waits(600)

    assert browser.get(link).status == 404


def test_whoever_lost_it_asks_for_a_password_and_is_welcome(
    browser: Browser, link: str, settings: Settings, smtp: PostOffice
) -> None:
    lena = browser.with_cookies()
    browser.waits(INVITATION_LIVES_FOR.total_seconds())
    lena.sends(lena.get("/login/forgotten"), after=0, email=EMAIL)

    assert lena.get(in_letter(settings, smtp)).says("h1") == "Welcome. Choose a password"


def test_nobody_is_invited_twice(browser: Browser, link: str, sqlite: Database) -> None:
    with sqlite.writing() as session, pytest.raises(AddressTaken):
        users.invite(session, "Lena", EMAIL.upper(), "admin", clock.now())
