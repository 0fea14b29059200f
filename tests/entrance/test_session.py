"""The session: one browser's, for twelve hours at a time, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import update

from app.config import Settings
from app.db import Database
from app.domain import accounts
from app.domain.passwords import Vault
from app.models import Account, State
from tests.account.customer import EMAIL, PASSWORD, Customer, arrives
from tests.browser import OURS, browsing

IDLE = timedelta(hours=12).total_seconds()


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


def test_it_ends_in_a_process_that_did_not_hear_yet_that_the_demos_clock_was_moved(
    customer: Customer, sqlite: Database
) -> None:
    customer.signs_in()
    with sqlite.writing() as session:
        session.execute(update(State).values(clock_offset_seconds=IDLE + 60))
        session.commit()
    customer.notices()

    assert customer.get("/account").status == 303


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


def test_a_rotated_key_keeps_everybody_signed_in(customer: Customer, settings: Settings) -> None:
    customer.signs_in()
    keys = ("another key for tests, at least as long as that", *settings.secret_keys)

    with browsing(replace(settings, secret_keys=keys)) as rotated:
        later = arrives(rotated)
        later.cookie = customer.cookie
        stays = later.get("/account").status
        renewed = later.cookie
    with browsing(replace(settings, secret_keys=keys[:1])) as without:
        last = arrives(without)
        last.cookie = renewed
        renewed_stays = last.get("/account").status
        last.cookie = customer.cookie
        old_goes = last.get("/account").status

    assert (stays, renewed_stays, old_goes) == (200, 200, 303)


@pytest.mark.parametrize(
    ("env", "base_url", "name", "secure"),
    [
        ("production", "https://tools.example.com", "__Host-session", True),
        ("test", "https://127.0.0.1:8000", "__Host-session", True),
        ("demo", OURS, "session", False),
    ],
)
def test_a_cookie_is_as_strict_as_its_installation_allows(
    settings: Settings,
    cast: None,
    env: Literal["production", "test", "demo"],
    base_url: str,
    name: str,
    secure: bool,
) -> None:
    here = replace(settings, env=env, base_url=base_url, allowed_hosts=("127.0.0.1:8000",))

    with browsing(here) as browser:
        cookie = browser.with_cookies().get("/login").headers["Set-Cookie"]

    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie


@pytest.mark.parametrize("path", ["/account/x.php", "//account/x.php", "/account/nothing"])
def test_a_page_of_another_part_below_the_same_path_sets_no_cookie(customer: Customer, path: str) -> None:
    customer.signs_in()

    page = customer.get(path)

    assert (page.status, "Set-Cookie" in page.headers) == (404, False)
    assert "Set-Cookie" in customer.get("/account").headers
