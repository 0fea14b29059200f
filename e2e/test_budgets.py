"""The first view of an embedded form is small (SPEC section 17)."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from e2e.pages import LeadForm
from e2e.signup_pages import GuestForm, WebstoreForm
from e2e.stack import Deployment

MOST_BYTES = 14 * 1024
MOST_REQUESTS = 3

# Logos and htmx: the form can be filled in and sent before they come (test_seed_urls.py shows that).
NOT_NEEDED = ("/static/", "/assets/")


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


@pytest.mark.parametrize("captcha", [False, True], ids=["plain", "with captcha"])
def test_everything_that_filling_it_in_needs_comes_in_three_small_answers(
    stack: Deployment, page: Page, captcha: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    requests: list[Request] = []
    page.on("requestfinished", lambda it: requests.append(it))
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    page.wait_for_load_state("networkidle")
    if captcha:
        # The first view of whoever is suspected is the fragment that asks for characters.
        [sheet] = [one for one in requests if "/css/" in one.url]
        requests[:] = [sheet]
        form.sends_like_a_robot()
        form.asks_for_characters()

    page.wait_for_load_state("networkidle")
    view = needed(requests, stack.base_url)

    judge(view, "lead form with captcha" if captcha else "lead form", 3 if captcha else 2, capsys)


@pytest.mark.parametrize(("kind", "shown_on"), [(GuestForm, "try"), (WebstoreForm, "start")])
def test_a_signup_form_with_its_picture_comes_in_three_small_answers(
    stack: Deployment,
    page: Page,
    capsys: pytest.CaptureFixture[str],
    kind: type[GuestForm] | type[WebstoreForm],
    shown_on: str,
) -> None:
    requests: list[Request] = []
    page.on("requestfinished", lambda it: requests.append(it))
    form = kind.framed(page, f"{stack.partner_url}/smartbox/{shown_on}")
    form.asks_for_characters()
    page.wait_for_load_state("networkidle")

    judge(needed(requests, stack.base_url), kind.__name__, 3, capsys)
