"""Signing in and out: the same words for everybody who may not, and a session that nobody else can use."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from app.db import Database
from app.domain.passwords import Vault
from app.edge.house import NAME
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

    assert costs == [(2, 0), (2, 0)]


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


@pytest.mark.parametrize("path", ["/account/upgrade", "/login", "/login/code", "/login/forgotten", "/logout"])
def test_a_post_of_another_site_takes_nobodys_cookie(browser: Browser, path: str) -> None:
    # Browsers send it without the cookie that they hold, and would take a new one in its place.
    answer = browser.with_cookies().post(path, {"csrf_token": "none"}, Sec_Fetch_Site="cross-site")

    assert answer.status in (303, 422)
    assert "Set-Cookie" not in answer.headers


def test_asking_for_a_code_signs_nobody_out(customer: Customer) -> None:
    customer.signs_in()

    answer = customer.post("/login/code", {"code": "000000"})

    assert answer.headers["Location"] == "/account"
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
