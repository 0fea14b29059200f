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


def test_it_counts_findings_by_rule(settings: Settings, cast: None) -> None:
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        for _ in range(3):
            browser.get("/lead/pbx?partnerid=1234567")

        assert labelled(browser, "partner_tools_findings_total") == {("misspelt",): 3}
