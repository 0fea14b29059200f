"""A forgotten password: nobody learns who has an account, and a link works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import accounts, history
from app.domain.credentials import RESET_LIVES_FOR
from app.models import Letter
from tests.account.customer import EMAIL, PASSWORD, Customer
from tests.browser import Browser, Page
from tests.demo.test_views import deliver
from tests.post_office import PostOffice

NEW = "difference-1843"
CHOSEN = {"password": NEW, "confirm_password": NEW}


@pytest.fixture
def link(customer: Customer, settings: Settings, smtp: PostOffice) -> str:
    """That of the letter which the customer has just asked for."""
    return ask(customer, settings, smtp)


def ask(customer: Customer, settings: Settings, smtp: PostOffice, email: str = EMAIL) -> str:
    customer.sends(customer.get("/login/forgotten"), after=0, email=email)
    deliver(settings)
    (found,) = [word for word in smtp.letters(email)[0]["text"].split() if "/login/reset/" in word]
    return urlsplit(found).path


def test_a_letter_lets_its_reader_choose_a_new_password(customer: Customer, link: str) -> None:
    chosen = customer.sends(customer.get(link), after=0, typed=CHOSEN)

    assert chosen.says('[role="status"]') == "Your password is changed. Sign in with the new one."
    assert customer.signs_in().status == 422
    assert customer.signs_in(password=NEW).says("h1") == "Your account"


def test_known_and_unknown_addresses_get_the_same_answer(browser: Browser, customer: Customer) -> None:
    answers = []
    for email in (EMAIL, "nobody@analytical.example"):
        one = browser.with_cookies()
        answers.append(one.posts(one.get("/login/forgotten"), after=0, email=email))
        answers.append(one.follows(answers[-1]))

    known, known_page, unknown, unknown_page = answers
    assert seen(known) == seen(unknown)
    assert seen(known_page) == seen(unknown_page)
    assert known_page.says("h1") == "A letter is on its way"


def seen(page: Page) -> tuple[int, str, dict[str, str]]:
    passing = ("Set-Cookie", "X-Request-Id")
    return page.status, page.text, {name: text for name, text in page.headers.items() if name not in passing}


def test_and_cost_the_same_letter_and_no_hash(customer: Customer, database: Database) -> None:
    for email in (EMAIL, "nobody@analytical.example"):
        customer.sends(customer.get("/login/forgotten"), after=0, email=email)

    with database.reading() as session:
        letters = session.execute(select(Letter.kind, Letter.recipient).order_by(Letter.id)).all()
    assert letters == [("reset_password", EMAIL), ("reset_password", "nobody@analytical.example")]


def test_the_letter_to_an_unknown_address_says_so(
    customer: Customer, settings: Settings, smtp: PostOffice
) -> None:
    customer.sends(customer.get("/login/forgotten"), after=0, email="nobody@analytical.example")
    deliver(settings)

    (letter,) = smtp.letters("nobody@analytical.example")

    assert letter["subject"] == "There is no account with this address"
    assert "/login/reset/" not in letter["text"]


def test_looking_changes_nothing_however_often(customer: Customer, browser: Browser, link: str) -> None:
    for method in ("GET", "HEAD", "GET"):
        assert browser.request(method, link).status == 200

    assert customer.signs_in().says("h1") == "Your account"


def test_a_new_password_ends_every_session_from_before(customer: Customer, link: str) -> None:
    elsewhere = Customer(customer.app, jar=customer.app.test_client())
    elsewhere.signs_in()
    customer.sends(customer.get(link), after=0, typed=CHOSEN)
    customer.signs_in(password=NEW)

    assert elsewhere.get("/account").headers["Location"] == "/login?next=/account"
    assert customer.get("/account").status == 200


def test_a_used_link_says_so_and_offers_another_letter(customer: Customer, link: str) -> None:
    form = customer.get(link)
    customer.sends(form, after=0, typed=CHOSEN)

    for again in (customer.get(link), customer.posts(form, after=0, typed=CHOSEN)):
        assert (again.status, again.says("h1")) == (410, "This link has been used")
        assert again.has('main a[href="/login/forgotten"]')


def test_so_does_every_earlier_letters_link(
    customer: Customer, settings: Settings, smtp: PostOffice, link: str
) -> None:
    customer.waits(60)
    later = ask(customer, settings, smtp)
    customer.waits(1)
    customer.sends(customer.get(later), after=0, typed=CHOSEN)

    assert customer.get(link).status == 410


def test_a_link_runs_out_after_an_hour(customer: Customer, link: str) -> None:
    form = customer.get(link)
    customer.waits(RESET_LIVES_FOR.total_seconds() - 60)
    assert customer.get(link).status == 200
    customer.waits(90)

    for late in (customer.get(link), customer.posts(form, after=0, typed=CHOSEN)):
        assert (late.status, late.says("h1")) == (404, "This link has run out")
        assert late.has('main a[href="/login/forgotten"]')
    assert customer.signs_in().says("h1") == "Your account"


@pytest.mark.parametrize("altered", ["x", "", "\u00ff", "%00", "a" * 500])
def test_an_altered_link_opens_nothing(customer: Customer, link: str, altered: str) -> None:
    form = customer.get(link)
    other = f"{link[:-1]}{altered or '~'}"

    assert customer.get(other).status == 404
    assert customer.post(other, form.values | CHOSEN).status == 404
    assert customer.signs_in().says("h1") == "Your account"


def test_parallel_posts_of_one_link_change_the_password_once(
    customer: Customer, link: str, database: Database
) -> None:
    form = customer.get(link)
    choices = [f"parallel-{number}x" for number in range(4)]

    def chooses(password: str) -> int:
        mine = Customer(customer.app, jar=customer.app.test_client())
        mine.cookie = customer.cookie
        return mine.posts(form, after=0, typed={"password": password, "confirm_password": password}).status

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(chooses, choices))

    assert statuses == [303, 410, 410, 410]
    fits = [Customer(customer.app, jar=customer.app.test_client()).signs_in(password=one) for one in choices]
    assert sorted(page.status for page in fits) == [200, 422, 422, 422]
    with database.reading() as session:
        account = accounts.find(session, EMAIL)
        assert account
        steps = [event.kind for event in history.of_account(session, account.id)]
        assert steps.count("password_changed") == 1


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"password": "short-1", "confirm_password": "short-1"}, {"password"}),
        ({"password": "password1", "confirm_password": "password1"}, {"password"}),
        ({"password": NEW, "confirm_password": PASSWORD}, {"confirm_password"}),
        ({}, {"password", "confirm_password"}),
    ],
)
def test_an_unfit_password_leaves_the_link_open(
    customer: Customer, link: str, typed: dict[str, str], errors: set[str]
) -> None:
    page = customer.sends(customer.get(link), after=0, typed=typed)

    assert (page.status, set(page.errors)) == (422, errors)
    assert set(page.values.values()) == {"", page.values["csrf_token"]}
    assert customer.sends(page, after=0, typed=CHOSEN).says("h1") == "Sign in"


def test_tries_and_letters_are_limited(customer: Customer, link: str) -> None:
    form = customer.get(link)
    tries = [customer.posts(form, after=0).status for _ in range(31)]
    asked = [customer.sends(customer.get("/login/forgotten"), after=0, email=EMAIL).status for _ in range(11)]

    assert tries == [422] * 30 + [429]
    assert asked[0] == 200
    assert asked[-1] == 429


def test_the_way_there_is_told_in_the_account(customer: Customer, link: str) -> None:
    customer.waits(timedelta(days=1).total_seconds() / 48)
    customer.sends(customer.get(link), after=0, typed=CHOSEN)

    home = customer.signs_in(password=NEW)

    assert "You chose a new password." in home.says("ol.steps")
    assert home.has(f'ol.steps time[datetime^="{clock.now():%Y-%m-%d}"]')
