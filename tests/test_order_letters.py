"""Letters about orders, as the worker delivers them: how to watch it, how to get in, what to mend."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import orders
from app.models import Order
from app.worker import Worker
from tests import selling
from tests.browser import Browser
from tests.post_office import PostOffice
from tests.quoting import TIM, does
from tests.test_quote_letters import letters, part

ADA, TMC = "ada@engines.example", "tim@tmclabs.com"
CHOSEN = "difference-1843"


@pytest.fixture
def delivers(settings: Settings) -> Callable[[], object]:
    return Worker(settings, threading.Event()).round


def link(text: str) -> str:
    found = re.search(r"^http://[^/]+(/\S+)$", text, re.MULTILINE)
    assert found, text
    return found[1]


def test_a_customer_who_accepts_gets_a_confirmation_with_a_link_to_watch_it(
    browser: Browser, database: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    selling.ordered(database)

    delivers()

    (letter,) = letters(smtp, ADA)
    assert letter["Subject"] == "TMC Labs: your order 1 is on its way"
    assert letter["Reply-To"] == TMC
    assert "$289.34" in part(letter)
    assert browser.get(link(part(letter))).says("h1") == "Quote for Analytical Engines"


def test_a_new_customer_chooses_a_password_with_the_letter_within_a_week(
    browser: Browser, database: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    selling.provisioned(database)
    delivers()

    letter = letters(smtp, ADA)[-1]
    assert letter["Subject"] == "Cloud PBX Professional is ready for Analytical Engines"
    clock.shift(timedelta(days=6))
    ada = browser.with_cookies()
    welcome = ada.get(link(part(letter)))
    ada.sends(welcome, after=0, typed={"password": CHOSEN, "confirm_password": CHOSEN})
    home = ada.sends(ada.get("/login"), after=0, typed={"email": ADA, "password": CHOSEN})

    assert welcome.says("h1") == "Welcome. Choose a password"
    assert (home.status, "Analytical Engines" in home.says("main")) == (200, True)


def test_the_partner_hears_that_it_is_done(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    selling.provisioned(sqlite)

    delivers()

    letter = letters(smtp, TMC)[-1]
    assert letter["Subject"] == "Order 1 is provisioned: Analytical Engines is in production"
    assert letter["Reply-To"] == ADA
    assert link(part(letter)) == "/portal/orders/1"


def test_the_partner_hears_why_it_failed_and_not_once_it_is_mended(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    mended, waiting = selling.ordered(sqlite), selling.ordered(sqlite)
    for number in (mended, waiting):
        selling.fails(sqlite, number, "No numbers are left in 650.\n\nCall\x00 us.")
    does(sqlite, lambda session: orders.retry(session, session.get_one(Order, mended), TIM, clock.now()))

    delivers()

    (letter,) = [one for one in letters(smtp, TMC) if "needs you" in one["Subject"]]
    assert letter["Subject"].startswith(f"Order {waiting} of Analytical Engines")
    assert "> No numbers are left in 650. Call us." in part(letter)
    assert "The customer's account" in part(letter)


def test_the_customer_reads_why_an_order_is_cancelled(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    number = selling.ordered(sqlite)
    does(
        sqlite,
        lambda session: orders.cancel(
            session, session.get_one(Order, number), "You asked us to.", TIM, clock.now()
        ),
    )

    delivers()

    letter = letters(smtp, ADA)[-1]
    assert letter["Subject"] == "TMC Labs has cancelled your order 1"
    assert "> You asked us to." in part(letter)
