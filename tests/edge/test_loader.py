"""The two scripts written here: small, kept for as long as they are the same, and open to a check by hash."""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from app.config import ROOT
from app.edge import params
from tests.browser import OURS, Browser, Page, browsing
from tests.edge.snapshot import pinned

NEWEST = "/embed/v1.js"


def reporter(browser: Browser) -> Page:
    return browser.get(str(browser.get("/lead/pbx").find('script[src*="/frame-"]')["src"]))


def given(script: str) -> Any:
    """What the loader is called with: the service, its pages and its parameters."""
    call = re.search(r"\}\)\((.*)\);\n$", script, re.DOTALL)
    assert call
    return json.loads(f"[{call[1]}]")


def test_the_loader_and_the_reporter_keep_to_their_budgets(browser: Browser) -> None:
    loader = browser.get(NEWEST, Accept_Encoding="gzip").response.get_data()
    squeezed = gzip.compress(reporter(browser).response.get_data(), 9, mtime=0)

    assert len(loader) <= 2 * 1024
    assert gzip.decompress(loader) == browser.get(NEWEST).response.get_data()
    assert len(squeezed) <= 1024


def test_the_loader_knows_the_service_and_everything_that_can_be_placed(browser: Browser) -> None:
    service, pages, parameters = given(browser.get(NEWEST).text)

    assert service == OURS
    assert pages["lead-pbx"] == ["/lead/pbx", "Cloud PBX: lead form"]
    assert pages["content"] == ["/index.php?syndication=true", "Product pages"]
    with browser.app.app_context():
        assert pages.keys() == browser.house.placements().keys()
    assert parameters == [*params.NAMES, *params.UTM]


def test_a_service_that_is_added_can_be_placed_and_changes_the_hash(browser: Browser, tmp_path: Path) -> None:
    content = tmp_path / "content"
    copytree(ROOT / "content", content)
    settings = browser.house.settings

    with browsing(replace(settings, content_dir=content)) as operated:
        before = pinned(operated)
        fax = (content / "services" / "pbx.md").read_text("utf-8").replace("Cloud PBX", "Fax")
        (content / "services" / "fax.md").write_text(fax, "utf-8")

        assert given(operated.get(NEWEST).text)[1]["lead-fax"][0] == "/lead/fax"
        assert pinned(operated).url != before.url
        kept = operated.get(before.url)
        assert kept.response.get_data() == before.content
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_name_that_was_never_given_gets_the_newest_and_is_not_kept(browser: Browser) -> None:
    page = browser.get("/embed/v1-0123456789abcdef.js")

    assert page.response.get_data() == pinned(browser).content
    assert page.headers["Cache-Control"] == "no-cache"


def test_whoever_has_the_newest_loader_is_told_so(browser: Browser) -> None:
    first = browser.get(NEWEST)

    again = browser.get(NEWEST, If_None_Match=first.headers["ETag"], Accept_Encoding="gzip")
    other = browser.get(NEWEST, If_None_Match='W/"another"')

    assert (again.status, again.response.get_data()) == (304, b"")
    assert (other.status, other.text) == (200, first.text)


def test_a_snippet_can_pin_the_loader_by_its_hash(browser: Browser) -> None:
    loader = pinned(browser)

    script = browser.get(loader.url).response.get_data()

    digest = base64.b64encode(hashlib.sha384(script).digest()).decode()
    assert loader.integrity == f"sha384-{digest}"
    assert script == browser.get(NEWEST).response.get_data()


@pytest.mark.parametrize(
    ("url", "sites"),
    [
        ("/lead/pbx", ""),
        ("/lead/pbx?PartnerID=1234567", "http://www.tmclabs.com"),
        ("/guest?PartnerID=1234567&test=true", "http://www.tmclabs.com"),
        ("/index.php?syndication=true&PartnerID=1234567", "http://www.tmclabs.com"),
        ("/lead/nothing?PartnerID=1234567", ""),
    ],
)
def test_a_page_answers_the_sites_of_its_partner_alone(browser: Browser, url: str, sites: str) -> None:
    page = browser.get(url)

    assert page.find('script[src*="/frame-"]')["data-sites"] == sites


@pytest.mark.parametrize("url", ["/demo/", "/agreements/eusa_agreement.html", "/country-codes"])
def test_a_page_that_is_never_framed_has_no_reporter(browser: Browser, url: str) -> None:
    assert not browser.get(url).has("script")
