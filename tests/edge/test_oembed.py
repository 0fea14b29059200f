"""oEmbed: what other sites' editors are told about our pages, and how they find it."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.config import Settings
from tests.browser import OURS, Browser, Page, browsing
from tests.house_rules import parse

CONTENT = "/index.php?syndication=true&PartnerID=1234567"
FORMS = [
    "/guest",
    "/guest/",
    "/webstore/",
    "/webstore",
    "/lead/pbx",
    "/custom_landing_pages/landing_page_sb.php",
]


def asks(browser: Browser, url: str, **more: str) -> Page:
    return browser.get(f"/oembed?{urlencode({'url': url, **more})}")


def answer(browser: Browser, url: str, **more: str) -> dict[str, Any]:
    page = asks(browser, url, **more)
    assert page.status == 200, page.text
    told: dict[str, Any] = json.loads(page.text)
    return told


def frame(told: dict[str, Any]) -> Any:
    """The one element of the answer, which is a frame and nothing else."""
    body = parse(told["html"]).body
    assert body
    [only] = body.contents
    assert getattr(only, "name", None) == "iframe"
    return only


@pytest.fixture
def known_by_two_names(settings: Settings, cast: None) -> Iterator[Browser]:
    with browsing(replace(settings, allowed_hosts=("smartbox.unifiedcloudit.com",))) as one:
        yield one


def test_reading_matter_comes_in_a_frame(browser: Browser) -> None:
    told = answer(browser, OURS + CONTENT)

    shown = frame(told)
    assert (told["type"], told["version"]) == ("rich", "1.0")
    assert (told["provider_name"], told["provider_url"]) == ("PanTerra", OURS)
    assert told["title"] == "Cloud services for your company"
    assert told["cache_age"] > 0
    assert (shown["width"], shown["height"]) == (str(told["width"]), str(told["height"]))
    assert shown["src"] == OURS + CONTENT


@pytest.mark.parametrize("path", FORMS)
def test_forms_come_as_links_since_nothing_can_be_sent_from_a_sandbox(browser: Browser, path: str) -> None:
    told = answer(browser, f"{OURS}{path}?PartnerID=1234567")

    assert told["type"] == "link"
    assert told["title"]
    assert not {"html", "width", "height"} & told.keys()


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/", "/index.php?syndication=true"),
        ("/index.php", "/index.php?syndication=true"),
        ("/smartbox/smartbox_overview.php", "/smartbox/smartbox_overview.php?syndication=true"),
        ("/index.php?syndication=false&theme=dark", "/index.php?syndication=true&theme=dark"),
        ("/index.php?utm_source=x#contact", "/index.php?syndication=true"),
        (
            "/index.php?PartnerID=%22%3E%3Cscript%3E",
            "/index.php?syndication=true&PartnerID=%22%3E%3Cscript%3E",
        ),
    ],
)
def test_what_is_framed_is_always_the_syndicated_page(browser: Browser, path: str, source: str) -> None:
    assert frame(answer(browser, OURS + path))["src"] == OURS + source


def test_xml_says_the_same(browser: Browser) -> None:
    url = f"{OURS}/index.php?PartnerID=%26%3C"

    page = asks(browser, url, format="xml")

    told = {one.tag: one.text for one in ET.fromstring(page.text)}
    assert page.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert told == {name: str(value) for name, value in answer(browser, url).items()}


@pytest.mark.parametrize(
    ("limits", "size"),
    [
        ({}, (500, 1400)),
        ({"maxwidth": "320"}, (320, 1400)),
        ({"maxheight": "600"}, (500, 600)),
        ({"maxwidth": "1", "maxheight": "1"}, (1, 1)),
        ({"maxwidth": "4000", "maxheight": "9000"}, (500, 1400)),
        ({"maxwidth": "0", "maxheight": "-5"}, (500, 1400)),
        ({"maxwidth": "wide", "maxheight": "٣"}, (500, 1400)),
        ({"maxwidth": "9" * 5000, "maxheight": "1e3"}, (500, 1400)),
        ({"maxwidth": "", "maxheight": " 600"}, (500, 1400)),
    ],
)
def test_the_frame_fits_into_what_the_consumer_has(
    browser: Browser, limits: dict[str, str], size: tuple[int, int]
) -> None:
    told = answer(browser, OURS + CONTENT, **limits)

    assert (told["width"], told["height"]) == size
    assert (frame(told)["width"], frame(told)["height"]) == tuple(map(str, size))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<p>",
        "http://evil.test/guest",
        "http://127.0.0.1:8000@evil.test/guest",
        "http://evil.test@127.0.0.1:8000/guest",
        "http://127.0.0.1:8000.evil.test/guest",
        "http://127.0.0.1:8001/guest",
        "https://127.0.0.1:8000/guest",
        "//127.0.0.1:8000/guest",
        "/guest",
        "guest",
        "http:\\\\127.0.0.1:8000/guest",
        "http://127.0.0.1:8000\\@evil.test/guest",
        f"{OURS}/nothing",
        f"{OURS}/verify/abc",
        f"{OURS}/lead/fax",
        f"{OURS}/oembed?url=x",
        f"{OURS}/lead/../guest",
        f"{OURS}/guest//x",
        f"{OURS}/{'x' * 7000}",
        f"{OURS}/guest\0",
        f"{OURS}/guest\r\nSet-Cookie: a=b",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_nothing_is_told_about_what_is_not_ours(browser: Browser, url: str) -> None:
    page = asks(browser, url)

    assert page.status == 404
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert url[:20] not in page.text


def test_an_address_of_8000_bytes_is_answered_like_any_other_that_is_too_long(browser: Browser) -> None:
    assert asks(browser, f"{OURS}/{'x' * 8000}").status == 414


@pytest.mark.parametrize("query", ["", "?url=", "?format=json", "?URL=x"])
def test_whoever_names_no_page_is_told_how(browser: Browser, query: str) -> None:
    page = browser.get(f"/oembed{query}")

    assert page.status == 400
    assert "/oembed?url=" in page.text


@pytest.mark.parametrize("form", ["yaml", "JSON", "", "json "])
def test_other_formats_are_not_spoken(browser: Browser, form: str) -> None:
    assert asks(browser, OURS + CONTENT, format=form).status == 501


@pytest.mark.parametrize("path", [CONTENT, "/nothing"])
def test_every_page_on_the_web_may_ask_and_nobody_is_recognised(browser: Browser, path: str) -> None:
    headers = asks(browser, OURS + path).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "origin", ["http://smartbox.unifiedcloudit.com", "HTTP://SmartBox.UnifiedCloudIT.com:80"]
)
def test_every_name_of_the_vendor_is_ours_and_the_frame_has_the_first(
    known_by_two_names: Browser, origin: str
) -> None:
    told = answer(known_by_two_names, f"{origin}/index.php")

    assert frame(told)["src"] == f"{OURS}/index.php?syndication=true"


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    "path",
    [
        CONTENT,
        "/index.php?syndication=true&theme=dark",
        "/smartbox/smartbox_overview.php?syndication=true&PartnerID=%22%3E%3Cscript%3E",
        "/guest?PartnerID=4958765&SubPartnerID=106",
        "/webstore/?returnurl=http://partnerwebsite.com/smartbox/returnpage.html",
        "/lead/pbx?source_cm_name=John%20Smith",
        "/custom_landing_pages/landing_page_pbx.php",
    ],
)
def test_every_page_says_where_it_is_described(browser: Browser, path: str, form: str) -> None:
    page = browser.get(path)

    kind = {"json": "application/json+oembed", "xml": "text/xml+oembed"}[form]
    found = str(page.find(f'link[rel="alternate"][type="{kind}"]')["href"])
    assert found.startswith(f"{OURS}/oembed?")
    assert parse_qs(urlsplit(found).query) == {"url": [OURS + path], "format": [form]}
    assert browser.get(found).status == 200


def test_what_a_page_says_of_itself_holds_nothing_that_is_no_parameter(browser: Browser) -> None:
    page = browser.get("/lead/pbx?gclid=abc&PartnerID=1234567&partnerid=7&source_number=junk")

    found = str(page.soup.select('link[rel="alternate"]')[0]["href"])
    assert parse_qs(urlsplit(found).query)["url"] == [f"{OURS}/lead/pbx?PartnerID=1234567"]
