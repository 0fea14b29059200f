"""The script's snippet on a partner's page: its link becomes a form, and people get through it."""

import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from e2e.host_page import BOX, FRAME, fits, opens, tells, told
from e2e.letters import Bystander, code_in, facts
from e2e.pages import LeadForm, Person
from e2e.signup_pages import GuestForm
from e2e.stack import Deployment


@pytest.mark.parametrize("swapped", [True, False], ids=["swapped", "page by page"])
def test_a_lead_through_the_script_reaches_the_manager(
    stack: Deployment,
    host: Page,
    context: BrowserContext,
    ada: Person,
    bystander: Bystander,
    swapped: bool,
) -> None:
    if not swapped:
        host.route("**/assets/htmx-*", lambda route: route.abort())
    opens(host, stack, "one")
    form = LeadForm(host, host.frame_locator(FRAME))
    form.fills(ada, Company="")
    form.sends()
    form.complains("Enter the name of your company.")
    tells(host, "invalid")
    expect(form.summary).to_be_in_viewport(ratio=1)
    form.field("Company").fill(ada.company)
    form.sends()
    form.is_thanked(ada, by="Maren Holt")
    tells(host, "submitted")
    expect(form.card.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    fits(host)

    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == stack.partner_url
    heard = host.evaluate("heard")
    assert len(told(host, "ready")) == (1 if swapped else 3)
    assert {one["on"] for one in heard} == {"lead-pbx"}
    assert {name for one in heard for name in one["detail"]} <= {"id", "widget", "height", "top", "bottom"}
    assert context.cookies() == []
    assert context.storage_state(indexed_db=True)["origins"] == []


def test_a_guest_signs_up_in_place_and_leaves_as_a_whole(stack: Deployment, host: Page, ada: Person) -> None:
    said: list[str] = []
    host.on("console", lambda it: said.append(it.text))
    opens(host, stack, "two", frames=2)
    host.evaluate("addEventListener('partner-tools:finished', ({ type }) => console.log(type))")
    form = GuestForm(host, host.frame_locator(FRAME).nth(1))
    form.fills(ada)
    after = form.sends()
    tells(host, "submitted")
    expect(after.heading).to_be_in_viewport(ratio=1)

    after.enters("WRNG CODE")
    tells(host, "invalid")
    expect(after.summary).to_be_in_viewport(ratio=1)
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    assert [one["on"] for one in told(host, "submitted")] == ["guest"]

    # The next page of the same machine may come before the message: a line to partners is never that fast.
    host.route("**/smartbox/welcome", comes_later)
    after.finishes()

    host.wait_for_url(f"{stack.partner_url}/smartbox/welcome")
    assert said.count("partner-tools:finished") == 1


def comes_later(route: Route) -> None:
    """Let a page through, half a second later."""
    time.sleep(0.5)
    route.continue_()


def test_without_javascript_the_link_leads_to_the_form(
    stack: Deployment, context: BrowserContext, javascript: bool, ada: Person
) -> None:
    page = context.new_page()
    page.goto(f"{stack.partner_url}/widgets/one")
    if javascript:
        expect(page.locator(FRAME)).to_have_count(1)
        return
    expect(page.locator("iframe")).to_have_count(0)
    page.locator(f"{BOX} > a").click()
    form = LeadForm(page, page)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Maren Holt")
