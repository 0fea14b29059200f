"""The first view of everything that can be placed is small (SPEC section 17)."""

import gzip
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from e2e.pages import LeadForm
from e2e.stack import Deployment

MOST_BYTES = 14 * 1024
MOST_REQUESTS = 3

# Logos, htmx and the reporter: a form can be filled in and sent before they come (see test_seed_urls.py).
NOT_NEEDED = ("/static/", "/assets/")

# Where each widget stands on the partner's site, and what else it needs than its page and the stylesheet.
VIEWS = {
    "content": ("/products", "", 2),
    "landing": ("/contact-center", "", 2),
    "lead": ("/business-phones", "", 2),
    "guest": ("/smartbox/try", ".captcha img", 3),
    "webstore": ("/smartbox/start", ".captcha img", 3),
}


def needed(requests: list[Request], service: str) -> dict[str, int]:
    """What the service sent that a form needs: bytes on the wire, headers included, by path."""
    ours = {urlsplit(one.url).path: one.sizes() for one in requests if one.url.startswith(service)}
    return {
        path: size["responseBodySize"] + size["responseHeadersSize"]
        for path, size in ours.items()
        if not path.startswith(NOT_NEEDED)
    }


def judge(view: dict[str, int], name: str, requests: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Print what a view needs, and hold it to the budget."""
    with capsys.disabled():
        whole = f"{sum(view.values()):,} bytes in {len(view)} requests"
        print(f"\n{name}: {whole} {sorted(view.values(), reverse=True)}")
    assert len(view) == requests <= MOST_REQUESTS, view
    assert sum(view.values()) <= MOST_BYTES, view


@pytest.mark.parametrize("widget", VIEWS)
def test_the_first_view_of_each_widget_comes_in_few_small_answers(
    stack: Deployment, page: Page, capsys: pytest.CaptureFixture[str], widget: str
) -> None:
    path, picture, requests = VIEWS[widget]
    seen: list[Request] = []
    page.on("requestfinished", lambda it: seen.append(it))
    page.goto(f"{stack.partner_url}{path}")
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    if picture:
        frame.locator(picture).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")

    judge(needed(seen, stack.base_url), widget, requests, capsys)


def test_a_form_that_asks_for_characters_stays_as_small(
    stack: Deployment, page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[Request] = []
    page.on("requestfinished", lambda it: seen.append(it))
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    page.wait_for_load_state("networkidle")
    # The first view of whoever is suspected is the fragment that asks for characters.
    seen[:] = [one for one in seen if "/css/" in one.url]

    form.sends_like_a_robot()
    form.asks_for_characters()
    page.wait_for_load_state("networkidle")

    judge(needed(seen, stack.base_url), "lead with characters", 3, capsys)


@pytest.mark.parametrize(("name", "most"), [("loader", 2 * 1024), ("reporter", 1024)])
def test_the_two_scripts_are_small(
    stack: Deployment, page: Page, capsys: pytest.CaptureFixture[str], name: str, most: int
) -> None:
    page.goto(f"{stack.base_url}/lead/pbx")
    reporter = page.locator("script[src*='/frame-']").get_attribute("src") or ""
    url = f"{stack.base_url}{'/embed/v1.js' if name == 'loader' else reporter}"
    asks = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asks, timeout=30) as answer:
        sent = answer.read()

    with capsys.disabled():
        print(f"\n{name}: {len(sent):,} bytes gzipped")
    assert len(gzip.decompress(sent)) > len(sent)
    assert len(sent) <= most
