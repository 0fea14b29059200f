"""What a partner can place, whichever folder it comes from."""

import pytest

from app.domain import snippets
from tests.browser import OURS, Browser
from tests.house_rules import parse
from tests.widgets.partner_fragment import asks

SLUGS = {
    "content",
    "guest",
    "webstore",
    *(f"{kind}-{service}" for kind in ("landing", "lead") for service in ("pbx", "uc", "cc", "sb")),
}


def test_every_folder_offers_its_pages(browser: Browser) -> None:
    with browser.app.app_context():
        assert set(browser.house.placements()) == SLUGS


@pytest.mark.parametrize("slug", sorted(SLUGS))
def test_every_page_that_can_be_placed_is_there_for_a_partners_site(browser: Browser, slug: str) -> None:
    placement = browser.house.placements()[slug]
    query = "&".join(f"{name}={value}" for name, value in (*placement.query, ("PartnerID", "1234567")))

    page = browser.framed_on("http://www.tmclabs.com").get(f"{placement.path}?{query}")

    assert page.status == 200
    assert page.ancestors & {"http://www.tmclabs.com", "*"}
    assert page.has("form[method=post]") is placement.has_form


@pytest.mark.parametrize("slug", sorted(SLUGS))
def test_every_page_can_be_placed_in_five_ways(browser: Browser, slug: str) -> None:
    placement = browser.house.placements()[slug]

    made = snippets.of(placement, OURS, (("PartnerID", "1234567"),), "PanTerra")

    assert browser.get(made.url).status == 200
    assert browser.get(made.oembed).status == 200
    shown = asks(
        browser, str(parse(made.fragment).select("[hx-get]")[0]["hx-get"]), origin="http://www.tmclabs.com"
    )
    assert "not here" not in shown.says()
    for html in (made.link, made.iframe, made.script, made.fragment):
        assert "PartnerID=1234567" in html
        assert placement.path in html
