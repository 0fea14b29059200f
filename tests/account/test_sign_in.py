"""Signing in and out: the same words for everybody who may not, and a session that nobody else can use."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from app.db import Database
from app.domain import accounts
from app.domain.passwords import Vault
from app.edge.house import NAME
from app.models import Account
from tests.account.customer import EMAIL, PASSWORD, Customer
from tests.browser import OURS, Browser

WRONG = "Enter the address and password of your account. Capitals in the password matter."
STALE = "This page was open for too long. Please send it again. Passwords have to be typed again."
IDLE = timedelta(hours=12).total_seconds()


def test_a_customer_signs_in_and_out(customer: Customer, database: Database) -> None:
    home = customer.signs_in()
    assert (home.url, home.says("h1")) == (f"{OURS}/account", "Your account")

    left = customer.sends(customer.get("/logout"))

    assert (left.url, left.says("h1")) == (f"{OURS}/login", "Sign in")
    assert customer.posts(customer.get("/login")).status == 422
    assert customer.follows(customer.get("/account")).says("h1") == "Sign in"


def test_one_button_on_every_page_signs_out(customer: Customer) -> None:
    home = customer.signs_in()
    token = str(home.find("header input")["value"])

    answer = customer.post("/logout", {"csrf_token": token}, referer=home.url)

    assert answer.status == 303
    assert "session=;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "engine-1843"},
        {"password": "Engine-1842"},
        {"password": " engine-1842"},
        {"email": "nobody@analytical.example"},
    ],
)
def test_nobody_learns_which_of_the_two_is_wrong(customer: Customer, typed: dict[str, str]) -> None:
    page = customer.signs_in(**typed)

    assert (page.status, page.title) == (422, "Error: Sign in")
    assert page.summary == [WRONG]
    assert page.errors == {}
    assert page.values["password"] == ""
    assert "Just signed up? Confirm your address with the letter first." in page.says()


def test_an_unknown_address_costs_as_many_verifications_as_a_wrong_password(customer: Customer) -> None:
    counted = Counted(memory=8, passes=1)
    house = customer.house
    customer.app.extensions[NAME] = type(house)(**(vars(house) | {"vault": counted}))

    costs = []
    for typed in ({"password": "engine-1843"}, {"email": "nobody@analytical.example"}):
        counted.verified = counted.hashed = 0
        customer.signs_in(**typed)
        costs.append((counted.verified, counted.hashed))

    assert costs == [(1, 0), (1, 0)]


class Counted(Vault):
    """A real vault that counts."""

    verified = hashed = 0

    def verify(self, stored: str | None, password: str) -> bool:
        self.verified += 1
        return super().verify(stored, password)

    def hash(self, password: str) -> str:
        self.hashed += 1
        return super().hash(password)


def test_an_address_is_known_in_whatever_case_it_is_written(customer: Customer) -> None:
    assert customer.signs_in(email=EMAIL.upper()).says("h1") == "Your account"


def test_a_hash_of_another_cost_is_made_anew_and_ends_no_session(
    customer: Customer, database: Database
) -> None:
    other = Customer(customer.app, jar=customer.app.test_client())
    customer.signs_in()
    with database.writing() as session:
        dearer = Vault(memory=16, passes=1).hash(PASSWORD)
        session.execute(update(Account).values(password_hash=dearer))
        session.commit()

    other.signs_in()

    with database.reading() as session:
        account = accounts.find(session, EMAIL)
        assert account
        assert not customer.house.vault.is_outdated(account.password_hash)
    assert customer.get("/account").status == other.get("/account").status == 200


def test_signing_in_begins_a_session_that_nobody_knew_before(customer: Customer) -> None:
    before = customer.get("/login")
    planted = customer.cookie

    customer.sends(before, typed={"email": EMAIL, "password": PASSWORD})
    taken_over = Customer(customer.app, jar=customer.app.test_client())
    taken_over.cookie = planted

    assert taken_over.get("/account").status == 303
    assert customer.posts(before, typed={"email": EMAIL, "password": PASSWORD}).status == 422


def test_a_session_ends_when_it_was_idle_for_twelve_hours_and_not_before(customer: Customer) -> None:
    customer.signs_in()
    for _ in range(3):
        customer.waits(IDLE - 60)
        assert customer.get("/account").status == 200

    customer.waits(IDLE + 60)

    assert customer.get("/account").headers["Location"] == "/login?next=/account"


@pytest.mark.parametrize(("seconds", "status"), [(30, 200), (86_400, 303)])
def test_another_machines_clock_may_be_a_little_ahead_but_not_a_day(
    customer: Customer, seconds: int, status: int
) -> None:
    customer.waits(seconds)
    customer.signs_in()

    customer.waits(-seconds)

    assert customer.get("/account").status == status


@pytest.mark.parametrize("tamper", ["x", "", "e30.aaaa.bbbb", "\u00ff", "." * 300])
def test_a_tampered_cookie_signs_nobody_in(customer: Customer, tamper: str) -> None:
    customer.signs_in()
    customer.cookie = tamper + customer.cookie[:-4] if tamper else customer.cookie[:-4]

    assert customer.get("/account").status == 303
    assert customer.get("/login").status == 200


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account/upgrade", "/account/upgrade"),
        ("/account/upgrade?PartnerID=1234567", "/account/upgrade?PartnerID=1234567"),
        ("/account", "/account"),
        ("//evil.test", "/account"),
        ("/\\evil.test", "/account"),
        ("https://evil.test/account", "/account"),
        ("/account//evil.test", "/account"),
        ("/account@evil.test", "/account"),
        ("/account\r\nX: y", "/account"),
        ("/accountant", "/account"),
        ("/account/../demo/", "/account"),
        ("/demo/", "/account"),
        ("javascript:alert(1)", "/account"),
        ("", "/account"),
    ],
)
def test_signing_in_leads_on_only_within_the_account(customer: Customer, wanted: str, reached: str) -> None:
    page = customer.get("/login?" + urlencode({"next": wanted}))

    answer = customer.posts(page, typed={"email": EMAIL, "password": PASSWORD})

    assert (answer.status, answer.headers["Location"]) == (303, reached)


def test_whoever_is_signed_in_need_not_sign_in_again(customer: Customer) -> None:
    customer.signs_in()

    assert customer.get("/login").headers["Location"] == "/account"


def test_a_form_of_an_old_session_comes_back_with_what_was_typed(customer: Customer) -> None:
    page = customer.get("/login")
    customer.waits(IDLE + 60)

    again = customer.sends(page, typed={"email": EMAIL, "password": PASSWORD})

    assert (again.status, again.summary, again.values["email"]) == (422, [STALE], EMAIL)
    assert customer.sends(again, typed={"password": PASSWORD}).says("h1") == "Your account"


@pytest.mark.parametrize("token", ["", "forged", "\u00ff.\u2028"])
def test_so_does_one_without_a_token_of_ours(customer: Customer, token: str) -> None:
    page = customer.get("/login")
    typed = {
        "email": EMAIL,
        "password": PASSWORD,
        "csrf_token": token,
        "x_csrf_token": page.values["csrf_token"],
    }

    again = customer.post("/login", typed)

    assert (again.status, again.summary, again.values["email"]) == (422, [STALE], EMAIL)


def test_another_customers_token_is_no_better(customer: Customer, browser: Browser) -> None:
    theirs = browser.with_cookies().get("/login").values["csrf_token"]
    customer.get("/login")

    again = customer.post("/login", {"email": EMAIL, "password": PASSWORD, "csrf_token": theirs})

    assert (again.status, again.summary) == (422, [STALE])


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
    ],
)
def test_another_site_can_neither_sign_in_nor_out(customer: Customer, headers: dict[str, str]) -> None:
    page = customer.get("/login")
    customer.waits(1)
    refused = customer.post("/login", page.values | {"email": EMAIL, "password": PASSWORD}, **headers)
    assert (refused.status, refused.ancestors) == (422, {"'none'"})
    assert "sent from another site" in refused.summary[0]

    home = customer.signs_in()
    token = {"csrf_token": str(home.find("header input")["value"])}
    customer.post("/logout", token, **headers)

    assert customer.get("/account").status == 200


def test_ten_tries_a_minute_are_enough_even_without_a_token(customer: Customer) -> None:
    for _ in range(10):
        assert customer.post("/login", {"email": EMAIL, "password": "guess-1234"}).status == 422

    page = customer.signs_in()

    assert page.status == 429
    assert int(page.headers["Retry-After"]) > 0
    assert page.summary[0].startswith("Too many attempts. Please try again after ")
    assert page.values["email"] == EMAIL


def test_empty_forms_keep_nobody_else_from_signing_in(customer: Customer) -> None:
    for number in range(15):
        customer.at(f"198.51.100.{number}").post("/login", {"email": "", "password": ""})

    page = customer.sends(customer.get("/login"))

    assert page.status == 422
    assert page.errors == {
        "email": "Enter the e-mail address of your account.",
        "password": "Enter your password.",
    }
