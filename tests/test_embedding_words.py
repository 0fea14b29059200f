"""What docs/embedding.md tells partners is what holds."""

import re

import pytest

from app.config import ROOT
from e2e.partner_site.policies import ALLOWED
from tests.browser import Browser

WORDS = (ROOT / "docs" / "embedding.md").read_text("utf-8")
SERVICE = "https://tools.example.com"
WAYS = {"frame": "iframe", "script": "script", "fragment": "fragment", "graphic links": "picture"}


def told() -> dict[str, str]:
    """What the table says that a policy allows, by way."""
    table = WORDS.partition("## What a strict site has to allow")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| ([a-z ]+) \| `([^`]+)` \|$", table, re.MULTILINE))


def test_a_strict_site_allows_for_each_way_what_the_mock_partners_does() -> None:
    allowed = {
        words: "; ".join(f"{name} {source.format(service=SERVICE)}" for name, source in ALLOWED[way].items())
        for words, way in WAYS.items()
    }

    assert told() == allowed


def test_the_line_for_htmx_is_the_mock_partners() -> None:
    parts = (ROOT / "e2e" / "partner_site" / "templates" / "_parts.html").read_text("utf-8")

    (meta,) = re.findall(r'<meta name="htmx-config".*>', WORDS)

    assert meta in parts


@pytest.mark.parametrize("event", ["ready", "resize", "invalid", "submitted", "finished"])
def test_the_events_are_those_that_the_script_dispatches(browser: Browser, event: str) -> None:
    assert f'"{event}"' in browser.get("/embed/v1.js").text
    assert re.search(rf":{event}\b", WORDS)
