"""The gallery of links, its pictures, and the file that an operator changes."""

import base64
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import Tag
from PIL import Image

from app.config import ROOT, Settings
from tests.browser import OURS, Browser, Page, browsing
from tests.house_rules import parse

SEEDS_TITLES = [
    "Unified Cloud Service Provider | SaaS | Communications, File Sharing, Mobility | Unified Cloud Services",
    "Unified Cloud Service Provider Blog | SaaS Blog | UCaaS Blog | Unified Cloud Services Blog",
    "SmartBox | PanTerra | Unified Cloud Service Provider | Cloud-based File Sharing",
    "Streams | PanTerra | Unified Cloud Service Provider | Cloud-based Unified Communications",
]
SEEDS_LINKS = [
    ("/", "/images/panterra_logo_200.png", "PanTerra – Unified Cloud Service Provider"),
    (
        "http://blog.panterranetworks.com",
        "/images/Company_Blog_panterra_logo_200.png",
        "PanTerra Blog – Unified Cloud Service Provider",
    ),
    (
        "/smartbox/smartbox_overview.php",
        "/images/smartbox_logo_NEW_tag_line_underneath.jpg",
        "SmartBox | PanTerra | Cloud-based File Sharing",
    ),
    (
        "/streams-uc/streams-uc-overview.php",
        "/images/streams_logo.png",
        "Streams | PanTerra | Unified Cloud Service Provider | Cloud-based Unified Communications",
    ),
]
SIGNUPS = ["/guest", "/webstore/"]
LANDINGS = [f"/custom_landing_pages/landing_page_{slug}.php" for slug in ("pbx", "uc", "cc", "sb")]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder of the test's own."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def operated(settings: Settings, cast: None, content: Path) -> Iterator[Browser]:
    with browsing(replace(settings, content_dir=content)) as one:
        yield one


def links(page: Page) -> list[Tag]:
    """Every link of the gallery, as it is shown."""
    return page.soup.select(".preview > a")


def ours(path: str) -> str:
    return f"{OURS}{path}" if path.startswith("/") else path


def test_the_code_is_what_is_shown(browser: Browser) -> None:
    page = browser.get("/links?PartnerID=4958765&SubPartnerID=%22%3E%3C%26'")

    codes = [code.get_text() for code in page.soup.select(".preview ~ .code")]
    assert len(codes) > 20
    assert [parse(code).a for code in codes] == links(page)


def test_the_script_is_offered_as_the_newest_and_pinned(browser: Browser) -> None:
    newest, pinned = (code.get_text() for code in browser.get("/links").soup.select(".look > p ~ .code"))

    assert newest == f'<script async src="{OURS}/embed/v1.js"></script>'
    tag = parse(pinned).script
    assert tag
    served = browser.get(str(tag["src"])).response.get_data()
    assert tag["integrity"] == f"sha384-{base64.b64encode(hashlib.sha384(served).digest()).decode()}"
    assert tag["crossorigin"] == "anonymous"


@pytest.mark.parametrize(("target", "image", "alt"), SEEDS_LINKS)
def test_each_of_the_vendors_graphics_is_there_with_its_words(
    browser: Browser, target: str, image: str, alt: str
) -> None:
    page = browser.get("/links")

    found = [link for link in links(page) if link.img and link.img["src"] == OURS + image]
    assert {link["href"] for link in found} == {ours(target)}
    assert {str(link.img["alt"]) for link in found if link.img} == {alt}
    assert next(link.img["width"] for link in found if link.img) == "200"
    assert {link["title"] for link in found} <= set(SEEDS_TITLES)


@pytest.mark.parametrize(
    ("target", "title"), [(one[0], title) for one, title in zip(SEEDS_LINKS, SEEDS_TITLES, strict=True)]
)
def test_each_is_there_as_text_with_the_vendors_title(browser: Browser, target: str, title: str) -> None:
    found = [link for link in links(browser.get("/links")) if link["href"] == ours(target) and not link.img]

    assert len(found) > 1
    assert {link["title"] for link in found} == {title}


@pytest.mark.parametrize("path", SIGNUPS)
def test_signups_are_there_as_text_and_as_image(browser: Browser, path: str) -> None:
    found = [link for link in links(browser.get("/links")) if link["href"] == OURS + path]

    assert {bool(link.img) for link in found} == {True, False}


def test_the_vendors_own_words_for_a_signup(browser: Browser) -> None:
    assert "Sign Up for a FREE SmartBox Guest Account Today!" in browser.get("/links").says("main")


@pytest.mark.parametrize("path", LANDINGS)
def test_every_landing_page_has_its_links(browser: Browser, path: str) -> None:
    query = "PartnerID=1234567&source_company=TMC%20Labs"

    page = browser.get(f"/links?{query}")

    assert f"{OURS}{path}?{query}" in {link["href"] for link in links(page)}


def test_every_target_of_ours_is_there_and_every_picture_loads(browser: Browser) -> None:
    page = browser.get("/links?PartnerID=4958765&SubPartnerID=106")

    targets = {str(link["href"]) for link in links(page)}
    images = {str(link.img["src"]) for link in links(page) if link.img}
    assert len(images) == 6
    for address in (targets | images) - {"http://blog.panterranetworks.com"}:
        assert address.startswith(f"{OURS}/")
        assert browser.get(address).status == 200, address


def test_a_partners_links_credit_the_partner(browser: Browser) -> None:
    page = browser.get("/links?PartnerID=4958765&SubPartnerID=106&webchat=false")

    by_path = {urlsplit(str(link["href"])).path: urlsplit(str(link["href"])).query for link in links(page)}
    assert by_path["/guest"] == "PartnerID=4958765&SubPartnerID=106&webchat=false"
    assert by_path["/"] == "PartnerID=4958765"
    assert by_path[""] == ""


def test_a_mistake_in_the_address_is_said_and_not_copied(browser: Browser) -> None:
    page = browser.get("/links?partnerid=4958765&SubPartnerID=1%206")

    assert "capitals matter" in page.says(".banner")
    assert {urlsplit(str(link["href"])).query for link in links(page)} == {""}


def test_nobody_frames_or_indexes_the_gallery(browser: Browser) -> None:
    page = browser.get("/links")

    assert page.ancestors == {"'none'"}
    assert page.find("meta[name=robots]")["content"] == "noindex"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("panterra_logo_200.png", "PNG"),
        ("Company_Blog_panterra_logo_200.png", "PNG"),
        ("smartbox_logo_NEW_tag_line_underneath.jpg", "JPEG"),
        ("streams_logo.png", "PNG"),
        ("guestsignup.jpg", "JPEG"),
        ("webstoresignup.jpg", "JPEG"),
    ],
)
def test_each_picture_is_what_its_name_says_and_as_wide_as_the_vendors(
    browser: Browser, name: str, kind: str
) -> None:
    answer = browser.get(f"/images/{name}")

    picture = Image.open(BytesIO(answer.response.get_data()))
    picture.load()
    assert (picture.format, picture.width) == (kind, 200)
    assert answer.headers["Content-Type"] == f"image/{kind.lower()}"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(answer.response.get_data()) < 10_000
    assert browser.get(f"/images/{name}", If_None_Match=answer.headers["ETag"]).status == 304


@pytest.mark.parametrize("name", ["nothing.png", "..%2flinks.toml", "%2e%2e%2flinks.toml", "", "%00.png"])
def test_there_is_nothing_else_among_the_pictures(browser: Browser, name: str) -> None:
    assert browser.get(f"/images/{name}").status == 404


def test_a_saved_change_shows_on_the_next_request(operated: Browser, content: Path) -> None:
    operated.get("/links")
    file = content / "links.toml"

    file.write_text(file.read_text("utf-8").replace("http://blog.panter", "https://news.panter"), "utf-8")

    assert "https://news.panterranetworks.com" in {link["href"] for link in links(operated.get("/links"))}


def test_a_new_service_has_its_link_at_once(operated: Browser, content: Path) -> None:
    text = (content / "services" / "pbx.md").read_text("utf-8")

    (content / "services" / "fax.md").write_text(text.replace("title: Cloud PBX", "title: Fax"), "utf-8")

    page = operated.get("/links")
    assert "Learn more about Fax" in page.says("main")
    assert f"{OURS}/custom_landing_pages/landing_page_fax.php" in {link["href"] for link in links(page)}


@pytest.mark.parametrize(
    "wrong",
    [
        "[[target]",
        '[[target]]\nname = "x"\n',
        '[[target]]\nname = "x"\nhref = "javascript:alert(1)"\n',
        '[[target]]\nname = "x"\nhref = "//evil.test/"\n',
        '[[target]]\nhref = "/"\n',
        '[[target]]\nname = "x"\nhref = "/"\nplace = "guest"\n',
        '[[target]]\nname = "x"\nhref = "/"\nimage = "https://evil.test/a.png"\nalt = "x"\n',
        '[[target]]\nname = "x"\nhref = "/"\nimage = "a.png"\n',
        '[[target]]\nname = "x"\nhref = "/"\nwidths = ["wide"]\n',
        "target = 1\n",
        "\xff",
    ],
)
def test_a_slip_in_the_editor_leaves_the_links_as_they_were(
    operated: Browser, content: Path, wrong: str
) -> None:
    before = operated.get("/links")

    (content / "links.toml").write_bytes(wrong.encode("latin-1"))

    assert operated.get("/links").text == before.text
