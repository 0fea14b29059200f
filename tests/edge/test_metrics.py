"""What /metrics says, to whoever has the token."""

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.config import Settings
from app.db import Database
from tests.browser import Browser, browsing
from tests.databases import PostgresServer
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
