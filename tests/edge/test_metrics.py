"""What /metrics says, to whoever has the token."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database
from app.models import Partner, Receivable, State, WebhookDelivery, WebhookEndpoint
from app.worker import Worker
from tests import scene, selling
from tests.browser import Browser, browsing
from tests.databases import PostgresServer
from tests.quoting import does
from tests.widgets.urls import ADA, PBX

TOKEN = "a token for tests"


def figures(browser: Browser) -> dict[str, float]:
    page = browser.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert page.status == 200
    families = text_string_to_metric_families(page.response.text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_it_says_how_the_outbox_stands(settings: Settings, cast: None, database: Database) -> None:
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        browser.sends(browser.get(PBX), typed=ADA)
        browser.waits(60)

        seen = figures(browser)

    assert seen["partner_tools_letters_open"] == 1
    assert 60 <= seen["partner_tools_letters_oldest_open_seconds"] < 90
    assert seen["partner_tools_letters_bounced_total"] == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_it_answers_while_the_database_is_away(
    settings: Settings, database: Database, postgres_server: PostgresServer
) -> None:
    with browsing(replace(settings, metrics_token=TOKEN)) as browser, postgres_server.away():
        seen = figures(browser)

    assert "partner_tools_request_seconds_count" in seen
    assert "partner_tools_letters_open" not in seen


def labelled(browser: Browser, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one figure, by the values of their labels."""
    page = browser.get("/metrics", Authorization=f"Bearer {TOKEN}")
    families = text_string_to_metric_families(page.response.text)
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(sample.labels.values()): sample.value for sample in samples}


def test_it_counts_what_was_sent_and_what_was_rehearsed(settings: Settings, cast: None) -> None:
    name = "partner_tools_submissions_total"
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        before = labelled(browser, name)
        page = browser.get(PBX)
        for _ in range(2):
            browser.sends(page, typed=ADA)
        browser.sends(browser.get(f"{PBX}?test=true"), typed=ADA)

        grown = {key: value - before.get(key, 0) for key, value in labelled(browser, name).items()}

    form = "landing-pbx"
    assert grown[form, "dry_run"] == 1
    assert sum(value for (_, outcome), value in grown.items() if outcome == "new") == 1
    assert sum(value for (_, outcome), value in grown.items() if outcome == "same") == 1


def test_it_says_what_waits_and_what_has_stopped(settings: Settings, cast: None, database: Database) -> None:
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        before = figures(browser)
        scene.enquiry(database)
        first, second = selling.ordered(database), selling.ordered(database)
        selling.fails(database, first)
        selling.provision(database)
        overdue = update(Receivable).values(due_on=clock.now().date() - timedelta(days=1))
        does(database, lambda session: session.execute(overdue))
        selling.ordered(database)
        does(database, _messages)
        Worker(settings, threading.Event()).round()
        does(database, lambda session: setattr(session.get_one(State, 1), "worker_seen_at", _ago(90)))

        seen = figures(browser)

    assert "partner_tools_worker_silent_seconds" not in before
    assert second
    grown = {name: seen[f"partner_tools_{name}"] - before[f"partner_tools_{name}"] for name in WAITING}
    assert grown == dict(zip(WAITING, (1, 1, 1, 1, 1, 1), strict=True))
    assert seen["partner_tools_webhooks_oldest_open_seconds"] >= 60
    assert seen["partner_tools_worker_silent_seconds"] >= 90


WAITING = (
    "leads_new",
    "orders_open",
    "orders_failed",
    "invoices_overdue",
    "webhooks_open",
    "webhooks_given_up",
)


def _ago(seconds: int) -> datetime:
    return clock.now() - timedelta(seconds=seconds)


def _messages(session: Session) -> None:
    """One that waits, and not yet, and one that was given up."""
    tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
    endpoint = WebhookEndpoint(
        partner=tmc,
        url="https://hooks.example/",
        events=[],
        secret_nonce="n",
        secret_check="c",
        created_at=_ago(60),
    )
    session.add(endpoint)
    session.flush()
    message = {"endpoint_id": endpoint.id, "kind": "k", "payload": "{}", "created_at": _ago(60)}
    later = clock.now() + timedelta(hours=1)
    session.add(WebhookDelivery(**message, message_id="1", due_at=later))
    session.add(WebhookDelivery(**message, message_id="2", due_at=later, given_up_at=_ago(30)))


def test_it_counts_limits_that_were_reached(settings: Settings, cast: None) -> None:
    name = "partner_tools_limits_hit_total"
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        before = labelled(browser, name).get(("rehearse",), 0)
        page = browser.get(f"{PBX}?test=true")
        for _ in range(31):
            browser.posts(page, after=0)

        assert labelled(browser, name)["rehearse",] == before + 1


def test_it_counts_findings_by_rule(settings: Settings, cast: None) -> None:
    name = "partner_tools_findings_total"
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        before = labelled(browser, name).get(("misspelt",), 0)
        for _ in range(3):
            browser.get("/lead/pbx?partnerid=1234567")

        assert labelled(browser, name)["misspelt",] == before + 3
