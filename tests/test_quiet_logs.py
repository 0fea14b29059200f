"""Whatever somebody types, and whatever goes wrong with it, no log line says it."""

import threading
from collections.abc import Iterator

import pytest
from flask import request

from app.config import Settings
from app.db import Database
from app.worker import Worker
from tests import logbook
from tests.browser import Browser
from tests.logbook import Logbook
from tests.post_office import PostOffice
from tests.widgets import chatting, signing_up
from tests.widgets.urls import ADA, PBX

MARKED = {
    "first_name": "Qmarkfirst",
    "last_name": "Qmarklast",
    "email": "qmarkbox@qmarkhost.example",
    "phone": "408 555 0177",
    "company": "Qmarkcompany",
    "message": "Qmarkmessage",
}
NETWORK = "203.0.113.77"
PRIVATE = ("qmark", "555 0177", "4085550177", "engine-1842", NETWORK, "203.0.113.0")


@pytest.fixture
def log() -> Iterator[Logbook]:
    with logbook.reading() as book:
        yield book


@pytest.fixture
def visitor(browser: Browser) -> Browser:
    return browser.at(NETWORK)


def deliver(settings: Settings) -> None:
    Worker(settings, threading.Event()).round()


def quiet(log: Logbook, *messages: str) -> None:
    """The lines are there, and hold nothing private."""
    assert all(log.lines(message) for message in messages), log.getvalue()
    written = log.getvalue().lower()
    assert [word for word in PRIVATE if word in written] == []


def test_leads_and_their_letters(
    visitor: Browser, settings: Settings, log: Logbook, smtp: PostOffice, database: Database
) -> None:
    visitor.sends(visitor.get(f"{PBX}?source_partner_name=Qmarkpartner"), typed=ADA | MARKED)
    visitor.sends(visitor.get(f"{PBX}?utm_source=qmark"), typed=ADA | MARKED | {"email": "qmark at home"})
    deliver(settings)

    assert {line["status"] for line in log.lines("request")} == {303, 422}
    quiet(log, "request", "letter")


def test_signups_their_codes_and_mistakes(
    visitor: Browser, settings: Settings, log: Logbook, smtp: PostOffice
) -> None:
    person = signing_up.ADA | {name: MARKED[name] for name in ("first_name", "last_name", "email")}
    page = signing_up.signs_up(visitor, "/guest?PartnerID=4958765", person)
    signing_up.fills(visitor, "/guest", person, last_name="Qmark 7", password="engine-1842 ")
    signing_up.deed(visitor, page, "confirmation", code="QMARKQMA")
    signing_up.deed(visitor, page, "letters")
    deliver(settings)
    handle, token = signing_up.path_of(page), signing_up.Postbox(settings, smtp).link(MARKED["email"])
    visitor.post(token)

    quiet(log, "request", "letter")
    assert handle.rpartition("/")[2] not in log.getvalue()
    assert token.rpartition("/")[2] not in log.getvalue()


def test_chats(visitor: Browser, settings: Settings, log: Logbook, smtp: PostOffice) -> None:
    address = {"name": "Qmark", "email": MARKED["email"]}
    chatting.says(visitor, chatting.opens(visitor), "Qmark wants to know.", **address)
    deliver(settings)

    quiet(log, "request", "letter")


@pytest.mark.parametrize(
    "answer", ["550 <qmarkbox@qmarkhost.example>: no Qmark here", "450 Qmark, wait", "421 Qmark"]
)
def test_a_mail_server_that_quotes_the_address(
    visitor: Browser, settings: Settings, log: Logbook, smtp: PostOffice, answer: str
) -> None:
    person = signing_up.ADA | {"email": MARKED["email"]}
    signing_up.signs_up(visitor, "/guest", person)
    smtp.refuses(MARKED["email"], answer)

    deliver(settings)

    quiet(log, "letter")


def test_what_breaks_what_is_missing_and_what_comes_too_often(visitor: Browser, log: Logbook) -> None:
    def fail(qmark: str) -> str:
        raise LookupError(f"{qmark} {request.query_string!r} {request.form.to_dict()} {request.remote_addr}")

    visitor.app.add_url_rule("/breaks/<name>", "breaks", lambda name: fail(name), methods=["POST"])

    statuses = {
        visitor.post("/breaks/qmarkhandle?PartnerID=qmark", MARKED).status,
        visitor.get("/qmark/qmark?qmark=qmark").status,
        visitor.post("/guest?qmark", MARKED, content_type="qmark/qmark").status,
        *(visitor.sends(visitor.get("/lead/pbx"), typed=ADA | MARKED, after=0).status for _ in range(12)),
    }

    assert statuses >= {500, 404, 415, 429}
    quiet(log, "unhandled", "request")


def test_a_sign_in_that_fails(visitor: Browser, log: Logbook) -> None:
    area = visitor.with_cookies()

    area.sends(area.get("/login"), typed={"email": MARKED["email"], "password": "Qmarkpassword"})
    area.sends(area.get("/login/forgotten"), typed={"email": MARKED["email"]})

    quiet(log, "request")
