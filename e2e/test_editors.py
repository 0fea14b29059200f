"""An editor that asks an address what to show, as WordPress does: pages come in frames, forms as links."""

import math

from playwright.sync_api import Page, expect

from e2e.letters import Bystander
from e2e.looks import Complaints
from e2e.pages import LeadForm, Person
from e2e.stack import ARRIVES_WITHIN, Deployment, until

HIGHEST = 1000
"""Pixels, that WordPress gives to a frame."""


def high(page: Page) -> int:
    """What the editor's script made of the frame's height."""
    return int(page.locator("iframe").get_attribute("height") or 0)


def wants(page: Page) -> float:
    """How high the page in it is."""
    height: float = page.frames[1].evaluate("document.querySelector('.page').getBoundingClientRect().height")
    return height


def secret(page: Page) -> str:
    """By what the editor's script knows the frame."""
    return page.locator("iframe").get_attribute("data-secret") or ""


def becomes(page: Page, height: int) -> None:
    until(lambda: high(page) == height, ARRIVES_WITHIN, f"a frame {height} px high")


def test_an_editor_that_knows_nothing_of_us_shows_pages_as_high_as_they_are(
    stack: Deployment, page: Page, complaints: Complaints
) -> None:
    page.add_init_script(
        "window.heard = []; addEventListener('message', ({ data }) => data.secret && heard.push(data))"
    )
    page.goto(f"{stack.partner_url}/wordpress")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#contact")).to_contain_text("Talk to Harbour & Pine IT")
    becomes(page, HIGHEST)
    page.locator("iframe").evaluate("frame => { frame.height = 300 }")

    frame.get_by_role("navigation").get_by_role("link", name="Contact Center").click()
    expect(frame.get_by_role("heading", level=1)).not_to_have_text("Cloud services for your company")
    becomes(page, HIGHEST)

    told = page.evaluate("heard").pop()
    assert told == {"message": "height", "value": math.ceil(wants(page)), "secret": secret(page)}
    assert complaints.others_than() == []


def test_an_editors_script_that_comes_late_is_told_the_height_again(stack: Deployment, page: Page) -> None:
    page.goto(f"{stack.partner_url}/wordpress")
    becomes(page, HIGHEST)
    asks = """secret => {
      const frame = document.querySelector('iframe')
      frame.height = 300
      frame.contentWindow.postMessage({ message: 'ready', secret }, '*')
    }"""

    page.evaluate(asks, "somebody")
    page.wait_for_timeout(300)
    assert high(page) == 300

    page.evaluate(asks, secret(page))
    becomes(page, HIGHEST)


def test_an_editor_that_would_break_a_form_shows_its_link(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander
) -> None:
    page.goto(f"{stack.partner_url}/wordpress")
    expect(page.locator("iframe")).to_have_count(1)

    page.get_by_role("link", name="Ask about Cloud PBX").click()
    LeadForm(page, page).is_sent_by(ada)

    assert len(bystander.letters_about(ada)) == 1
