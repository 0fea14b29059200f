"""The script's frames are as high as what they show, rest there, and come into view when they answer."""

import pytest
from playwright.sync_api import Page

from e2e.host_page import FRAME, SAYS, fits, heights, opens, tells, told
from e2e.stack import Deployment

RESERVES = """
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('[data-partner-tools] { min-height: 1000px }')
  document.adoptedStyleSheets = [sheet]
"""


@pytest.mark.parametrize("name", ["one", "hostile", "opposite"])
def test_the_height_is_right_and_rests_whatever_the_partners_stylesheet_says(
    stack: Deployment, host: Page, name: str
) -> None:
    opens(host, stack, name)
    host.wait_for_timeout(500)
    fits(host)
    first, resizes = heights(host), len(told(host, "resize"))

    for _ in range(8):
        host.wait_for_timeout(250)
        assert abs(heights(host)[0] - first[0]) <= 1
    assert len(told(host, "resize")) == resizes

    host.set_viewport_size({"width": 360, "height": 900})
    tells(host, "resize", resizes + 1)
    host.wait_for_timeout(300)
    fits(host)


@pytest.mark.chromium("only it tells what has moved")
@pytest.mark.parametrize("reserved", [False, True])
def test_what_follows_moves_once_and_not_at_all_where_the_partner_keeps_the_place(
    stack: Deployment, host: Page, reserved: bool
) -> None:
    if reserved:
        host.add_init_script(RESERVES)
    opens(host, stack, "one")
    host.wait_for_timeout(1000)

    shifts = host.evaluate("shifts")

    assert {moved for shift in shifts for moved in shift} <= {"after"}
    assert len(shifts) == (0 if reserved else 1)


@pytest.mark.parametrize(("high", "loading"), [(900, None), (120, "lazy")])
def test_only_what_lies_below_the_window_is_lazy(
    stack: Deployment, host: Page, high: int, loading: str | None
) -> None:
    host.set_viewport_size({"width": 1280, "height": high})
    opens(host, stack, "one")

    assert host.locator(FRAME).get_attribute("loading") == loading


def test_what_a_form_answers_is_brought_into_view_unless_it_is_seen_already(
    stack: Deployment, host: Page
) -> None:
    opens(host, stack, "two", frames=2)
    host.set_viewport_size({"width": 1280, "height": 600})
    host.evaluate("scrollTo(0, document.body.scrollHeight)")

    def answers(top: int, bottom: int) -> tuple[float, float]:
        """Where the page is scrolled to, and where the answer then stands in the window."""
        heard = len(told(host, "invalid"))
        message = f"{{ type: 'invalid', data: {{ top: {top}, bottom: {bottom} }} }}"
        host.frames[2].evaluate(f"parent.postMessage(({SAYS})({message}), '*')")
        tells(host, "invalid", heard + 1)
        at = host.locator(FRAME).nth(1).evaluate("frame => frame.getBoundingClientRect().top")
        return host.evaluate("scrollY"), at + top

    scrolled, stands = answers(20, 120)
    assert 0 <= stands <= 120
    assert answers(20, 120) == (scrolled, stands)
    assert answers(200, 300)[0] == scrolled
    assert answers(900, 1000)[0] > scrolled
    # Of an answer that is higher than the window its beginning is shown.
    assert 0 <= answers(20, 1500)[1] <= 300
