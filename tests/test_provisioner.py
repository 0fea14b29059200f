"""The provisioner takes the steps of orders, and asks the vendor's own systems where there are any."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from app import clock
from app.config import Settings
from app.db import Database
from app.edge.provisioner import Provisioner
from app.models import Order
from tests import selling
from tests.domain.ordered import WHOLE_STORY
from tests.hooks import Hooks, listening

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    """The vendor's own provisioner, on a private address and without encryption."""
    with listening() as server:
        yield server


@pytest.fixture
def asking(settings: Settings, hooks: Hooks) -> Provisioner:
    """One round at a time, in production; the vendor's provisioner is asked."""
    asked = replace(settings, env="production", provisioner_url=hooks.url, provisioner_secret=SECRET)
    return Provisioner(asked, threading.Event())


def order(database: Database, number: int) -> Order:
    with database.reading() as session:
        return session.get_one(Order, number)


def test_each_round_is_one_step_of_each_order(database: Database, settings: Settings) -> None:
    numbers = [selling.ordered(database) for _ in range(3)]
    provisioner = Provisioner(settings, threading.Event())

    rounds = [provisioner.round() for _ in WHOLE_STORY[2:]]

    assert rounds == [3] * (len(WHOLE_STORY) - 3) + [0]
    assert [selling.story(database, number) for number in numbers] == [WHOLE_STORY] * 3


def test_what_only_the_vendor_can_do_is_asked_signed_and_once(
    asking: Provisioner, hooks: Hooks, database: Database
) -> None:
    number = selling.ordered(database)

    while asking.round():
        pass

    assert selling.story(database, number) == WHOLE_STORY
    assert [one.headers["webhook-id"] for one in hooks.heard] == ["order_1_numbers", "order_1_service"]
    asked = hooks.heard[0]
    Webhook(SECRET).verify(asked.body, asked.headers)
    data = json.loads(asked.body)["data"]
    assert (data["order"], data["step"], data["account"]) == (number, "numbers", 1)
    assert (data["product"], data["plan"], data["users"], data["term"]) == ("pbx", "professional", 10, 24)
    assert data["features"] == {"recording": 1}
    assert data["customer"]["email"] == "ada@engines.example"


def stopped(asking: Provisioner, database: Database) -> Order:
    """An order at the step that its provisioner was just asked for."""
    number = selling.ordered(database)
    asking.round()
    asking.round()
    return order(database, number)


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "40"}])
def test_an_answer_that_it_is_under_way_is_asked_for_again_and_uses_up_no_try(
    asking: Provisioner, hooks: Hooks, sqlite: Database, headers: dict[str, str]
) -> None:
    hooks.status, hooks.headers = 202, headers
    waiting = stopped(asking, sqlite)
    seconds = int(headers.get("Retry-After", "10"))
    assert timedelta(0) < waiting.due_at - clock.now() <= timedelta(seconds=seconds)
    assert (waiting.state, waiting.tries, asking.round()) == ("provisioning", 0, 0)

    hooks.status = 200
    clock.shift(timedelta(seconds=seconds + 1))
    asking.round()

    assert selling.story(sqlite, 1)[-1] == "numbers"
    assert hooks.heard[0].headers["webhook-id"] == hooks.heard[1].headers["webhook-id"]


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (422, b"No numbers are left in 650.", "No numbers are left in 650."),
        (400, b"two\nlines\x00 and \x1b[1mmore", "two lines and [1mmore"),
        (404, b"<html><h1>Not Found</h1></html>", "It answered 404."),
        (403, b"", "It answered 403."),
        (409, b"x" * 2_000, "x" * 400),
    ],
)
def test_a_refusal_fails_the_order_with_its_words(
    asking: Provisioner, hooks: Hooks, sqlite: Database, status: int, answer: bytes, reason: str
) -> None:
    hooks.status, hooks.answer = status, answer

    failed = stopped(asking, sqlite)

    assert failed.state == "failed"
    assert failed.reason is not None
    assert failed.reason.startswith("The provisioner refused this step")
    assert reason in failed.reason
    assert len(failed.reason) <= 500
    assert failed.reason.isprintable()
    assert asking.round() == 0


@pytest.mark.parametrize("status", [500, 503, 301, 408, 425, 429])
def test_a_provisioner_in_trouble_is_asked_again_later(
    asking: Provisioner, hooks: Hooks, sqlite: Database, status: int
) -> None:
    hooks.status = status

    waiting = stopped(asking, sqlite)

    assert (waiting.state, waiting.tries) == ("provisioning", 1)
    assert waiting.due_at > clock.now() + timedelta(seconds=5)
    assert len(hooks.heard) == 1


def test_one_that_is_not_there_is_tried_seven_times_and_the_partner_reads_why(
    settings: Settings, sqlite: Database
) -> None:
    with listening() as gone:
        url = gone.url
    asked = replace(settings, provisioner_url=url, provisioner_secret=SECRET)
    asking = Provisioner(asked, threading.Event())
    waiting, away = stopped(asking, sqlite), timedelta(0)

    while waiting.state == "provisioning":
        away += waiting.due_at - clock.now() + timedelta(seconds=1)
        clock.shift(away)
        asking.round()
        waiting = order(sqlite, 1)

    assert waiting.state == "failed"
    assert waiting.reason is not None
    assert waiting.reason.startswith("Given up after 7 tries: The connection failed")


def test_a_step_that_breaks_waits_alone_and_the_log_names_no_customer(
    settings: Settings, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = selling.ordered(sqlite), selling.ordered(sqlite)
    with sqlite.writing() as session:
        session.get_one(Order, broken).configuration = {}
        session.commit()
    provisioner = Provisioner(settings, threading.Event())

    with caplog.at_level(logging.INFO, "app.provisioner"):
        while provisioner.round():
            pass

    assert selling.state(sqlite, whole) == "provisioned"
    assert (order(sqlite, broken).state, order(sqlite, broken).tries) == ("queued", 1)
    assert {"taken", "put_back"} <= {getattr(one, "outcome", "") for one in caplog.records}
    (mistake,) = [vars(one) for one in caplog.records if one.message == "order_mistake"]
    assert (mistake["order_id"], mistake["failure"]) == (broken, "KeyError")
    assert not any(one.exc_info for one in caplog.records)
