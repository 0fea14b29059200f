"""Hostile requests to every route, made from the route table (SPEC section 16).

The same few thousand each time. `HOSTILE_ROUNDS` asks for more, `HOSTILE_SEED` for others.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from standardwebhooks import Webhook
from werkzeug.routing import Rule

from app import clock
from app.config import Settings
from app.db import Database, db
from app.domain import api_tokens
from app.domain.billing import balance
from app.models import Invoice, Receivable
from tests import colleague, quoting, test_rights
from tests.browser import Browser, browsing
from tests.domain.people import secrets_of
from tests.edge.hostile import judging
from tests.edge.hostile.asking import Ask, Attacker
from tests.edge.hostile.knowing import Known, listen
from tests.widgets import chatting, signing_up
from tests.widgets.signing_up import RETURN
from tests.widgets.urls import ADA, BY_TIM

ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "1"))
SEED = os.environ.get("HOSTILE_SEED", "")
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""What payments are signed with."""
LATE = ("demo.move_clock", "demo.end_month", "entrance.doors.sign_out")
"""After these nothing is as it was."""


@pytest.fixture
def open_house(settings: Settings, cast: None) -> Iterator[Browser]:
    """The service without limits and captcha, which would answer in the place of what is behind them."""
    with browsing(replace(settings, limits=False, captcha="off", payments_secret=SECRET)) as browser:
        listen(browser.app)
        yield browser


@pytest.mark.parametrize("role", ["stranger", "customer", "partner", "cm", "admin"])
def test_no_request_does_harm(open_house: Browser, sqlite: Database, role: str) -> None:
    siege = laid(open_house, sqlite, role)

    wrong = [
        f"{fault}\n  {ask}"
        for rule, method in every_route(open_house, role)
        for ask in [siege.prepares(rule, method)]
        for fault in siege.faults(ask)
    ]
    # Whatever was stored is shown now.
    shown = [f"{fault}\n  {url}" for url in siege.pages for fault in siege.faults(Ask("GET", url.encode()))]

    assert (wrong, shown) == ([], [])


@dataclass
class Siege:
    """Somebody in one role, what they have seen of the service, and what they make of it."""

    cookies: FlaskClient
    known: Known
    attacker: Attacker
    session: str
    pages: list[str]
    tried: int = 0

    def prepares(self, rule: Rule, method: str) -> Ask:
        """A request to the route; where a form is good for one post only, with a fresh one."""
        form = self.attacker.form(rule) if method == "POST" else None
        if form and "form_token" in form.fields:
            self.known.looks(self.cookies, [form.page], most=1)
            form = self.known.forms[rule.rule][form.path]
        return self.attacker.asks(rule, method, form)

    def faults(self, ask: Ask) -> Iterator[str]:
        """What is wrong with the answer; before the next one they are signed in again as they were."""
        self.tried += 1
        answer = ask.of(self.cookies, str(ip_address("10.0.0.0") + self.tried))
        yield from judging.faults(answer.status_code, answer.headers, answer.get_data())
        self.cookies.set_cookie("session", self.session, domain="127.0.0.1")


def laid(browser: Browser, database: Database, role: str) -> Siege:
    """Somebody in this role has looked at all that is open to them."""
    rows = test_rights.rows_of_the_partner(browser, database)
    person = colleague.arrives(browser, None if role == "stranger" else role)
    owed(database)
    known = Known(browser.app)
    for rule in browser.app.url_map.iter_rules():
        if set(rule.arguments) <= rows.keys():
            known.arguments[rule.endpoint] = {f"{name}={rows[name]}": None for name in rule.arguments}
    known.proofs = proofs()
    theirs = [*beginnings(browser, database), *pages(browser, rows, role)]
    assert person.jar
    known.looks(person.jar, theirs)
    known.hears()
    cookie = person.jar.get_cookie("session", domain="127.0.0.1")
    assert cookie
    return Siege(person.jar, known, Attacker(known, Random(f"{role}{SEED}")), cookie.value, theirs)


def proofs() -> dict[str, Callable[[bytes], dict[str, str]]]:
    """What systems of the vendor send along, so that what they tell is read."""
    with db.writing() as session:
        token = "pt_of-the-switchboard"
        api_tokens.make(session, "Switchboard", "Ada Admin", token, clock.now())
        session.commit()

    def signed(body: bytes) -> dict[str, str]:
        now = datetime.now(UTC)
        signature = Webhook(SECRET).sign("msg_1", now, body.decode("utf-8", "replace"))
        stamp = str(int(now.timestamp()))
        return {
            "HTTP_WEBHOOK_ID": "msg_1",
            "HTTP_WEBHOOK_TIMESTAMP": stamp,
            "HTTP_WEBHOOK_SIGNATURE": signature,
        }

    return {"/api/usage": lambda _: {"HTTP_AUTHORIZATION": f"Bearer {token}"}, "/api/payments": signed}


def owed(database: Database) -> None:
    """Invoices that were written without their accounts get one, as each of the product's has."""
    with database.writing() as session:
        missing = select(Invoice).where(Invoice.id.not_in(select(Receivable.invoice_id)))
        for invoice in session.scalars(missing).all():
            balance.open_account(session, invoice)
        session.commit()


def beginnings(browser: Browser, database: Database) -> Iterator[str]:
    """Where strangers begin, and where the links of letters lead."""
    offer = quoting.link(database, 1)
    url = f"/guest?PartnerID=4958765&returnurl={RETURN}"
    signup = signing_up.path_of(signing_up.signs_up(browser, url, email="grace@hopper.example"))
    chat = chatting.opens(browser)
    thanks = browser.posts(browser.get(BY_TIM), typed=ADA)
    link = secrets_of(database, clock.now()).token
    yield from (offer, f"{offer}/changes", signup, f"{signup}/return", chat.url, f"/verify/{link}")
    yield from (thanks.headers["Location"], BY_TIM, f"{BY_TIM}&test=true", "/guest?PartnerID=1234567")
    yield from ("/", "/login", "/login/forgotten", "/lead/pbx", "/links?PartnerID=1234567", "/webstore/")
    yield from ("/country-codes", "/demo/", "/demo/clock", "/demo/mail")


def pages(browser: Browser, rows: dict[str, Any], role: str) -> Iterator[str]:
    for rule in test_rights.rules(browser):
        is_open = role in test_rights.TABLE[rule.endpoint].split()
        if is_open and "GET" in (rule.methods or ()):
            built = rule.build({name: rows[name] for name in rule.arguments})
            assert built
            yield built[1]
    yield "/logout"


def every_route(browser: Browser, role: str) -> Iterator[tuple[Rule, str]]:
    """Every route with every method, those twice that somebody in this role may use."""
    rules = sorted(browser.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in LATE, rule.rule))
    for turn in range(2 * ROUNDS):
        for rule in rules:
            named = test_rights.TABLE.get(rule.endpoint)
            is_open = role == "stranger" if named is None else role in named.split()
            if is_open or turn % 2:
                yield from ((rule, method) for method in ("GET", "POST") if method in (rule.methods or ()))
