"""Webhooks in the portal: added, shown their secret once, tried out, and their log replayed."""

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from app.db import Database
from app.models import AuditEvent, WebhookDelivery
from tests import colleague
from tests.browser import Browser, Page
from tests.colleague import Colleague

URL = "https://tmc.example/hooks"


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


@pytest.fixture
def added(tim: Colleague) -> Page:
    """The page that shows the secret of a webhook that was just added."""
    return adds(tim)


def adds(tim: Colleague, url: str = URL, events: str = "lead.received") -> Page:
    return tim.does(tim.get("/portal/webhooks"), "/portal/webhooks", url=url, events=events)


def deliveries(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(WebhookDelivery.kind).order_by(WebhookDelivery.id)))


def test_a_new_webhook_shows_its_secret_for_a_few_minutes(tim: Colleague, added: Page) -> None:
    secret = added.find("#secret").get_text().strip()
    Webhook(secret)

    tim.waits(601)

    assert tim.get("/portal/webhooks/1/secret").status == 410
    assert secret not in tim.get("/portal/webhooks/1").text


@pytest.mark.parametrize(
    ("url", "events", "words"),
    [
        ("", "lead.won", "Write the address that takes our messages."),
        ("nonsense", "lead.won", "Write the whole address, like https://www.example.com/hooks."),
        ("https://tmc.example/#x", "lead.won", "Leave out # and what follows: it is never sent."),
        (URL, "lead.invented", "Choose at least one kind of event."),
    ],
)
def test_what_can_not_be_a_webhook(tim: Colleague, url: str, events: str, words: str) -> None:
    page = adds(tim, url, events)

    assert (page.status, page.summary) == (422, [words])


def test_a_test_message_waits_for_the_worker_and_can_be_replayed(
    tim: Colleague, added: Page, sqlite: Database
) -> None:
    page = tim.does(tim.get("/portal/webhooks/1"), "/trial")

    assert page.says("tbody th").startswith("webhook.trial msg_")
    assert page.says("tbody .state") == "waiting"
    assert deliveries(sqlite) == ["webhook.trial"]
    again = tim.does(page, "/messages/1/replay")
    assert again.says('[role="status"]') == "The message is on its way once more."


def test_off_and_on_again(tim: Colleague, added: Page) -> None:
    off = tim.does(tim.get("/portal/webhooks/1"), "/pause")
    on = tim.does(off, "/resumption")

    assert [page.says(".office-title .state") for page in (off, on)] == ["off", "on"]


def test_a_new_secret_is_another_one(tim: Colleague, added: Page) -> None:
    renewed = tim.does(tim.get("/portal/webhooks/1"), "/secret")

    assert renewed.says("h1") == "The secret of your webhook"
    assert renewed.find("#secret").get_text() != added.find("#secret").get_text()


def test_removing_asks_first_and_leaves_a_trace_in_the_audit_log(
    tim: Colleague, added: Page, sqlite: Database
) -> None:
    asked = tim.get("/portal/webhooks/1/removal")
    gone = tim.does(asked, "/removal")

    assert gone.says('[role="status"]') == "The webhook is gone."
    assert tim.get("/portal/webhooks/1").status == 404
    with sqlite.reading() as session:
        deeds = session.scalars(select(AuditEvent.deed).order_by(AuditEvent.id)).all()
    assert deeds == ["webhook_added", "webhook_removed"]


def test_a_lead_is_announced_from_the_next_request_on(
    tim: Colleague, added: Page, browser: Browser, sqlite: Database
) -> None:
    browser.sends(
        browser.get("/lead/pbx?PartnerID=1234567"),
        typed={"first_name": "Ada", "last_name": "L", "email": "ada@a.example", "company": "A"},
    )

    assert deliveries(sqlite) == ["lead.received"]
