"""Product pages: the full site and the syndicated one, as their files say at this moment."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app.config import ROOT, Settings
from tests.browser import Browser, Page, browsing

PAGES = [
    "/index.php",
    "/smartbox/smartbox_overview.php",
    "/streams-uc/streams-uc-overview.php",
    "/cloud-pbx/cloud-pbx-overview.php",
    "/contact-center/contact-center-overview.php",
]
SEEDS = "/index.php?syndication=true"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder of the test's own."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def operated(settings: Settings, cast: None, content: Path) -> Iterator[Browser]:
    with browsing(replace(settings, content_dir=content)) as one:
        yield one


def links(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.soup.select("body a[href]")]


@pytest.mark.parametrize("path", [*PAGES, "/"])
@pytest.mark.parametrize("query", ["", "?syndication=true", "?syndication=true&PartnerID=4958765"])
def test_every_page_is_there_in_each_kind_of_site(browser: Browser, path: str, query: str) -> None:
    page = browser.get(f"{path}{query}")

    assert page.status == 200
    assert page.says("h1")
    assert page.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("path", PAGES)
def test_a_syndicated_page_offers_no_signup_and_says_whom_to_ask(browser: Browser, path: str) -> None:
    page = browser.get(f"{path}?syndication=true")

    assert not [link for link in links(page) if "/guest" in link or "/webstore" in link]
    assert "contact the company on whose page you are reading this" in page.says("#contact")


def test_the_note_names_the_partner(browser: Browser) -> None:
    page = browser.get(f"{SEEDS}&PartnerID=4958765")

    note = page.says("#contact")
    assert "Harbour & Pine IT" in note
    assert "902.555.0142" in note
    assert "partner@partnerwebsite.com" in note


def test_the_full_site_offers_the_signups(browser: Browser) -> None:
    page = browser.get("/smartbox/smartbox_overview.php?PartnerID=4958765")

    assert "/guest?PartnerID=4958765" in links(page)
    assert "/webstore/?PartnerID=4958765" in links(page)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_inside_keeps_what_the_site_is(browser: Browser, path: str) -> None:
    page = browser.get(f"{path}?syndication=true&PartnerID=4958765")

    inside = [link for link in links(page) if link.startswith("/")]
    assert inside
    for link in inside:
        kept = parse_qs(urlsplit(link).query)
        assert kept == {"syndication": ["true"], "PartnerID": ["4958765"]}, link


@pytest.mark.parametrize("query", ["syndication=True", "syndication=1", "Syndication=true", ""])
def test_only_true_turns_syndication_on(browser: Browser, query: str) -> None:
    assert "/guest" in " ".join(links(browser.get(f"/smartbox/smartbox_overview.php?{query}")))


@pytest.mark.parametrize(
    ("query", "ancestors"), [("?syndication=true", {"*"}), ("", {"http://127.0.0.1:8000"})]
)
def test_a_syndicated_page_may_be_framed_anywhere(browser: Browser, query: str, ancestors: set[str]) -> None:
    page = browser.framed_on("https://anybody.example").get(f"/index.php{query}")

    assert page.status == 200
    assert page.ancestors == ancestors


def test_an_unchanged_page_is_answered_by_304(browser: Browser) -> None:
    first = browser.get(SEEDS)

    again = browser.get(SEEDS, If_None_Match=first.headers["ETag"])

    assert again.status == 304
    assert again.text == ""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_pages_differ_by_partner_and_by_kind_of_site(browser: Browser) -> None:
    tags = {
        browser.get(url).headers["ETag"]
        for url in ("/index.php", SEEDS, f"{SEEDS}&PartnerID=4958765", f"{SEEDS}&PartnerID=1234567")
    }

    assert len(tags) == 4


def test_parameters_of_others_make_no_difference(browser: Browser) -> None:
    first, other = browser.get(SEEDS), browser.get(f"{SEEDS}&utm_source=news&gclid=1")

    assert first.headers["ETag"] == other.headers["ETag"]


def test_a_saved_change_shows_on_the_next_request(operated: Browser, content: Path) -> None:
    before = operated.get(SEEDS)
    file = content / "products" / "index.md"

    file.write_text(file.read_text("utf-8").replace("Four services", "Five services"), "utf-8")
    after = operated.get(SEEDS, If_None_Match=before.headers["ETag"])

    assert after.status == 200
    assert "Five services" in after.says("main")


def test_a_new_file_is_a_new_page_in_the_navigation(operated: Browser, content: Path) -> None:
    text = (content / "products" / "contact-center.md").read_text("utf-8")
    text = text.replace("/contact-center/contact-center-overview.php", "/fax/fax-overview.php")

    (content / "products" / "fax.md").write_text(text.replace("Contact Center", "Fax"), "utf-8")

    assert operated.get("/fax/fax-overview.php").status == 200
    assert "Fax" in operated.get(SEEDS).says("nav")


def test_a_slip_in_the_editor_leaves_the_pages_as_they_were(operated: Browser, content: Path) -> None:
    before = operated.get(SEEDS)

    (content / "products" / "index.md").write_text("---\ntitle: [", "utf-8")

    assert operated.get(SEEDS).text == before.text


@pytest.mark.parametrize(
    "path", ["/nothing.php", "/smartbox/nothing.php", "/index.php/index.php", "/../index.php"]
)
def test_an_unknown_page_is_a_page_with_a_way_on(browser: Browser, path: str) -> None:
    page = browser.get(path)

    assert page.status == 404
    assert page.has("a[href]")


def test_html_in_the_content_stays_text(operated: Browser, content: Path) -> None:
    file = content / "products" / "index.md"

    file.write_text(file.read_text("utf-8") + "\n<script>alert(1)</script>\n", "utf-8")

    assert "<script>alert" not in operated.get(SEEDS).text
