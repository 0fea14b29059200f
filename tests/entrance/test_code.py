"""Signing in with a second factor: a password opens nothing, a code works once, and not for long."""

import pytest

from app.db import Database
from app.domain import users
from tests import colleague
from tests.browser import Browser, Page
from tests.colleague import LOGINS, Colleague
from tests.console.authenticator import code, set_up

ENTER = "Enter the code"
WRONG = "This code does not fit, or it was used before. Enter the one that your app shows now."


@pytest.fixture
def secret(browser: Browser) -> str:
    return set_up(colleague.arrives(browser, "cm"))


@pytest.fixture
def dave(browser: Browser, secret: str) -> Colleague:
    return colleague.arrives(browser)


def halfway(dave: Colleague, login: str = "/login") -> Page:
    return dave.sends(dave.get(login), after=0, typed=LOGINS["cm"])


def test_the_password_alone_opens_nothing(dave: Colleague) -> None:
    asked = halfway(dave)

    assert (asked.status, asked.says("h1")) == (200, ENTER)
    assert dave.get("/console/leads").headers["Location"] == "/login?next=/console/leads"


def test_the_code_leads_where_somebody_wanted_to_go(dave: Colleague, secret: str) -> None:
    page = dave.sends(halfway(dave, "/login?next=/console/outbox"), after=0, code=code(secret))

    assert (page.status, page.says("h1")) == (200, "Outbox")


def test_a_code_works_once(dave: Colleague, secret: str, browser: Browser) -> None:
    once = dave.sends(halfway(dave), after=0, code=code(secret))
    other = colleague.arrives(browser)
    twice = other.sends(halfway(other), after=0, code=code(secret))
    earlier = other.sends(twice, after=0, code=code(secret, -1))
    next_one = other.sends(earlier, after=0, code=code(secret, 1))

    assert once.says("h1") == next_one.says("h1") != ENTER
    assert twice.errors == earlier.errors == {"code": WRONG}


@pytest.mark.parametrize(
    ("steps", "spaced", "fits"), [(0, True, True), (1, False, True), (2, False, False), (-2, False, False)]
)
def test_a_telephones_clock_may_be_off_by_one_step(
    dave: Colleague, secret: str, steps: int, spaced: bool, fits: bool
) -> None:
    shown = code(secret, steps)

    page = dave.sends(halfway(dave), after=0, code=f"{shown[:3]} {shown[3:]}" if spaced else shown)

    assert (page.says("h1") != ENTER) is fits


@pytest.mark.parametrize("typed", ["", "000000", "12345", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_another_code_opens_nothing(dave: Colleague, typed: str) -> None:
    page = dave.sends(halfway(dave), after=0, code=typed)

    assert (page.status, set(page.errors)) == (422, {"code"})


def test_the_password_is_remembered_for_five_minutes(dave: Colleague, secret: str) -> None:
    asked = halfway(dave)
    dave.waits(290)
    assert dave.get("/login/code").status == 200
    dave.waits(20)

    late = dave.sends(asked, after=0, code=code(secret))

    assert late.says("h1") == "Sign in"
    assert dave.get("/console/leads").status == 303


def test_nobody_guesses_for_long_not_even_from_many_networks(dave: Colleague, secret: str) -> None:
    asked = halfway(dave)
    answers = []
    for number in range(7):
        dave.address = f"198.51.100.{number}"
        answers.append(dave.sends(asked, after=0, code="000000").status)
    right = dave.sends(asked, after=0, code=code(secret))

    # The fifth try was the one that set it up.
    assert answers == [422] * 4 + [429] * 3
    assert (right.status, right.says("h1")) == (429, ENTER)


def test_whoever_is_disabled_meanwhile_does_not_come_in(
    dave: Colleague, secret: str, database: Database
) -> None:
    asked = halfway(dave)
    with database.writing() as session:
        user = users.find(session, LOGINS["cm"]["email"])
        assert user
        user.disabled_at = user.invited_at
        session.commit()

    assert dave.sends(asked, after=0, code=code(secret)).says("h1") == "Sign in"


@pytest.mark.parametrize("login", [None, "admin"])
def test_without_a_password_there_is_no_page_for_the_code(browser: Browser, login: str | None) -> None:
    somebody = colleague.arrives(browser, login)

    page = somebody.get("/login/code")

    assert page.status == 303
    assert page.headers["Location"] != "/login/code"
    assert login is None or somebody.get("/console/leads").status == 200
