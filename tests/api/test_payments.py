"""The payments API: signed, fresh, once for each reference; without a secret it is not there."""

import base64
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook

from app.config import ROOT, Settings
from app.db import Database
from app.models import Payment
from tests import invoicing
from tests.api.caller import read
from tests.browser import Browser, Page, browsing
from tests.invoicing import BARE, day_is

URL = "/api/payments"
VENDORS = ROOT / "docs" / "vendors.md"
SECRET = "whsec_" + base64.b64encode(b"p" * 32).decode()
DATA = {
    "invoice": "INV-00001",
    "reference": "stripe-1",
    "amount": "100.00",
    "currency": "USD",
    "date": "2026-12-01",
}


@pytest.fixture
def bank(settings: Settings, cast: None, the_database: Database) -> Iterator[Browser]:
    """A payment system that has the secret."""
    day_is(the_database, "2026-12-01")
    invoicing.opened(the_database, BARE)
    with browsing(replace(settings, payments_secret=SECRET)) as one:
        yield one


def tells(bank: Browser, secret: str = SECRET, age: float = 0, body: str = "", **data: Any) -> Page:
    """Send a payment that was signed so many seconds ago."""
    text = body or json.dumps({"type": "payment.received", "data": DATA | data})
    at = datetime.fromtimestamp(int(time.time() - age), UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, text),
        "Content-Type": "application/json",
    }
    return bank.request("POST", URL, data=text, headers=headers)


def kept(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as session:
        found = session.scalars(select(Payment).order_by(Payment.id))
        return [(one.reference, one.amount_cents, one.source) for one in found]


def test_the_same_reference_again_gets_the_same_answer(bank: Browser, database: Database) -> None:
    first, again = tells(bank), tells(bank)

    assert (first.status, again.status) == (200, 200)
    assert first.text == again.text
    assert read(first) | {"recorded_at": ""} == {
        "payment": 1,
        "invoice": "INV-00001",
        "reference": "stripe-1",
        "amount": "100.00",
        "currency": "USD",
        "date": "2026-12-01",
        "recorded_at": "",
    }
    assert kept(database) == [("stripe-1", 10_000, "webhook")]


def test_ten_tellings_at_once_are_one_payment(bank: Browser, database: Database) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: tells(bank), range(10)))

    assert {one.status for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert len(kept(database)) == 1


def test_a_refund_is_negative(bank: Browser, sqlite: Database) -> None:
    tells(bank)

    assert tells(bank, reference="stripe-2", amount="-30.00").status == 200
    assert [cents for _, cents, _ in kept(sqlite)] == [10_000, -3_000]


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"amount": "99.00"}, 409, "The reference stripe-1 was recorded before: $100.00 for INV-00001."),
        ({"invoice": "2"}, 422, "There is no invoice 2."),
        ({"invoice": "CR-1"}, 422, "Write the number of an invoice, like INV-00012."),
        ({"reference": "s-2", "amount": "169.51"}, 422, "Only $169.50 are open on INV-00001."),
        ({"reference": "s-2", "amount": "1e3"}, 422, "Write an amount like 1234.50"),
        ({"reference": "s-2", "amount": "1,000.00"}, 422, "Write an amount like 1234.50"),
        ({"reference": "s-2", "amount": "-0"}, 422, "Write an amount other than 0."),
        ({"reference": "s-2", "amount": 100}, 422, "Send {"),
        ({"reference": "s-2", "currency": "EUR"}, 422, "INV-00001 is in USD."),
        ({"reference": "s-2", "date": "2026-12-02"}, 422, "it can not be later than today."),
        ({"reference": " "}, 422, "Write the reference of the bank or the payer"),
        ({"reference": "\ud800"}, 422, "Write the reference of the bank or the payer"),
        ({"reference": None}, 422, "Send {"),
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_in_words(
    bank: Browser, sqlite: Database, changes: dict[str, Any], status: int, words: str
) -> None:
    tells(bank)

    answer = tells(bank, **changes)

    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in read(answer)["detail"]
    assert len(kept(sqlite)) == 1


@pytest.mark.parametrize("age", [0, 290, -290])
def test_a_signature_is_good_for_five_minutes(bank: Browser, age: float) -> None:
    assert tells(bank, age=age).status == 200


@pytest.mark.parametrize("age", [330, -330, 10**9])
def test_an_old_or_early_signature_is_refused(bank: Browser, sqlite: Database, age: float) -> None:
    assert tells(bank, age=age).status == 401
    assert kept(sqlite) == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,ä"},
        {"webhook-signature": "v1,AAAA v2,BBBB"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
    ],
    ids=str,
)
def test_whoever_does_not_sign_is_refused(bank: Browser, sqlite: Database, headers: dict[str, str]) -> None:
    ours = {"webhook-id": "m", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
    body = json.dumps({"type": "payment.received", "data": DATA})

    answer = bank.request("POST", URL, data=body, headers=(ours | headers) if headers else {})

    assert answer.status == 401
    assert "PAYMENTS_SECRET" in read(answer)["detail"]
    assert tells(bank, secret="whsec_" + base64.b64encode(b"q" * 32).decode()).status == 401
    assert kept(sqlite) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[" * 100_000, 400),
        ("[]", 422),
        ("null", 422),
        ('{"type": "payment.lost", "data": {}}', 422),
        ('{"type": "payment.received", "data": []}', 422),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_body_of_another_shape_is_refused(bank: Browser, body: str, status: int) -> None:
    assert tells(bank, body=body).status == status


def test_without_a_secret_there_is_no_such_page(browser: Browser) -> None:
    answer = tells(browser)

    assert (answer.status, read(answer)["detail"]) == (404, "There is no such page.")


def test_the_documents_example_is_taken_as_it_stands(bank: Browser, sqlite: Database) -> None:
    day_is(sqlite, "2026-12-05")
    examples = re.findall(r"```json\n(.*?)```", VENDORS.read_text("utf-8"), re.DOTALL)
    (example,) = (one for one in examples if "INV-00012" in one)

    answer = tells(bank, body=example.replace("INV-00012", "INV-00001"))

    assert answer.status == 200, answer.text
    assert kept(sqlite) == [("BANK-2026-4711", 26_950, "webhook")]
