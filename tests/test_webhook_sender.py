"""The sender brings messages to a partner's own system, signed by the Standard Webhooks specification."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import webhooks
from app.edge import signing, webhook_secrets
from app.edge.webhook_line import Rules
from app.edge.webhook_secrets import LostSecret
from app.edge.webhook_sender import WebhookSender
from app.models import Partner, WebhookDelivery, WebhookEndpoint
from app.worker import Worker
from tests.browser import Browser
from tests.hooks import Heard, Hooks, listening
from tests.post_office import PostOffice
from tests.scene import advance, wait_until
from tests.widgets.urls import ADA, BY_TIM

DAY = timedelta(days=1)


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    """TMC Labs' own system."""
    with listening() as server:
        yield server


@pytest.fixture
def sender(settings: Settings) -> WebhookSender:
    """A sender in this process, which does one round at a time."""
    signing.configure(settings.secret_keys)
    return WebhookSender(settings, threading.Event())


@dataclass(frozen=True)
class Ear:
    """An endpoint of TMC Labs, and what its owner was shown once."""

    endpoint_id: int
    secret: str

    def understands(self, heard: Heard) -> bool:
        """Whether the signature is right, as the specification's own library judges it."""
        try:
            Webhook(self.secret).verify(heard.body, heard.headers)
        except WebhookVerificationError:
            return False
        return True


def listen(database: Database, url: str, partner: str = "1234567") -> Ear:
    minted = webhook_secrets.mint()
    with database.writing() as session:
        owner = session.scalars(select(Partner.id).where(Partner.public_id == partner)).one()
        kinds = list(webhooks.KINDS)
        endpoint = webhooks.create(session, owner, url, kinds, minted.ref, clock.now(), rehearsal=True)
        session.commit()
        return Ear(endpoint.id, minted.secret)


def announce(database: Database, endpoint_id: int, count: int = 1) -> None:
    with database.writing() as session:
        endpoint = session.get_one(WebhookEndpoint, endpoint_id)
        for number in range(count):
            webhooks.announce(session, endpoint.partner_id, "lead.won", {"number": number}, clock.now())
        session.commit()


def messages(database: Database) -> list[WebhookDelivery]:
    with database.reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def test_a_lead_is_heard_of_signed_and_once(
    sender: WebhookSender, browser: Browser, hooks: Hooks, database: Database
) -> None:
    ear = listen(database, hooks.url)
    browser.sends(browser.get(BY_TIM), typed=ADA)

    assert sender.round()
    assert not sender.round()

    (heard,) = hooks.heard
    (message,) = messages(database)
    assert ear.understands(heard)
    assert not ear.understands(replace(heard, body=heard.body + " "))
    assert heard.body == message.payload
    assert json.loads(heard.body)["type"] == "lead.received"
    assert heard.headers["webhook-id"] == message.message_id
    assert heard.headers["content-type"] == "application/json"
    assert (message.last_status, message.tries) == (204, 1)
    assert message.delivered_at is not None


def test_a_dry_run_is_heard_of_by_nobody(
    sender: WebhookSender, browser: Browser, hooks: Hooks, sqlite: Database
) -> None:
    listen(sqlite, hooks.url)

    browser.sends(browser.get(f"{BY_TIM}&test=true"), typed=ADA)

    assert messages(sqlite) == []
    assert not sender.round()


def test_a_message_that_is_refused_comes_again_under_the_same_id_and_a_new_signature(
    sender: WebhookSender, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    ear = listen(sqlite, hooks.url)
    announce(sqlite, ear.endpoint_id)
    hooks.status, hooks.answer = 500, b"not now"
    sender.round()
    assert messages(sqlite)[0].last_answer == "not now"

    hooks.status, hooks.answer = 204, b""
    assert not sender.round()
    clock.shift(timedelta(seconds=6))
    sender.round()

    first, second = hooks.heard
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert ear.understands(second)
    assert messages(sqlite)[0].tries == 2


def test_for_a_day_after_a_rotation_both_secrets_understand(
    sender: WebhookSender, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    ear = listen(sqlite, hooks.url)
    minted = webhook_secrets.mint()
    with sqlite.writing() as session:
        webhooks.rotate(session.get_one(WebhookEndpoint, ear.endpoint_id), minted.ref, clock.now())
        session.commit()
    new = replace(ear, secret=minted.secret)

    announce(sqlite, ear.endpoint_id)
    sender.round()
    clock.shift(DAY)
    announce(sqlite, ear.endpoint_id)
    sender.round()

    during, after = hooks.heard
    assert (ear.understands(during), new.understands(during)) == (True, True)
    assert (ear.understands(after), new.understands(after)) == (False, True)


def test_an_endpoint_that_hangs_keeps_no_other_waiting(
    settings: Settings, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    signing.configure(settings.secret_keys)
    sender = WebhookSender(settings, threading.Event(), Rules(rehearsal=True, seconds=1))
    with listening() as slow:
        slow.pause = 5
        hanging = listen(sqlite, slow.url, partner="4958765")
        announce(sqlite, hanging.endpoint_id, 20)
        announce(sqlite, listen(sqlite, hooks.url).endpoint_id, 2)
        began = time.monotonic()
        sender.round()
        slow.pause = 0

    assert time.monotonic() - began < 4
    assert len(hooks.heard) == 2
    assert len(slow.heard) == 2


def test_a_secret_is_made_again_by_the_key_that_made_it_and_by_no_other(settings: Settings) -> None:
    old, new = "an old key that protected something once", "a new key that protects everything now on"
    signing.configure((old,))
    minted = webhook_secrets.mint()

    signing.configure((new, old))
    assert webhook_secrets.opened(minted.ref) == minted.secret
    assert webhook_secrets.mint().secret != minted.secret
    signing.configure((new,))
    with pytest.raises(LostSecret):
        webhook_secrets.opened(minted.ref)
    assert minted.secret.startswith("whsec_")
    assert minted.secret not in repr(minted)


def test_without_its_key_a_message_waits_and_says_why(
    sender: WebhookSender, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    ear = listen(sqlite, hooks.url)
    announce(sqlite, ear.endpoint_id)
    signing.configure(("another key that knows nothing of this secret",))

    sender.round()

    assert hooks.heard == []
    assert messages(sqlite)[0].last_error == "Its secret can not be read any more. Make a new one."


def test_a_partner_whose_endpoint_is_gone_gets_a_letter(
    sender: WebhookSender, settings: Settings, cast: None, hooks: Hooks, sqlite: Database, smtp: PostOffice
) -> None:
    ear = listen(sqlite, hooks.url)
    announce(sqlite, ear.endpoint_id)
    hooks.status = 410

    sender.round()
    Worker(settings, threading.Event()).round()

    (letter,) = smtp.letters()
    assert (letter["to"], letter["subject"]) == ("tim@tmclabs.com", "A webhook of yours was switched off")
    for part in ("text", "html"):
        words = " ".join(letter[part].split())
        assert "It answered 410: it wants to hear nothing more." in words
        assert hooks.url.partition("?")[0] in words


def test_the_log_names_no_address_and_nothing_that_was_sent(
    sender: WebhookSender, cast: None, hooks: Hooks, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    announce(sqlite, listen(sqlite, hooks.url).endpoint_id)

    with caplog.at_level(logging.INFO):
        sender.round()

    (record,) = [record for record in caplog.records if record.name == "app.webhooks"]
    assert (record.message, record.__dict__["outcome"], record.__dict__["status"]) == ("webhook", "sent", 204)
    assert not {"127.0.0.1", "lead.won"} & set(map(str, record.__dict__.values()))


def test_a_stopping_sender_gives_back_what_it_has_not_begun(
    settings: Settings, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    signing.configure(settings.secret_keys)
    stop = threading.Event()
    announce(sqlite, listen(sqlite, hooks.url).endpoint_id)
    stop.set()

    WebhookSender(settings, stop).round()

    (message,) = messages(sqlite)
    assert (message.leased_until, message.tries, hooks.heard) == (None, 0, [])


def test_a_sender_notices_by_itself_what_is_due(
    settings: Settings, cast: None, hooks: Hooks, sqlite: Database
) -> None:
    signing.configure(settings.secret_keys)
    stop = threading.Event()
    thread = threading.Thread(target=WebhookSender(settings, stop).run)
    thread.start()
    announce(sqlite, listen(sqlite, hooks.url).endpoint_id)

    wait_until(lambda: len(hooks.heard) == 1)
    stop.set()
    thread.join()
    assert messages(sqlite)[0].delivered_at is not None


def test_old_messages_are_forgotten_by_the_worker(settings: Settings, cast: None, sqlite: Database) -> None:
    announce(sqlite, listen(sqlite, "https://hooks.example/").endpoint_id)
    advance(sqlite, 31 * DAY)

    Worker(settings, threading.Event()).round()

    assert messages(sqlite) == []
