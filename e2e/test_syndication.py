"""The vendor's product pages in anybody's frame, and the links to them on anybody's page."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from app.config import ROOT
from app.domain import snippets
from app.domain.services import Shelf
from e2e.anybody import Anybody
from e2e.seed import VENDOR, here
from e2e.stack import Deployment
from widgets.content import widget

# The vendor's own snippet, letter by letter.
FRAME = (
    f'<iframe src="{VENDOR}/index.php?syndication=true" width="500" height="1000"'
    ' style="border: 1px solid #cccccc;" name="PanTerraFrame"></iframe>'
)
# The vendor's own links, with the quotation marks that their page made of the straight ones.
CURLY = (
    f'<a href="{VENDOR}/" title="Unified Cloud Service Provider">'
    f"<img src={VENDOR}/images/panterra_logo_200.png"
    " alt=”PanTerra – Unified Cloud Service Provider” width=”200px”/></a>"
)


@pytest.fixture(scope="module")
def anybody() -> Iterator[Anybody]:
    with Anybody() as site:
        yield site


@pytest.fixture
def heard(context: BrowserContext) -> list[str]:
    """What the browser has to complain about."""
    words: list[str] = []
    context.on("console", lambda it: words.append(it.text) if it.type in ("error", "warning") else None)
    context.on("requestfailed", lambda it: words.append(f"{it.failure} {it.url}"))
    return words


def can_be_read(frame: FrameLocator) -> None:
    """The overview, its picture, its style and its way into the other pages are there."""
    expect(frame.get_by_role("heading", level=1)).to_have_text("Cloud services for your company")
    logo = frame.get_by_role("img", name="PanTerra", exact=True)
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.naturalWidth") > 0
    assert frame.locator(".content").evaluate("it => getComputedStyle(it).display") == "grid"

    frame.get_by_role("navigation").get_by_role("link", name="SmartBox").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text("SmartBox, your files in step on every device")
    expect(frame.get_by_text("contact the company on whose page you are reading this")).to_be_visible()
    expect(frame.get_by_role("link", name=re.compile("account"))).to_have_count(0)


@pytest.mark.parametrize("sandbox", ["", "allow-scripts"])
def test_the_vendors_frame_works_word_for_word_on_any_site(
    stack: Deployment, page: Page, anybody: Anybody, heard: list[str], javascript: bool, sandbox: str
) -> None:
    snippet = here(stack, FRAME)
    url = anybody.page(snippet.replace("<iframe", f'<iframe sandbox="{sandbox}"') if sandbox else snippet)

    page.goto(url)
    can_be_read(page.frame_locator("iframe[name=PanTerraFrame]"))

    assert page.url == url
    assert page.locator("iframe").evaluate("it => [it.clientWidth, it.clientHeight]") == [500, 1000]
    assert heard == []


def test_an_isolated_site_can_show_it_too(
    stack: Deployment, page: Page, anybody: Anybody, heard: list[str]
) -> None:
    page.goto(anybody.page(here(stack, FRAME), isolated=True))

    can_be_read(page.frame_locator("iframe"))
    assert page.evaluate("crossOriginIsolated")
    assert heard == []


def test_the_products_on_the_partners_site_name_the_partner(stack: Deployment, page: Page) -> None:
    page.goto(f"{stack.partner_url}/products")
    page.locator("iframe").scroll_into_view_if_needed()

    note = page.frame_locator("iframe").locator("#contact")
    expect(note).to_contain_text("Talk to Harbour & Pine IT")


def test_what_the_service_writes_for_partners_works_as_it_is(
    stack: Deployment, page: Page, anybody: Anybody, heard: list[str]
) -> None:
    [place] = widget.placements(Shelf(ROOT / "content"))
    made = snippets.of(place, stack.base_url, (("PartnerID", "4958765"),), "PanTerra")

    for code in (made.iframe, made.script):
        page.goto(anybody.page(code))
        expect(page.frame_locator("iframe").locator("#contact")).to_contain_text("Talk to Harbour & Pine IT")
    page.goto(anybody.page(made.link))
    page.get_by_role("link").click()

    expect(page.locator("#contact")).to_contain_text("Talk to Harbour & Pine IT")
    assert heard == []


def described(page: Page, url: str) -> dict[str, Any]:
    """What an editor of another site learns from the address of a page alone."""
    page.goto(url)
    where = page.locator('link[type="application/json+oembed"]').get_attribute("href")
    assert where
    answer: dict[str, Any] = json.loads(page.request.get(where).text())
    return answer


def test_wordpress_shows_the_products_from_their_address(
    stack: Deployment, page: Page, anybody: Anybody, heard: list[str], javascript: bool
) -> None:
    told = described(page, f"{stack.base_url}/?PartnerID=4958765")
    # What it does to the frames of providers that it does not know.
    html = told["html"].replace("<iframe", '<iframe security="restricted" sandbox="allow-scripts"')

    page.goto(anybody.page(html.replace("PartnerID=4958765", "PartnerID=4958765#?secret=aBcD")))

    expect(page.frame_locator("iframe").locator("#contact")).to_contain_text("Talk to Harbour & Pine IT")
    assert page.locator("iframe").evaluate("it => [it.clientWidth, it.clientHeight]") == [
        told["width"],
        told["height"],
    ]
    assert heard == []


def test_every_link_of_the_gallery_leads_somewhere_and_every_picture_is_as_large_as_it_says(
    stack: Deployment, page: Page
) -> None:
    page.goto(f"{stack.base_url}/links?PartnerID=4958765&SubPartnerID=106")
    page.wait_for_load_state("networkidle")

    shown: list[list[int]] = page.locator(".preview img").evaluate_all(
        "all => all.map(it => [it.naturalWidth, it.width, Number(it.getAttribute('width'))])"
    )
    targets: list[str] = page.locator(".preview a").evaluate_all("all => all.map(it => it.href)")
    assert {natural for natural, _, _ in shown} == {200}
    assert [width for _, width, _ in shown] == [said for _, _, said in shown]
    for target in {one for one in targets if one.startswith(stack.base_url)}:
        assert page.request.get(target).status == 200, target


def test_a_click_on_a_code_selects_all_of_it_and_nothing_else(
    stack: Deployment, page: Page, javascript: bool
) -> None:
    page.goto(f"{stack.base_url}/links?PartnerID=4958765")
    code = page.locator(".code").nth(3)

    code.click(position={"x": 30, "y": 20})

    assert page.evaluate("getSelection().toString()").strip() == code.text_content()


@pytest.mark.parametrize("isolated", [False, True])
def test_the_pictures_load_on_any_site(
    stack: Deployment, page: Page, anybody: Anybody, heard: list[str], isolated: bool
) -> None:
    page.goto(anybody.page(here(stack, CURLY), isolated=isolated))

    picture = page.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("it => [it.naturalWidth, it.width]") == [200, 200]
    assert heard == []
