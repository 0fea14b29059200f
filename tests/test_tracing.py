"""One id leads from the proxy through every log line to the letter that a request has written."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from app.config import Settings
from app.db import Database
from app.worker import Worker
from tests import logbook, scene
from tests.browser import Browser, browsing
from tests.logbook import Logbook
from tests.post_office import PostOffice
from tests.widgets.urls import ADA, PBX

PROXY = "10.0.0.7"
GIVEN = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def behind_a_proxy(settings: Settings, cast: None) -> Iterator[Browser]:
    with browsing(replace(settings, trusted_proxies=(ip_network("10.0.0.0/8"),))) as browser:
        yield browser


@pytest.fixture
def log() -> Iterator[Logbook]:
    with logbook.reading() as book:
        yield book


def worker(settings: Settings) -> Worker:
    return Worker(settings, threading.Event())


def test_the_id_of_a_proxy_reaches_the_letter(
    behind_a_proxy: Browser, settings: Settings, log: Logbook, database: Database, smtp: PostOffice
) -> None:
    visitor = behind_a_proxy.at(PROXY, **{"X-Forwarded-For": "198.51.100.7", "X-Request-Id": GIVEN})

    answer = visitor.posts(visitor.get(PBX), typed=ADA)
    worker(settings).round()

    assert (answer.status, answer.headers["X-Request-Id"]) == (303, GIVEN)
    assert [line["request_id"] for line in log.lines("request")] == [GIVEN]
    assert [letter.request_id for letter in scene.letters(database)] == [GIVEN]
    assert [(line["outcome"], line["request_id"]) for line in log.lines("letter")] == [("sent", GIVEN)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("550 Nobody here", "bounce"), ("421 Later", "server_away"), ("450 Wait", "put_back")],
)
def test_a_letter_that_is_not_taken_names_its_request_too(
    behind_a_proxy: Browser, settings: Settings, log: Logbook, smtp: PostOffice, answer: str, outcome: str
) -> None:
    visitor = behind_a_proxy.at(PROXY, **{"X-Request-Id": GIVEN})
    visitor.posts(visitor.get(PBX), typed=ADA)
    smtp.refuses("sales@panterranetworks.com", answer)

    worker(settings).round()

    assert [(line["outcome"], line["request_id"]) for line in log.lines("letter")] == [(outcome, GIVEN)]


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "né", "<script>", "a/b", "-" * 8])
def test_what_is_no_id_is_not_taken(behind_a_proxy: Browser, given: str) -> None:
    visitor = behind_a_proxy.at(PROXY, **{"X-Request-Id": given})

    answer = visitor.get("/nothing")

    assert len(answer.headers["X-Request-Id"]) == 32
    assert answer.headers["X-Request-Id"] != given


def test_nobody_else_gives_their_requests_an_id(behind_a_proxy: Browser) -> None:
    visitor = behind_a_proxy.at("198.51.100.7", **{"X-Request-Id": GIVEN})

    assert visitor.get("/nothing").headers["X-Request-Id"] != GIVEN


def test_every_request_has_an_id_of_its_own(browser: Browser) -> None:
    ids = {browser.get("/nothing").headers["X-Request-Id"] for _ in range(3)}

    assert len(ids) == 3


def test_what_the_worker_writes_by_itself_has_none(
    settings: Settings, sqlite: Database, cast: None, log: Logbook
) -> None:
    scene.post(sqlite, scene.enquiry(sqlite), "dave@panterranetworks.com")

    worker(settings).round()

    (line,) = log.lines("letter")
    assert "request_id" not in line
