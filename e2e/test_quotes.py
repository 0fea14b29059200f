"""A quote in a real browser: from the lead to the customer's yes, with and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import says_it_is_done, signs_in
from e2e.pages import LeadForm, Person
from e2e.stack import ARRIVES_WITHIN, Deployment, until


def the_link(stack: Deployment, ada: Person) -> str:
    """The link of the last letter with a quote to this person."""

    def found() -> str | None:
        letters = [one for one in stack.letters() if one["to"] == ada.email]
        links = [link for one in letters for link in re.findall(r"http\S+/q/[\w-]+", one["text"])]
        return links[0] if links else None

    return until(found, ARRIVES_WITHIN, "the letter with the quote")


def forwarded(stack: Deployment, page: Page, dave: Page, ada: Person) -> None:
    """Ada asks, and the channel manager hands her over to Tim."""
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx?PartnerID=1234567")
    form.fills(ada)
    form.sends()
    signs_in(dave, stack, "cm")
    dave.goto(f"{stack.base_url}/console/leads?q={ada.email}")
    dave.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    dave.get_by_role("button", name="Forward").click()


def watches(page: Page, scripts: bool) -> None:
    """Until every step is done: the page follows by itself, or by its link."""

    def is_done() -> bool:
        again = page.get_by_role("link", name="Look again")
        if not scripts and again.count():
            again.click()
        return page.locator(".track [data-standing=done]").count() == 5

    until(is_done, ARRIVES_WITHIN, "the last step of the order")
    expect(page.get_by_role("link", name="Look again")).to_have_count(0)
    if not scripts:
        return
    looks_right(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # Longer than it waits between two looks.
    page.wait_for_timeout(2_500)
    assert asked == [], "nothing moves any more, and still it looks"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_quote_goes_from_the_lead_over_a_change_to_the_customers_yes(
    stack: Deployment, page: Page, browser: Browser, ada: Person, complaints: Complaints, scripts: bool
) -> None:
    tim, dave, customer = (
        browser.new_context(java_script_enabled=one).new_page() for one in (scripts, True, scripts)
    )
    forwarded(stack, page, dave, ada)
    signs_in(tim, stack, "partner")
    tim.goto(f"{stack.base_url}/portal/leads?q={ada.email}")
    tim.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    tim.get_by_role("button", name="Accept").click()
    tim.get_by_role("button", name="Make a quote").click()

    tim.get_by_label("Users").fill("10")
    if not scripts:
        tim.get_by_role("button", name="Update totals").last.click()
    expect(tim.locator("#totals")).to_contain_text("$199.50")
    tim.get_by_role("button", name="Send to").click()
    says_it_is_done(tim, f"Revision 1 is on its way to {ada.email}.")

    customer.goto(the_link(stack, ada))
    customer.get_by_role("link", name="Ask for changes").click()
    customer.get_by_label("Users").fill("20")
    customer.get_by_label("Speech Analytics").check()
    if not scripts:
        customer.get_by_role("button", name="Show the difference").last.click()
    expect(customer.locator(".broken")).to_contain_text("it needs Call Recording")
    customer.get_by_role("button", name="Add Call Recording").click()
    expect(customer.get_by_label("Call Recording")).to_be_checked()
    customer.get_by_label("Note").fill("We have grown.")
    customer.get_by_role("button", name="Send to").click()
    expect(customer.get_by_role("status")).to_contain_text("You asked for changes")

    tim.reload()
    tim.get_by_role("link", name="Look at them and answer").click()
    expect(tim.get_by_role("main")).to_contain_text("We have grown.")
    tim.get_by_role("button", name="Apply and send").click()
    says_it_is_done(tim, "A new revision is on its way to the customer.")

    customer.reload()
    customer.get_by_label("Your name").fill("Ada Lovelace")
    customer.get_by_label("I accept this quote").check()
    customer.get_by_role("button", name="Accept the quote").click()
    expect(customer.get_by_role("status")).to_contain_text("Accepted by Ada Lovelace")
    tim.reload()
    tim.get_by_role("main").get_by_role("link", name=re.compile("Watch|See the order")).click()
    for one in (customer, tim):
        watches(one, scripts)
    expect(customer.locator("#order")).to_contain_text("Everything is set up")
    expect(tim.locator("#steps")).to_contain_text("5 of 5 steps done provisioned")
    assert customer.context.cookies() == []
    for one in (tim, dave, customer):
        one.context.close()
    assert complaints.others_than() == []


MOST_KEYS = 60
"""Nobody looks for a control longer than this."""


def goes_to(page: Page, name: str) -> None:
    """Press Tab until this control has the focus."""
    page.wait_for_load_state()
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
        )
        if words.startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")


def presses(page: Page, name: str) -> None:
    """Go to a button or a link, and press Enter there."""
    goes_to(page, name)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_lead_becomes_a_quote_that_is_sent_by_keyboard_alone(
    stack: Deployment, page: Page, browser: Browser, ada: Person, scripts: bool
) -> None:
    tim, dave = (browser.new_context(java_script_enabled=one).new_page() for one in (scripts, True))
    forwarded(stack, page, dave, ada)
    signs_in(tim, stack, "partner")
    tim.goto(f"{stack.base_url}/portal/leads?q={ada.email}")
    tim.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    expect(tim.get_by_role("button", name="Accept")).to_be_visible()

    for deed in ("Skip to content", "Accept"):
        presses(tim, deed)
    says_it_is_done(tim, "The lead is accepted.")
    for deed in ("Skip to content", "Make a quote"):
        presses(tim, deed)
    expect(tim.get_by_label("Users")).to_be_focused()
    tim.keyboard.press("Control+A")
    tim.keyboard.type("10")
    tim.keyboard.press("Enter")
    tim.wait_for_url("**/editor#totals")
    expect(tim.locator("#totals")).to_contain_text("$199.50")
    expect(tim.get_by_label("Users")).to_have_value("10")
    presses(tim, "Send to")

    says_it_is_done(tim, f"Revision 1 is on its way to {ada.email}.")
    for one in (tim, dave):
        one.context.close()


def test_every_page_of_a_quote_looks_right(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    tim = browser.new_context().new_page()
    signs_in(tim, stack, "partner")
    tim.goto(f"{stack.base_url}/portal/quotes/new")
    looks_right(tim)
    for label, text in (("Company", "Engines"), ("Contact", "Ada"), ("E-mail", ada.email), ("Users", "10")):
        tim.get_by_role("textbox", name=label).fill(text)
    tim.get_by_label("Cloud PBX").check()
    tim.get_by_role("button", name="Choose plan and features").click()
    tim.get_by_label("Speech Analytics").check()
    expect(tim.locator(".broken")).to_be_visible()
    looks_right(tim)
    draft = tim.url.partition("/editor")[0]
    tim.goto(f"{draft}/removal")
    looks_right(tim)
    tim.get_by_role("link", name="Keep it").click()
    tim.get_by_role("link", name="Finish and send").click()
    tim.get_by_label("Speech Analytics").check()
    expect(tim.locator(".broken")).to_be_visible()
    tim.get_by_role("button", name="Add Call Recording").click()
    expect(tim.locator(".broken")).to_have_count(0)
    tim.get_by_role("button", name="Send to").click()
    expect(tim.get_by_role("status")).to_be_visible()
    looks_right(tim)

    page.goto(the_link(stack, ada))
    looks_right(page)
    page.get_by_role("button", name="Accept the quote").click()
    expect(page.locator("#errors")).to_be_focused()
    looks_right(page)
    page.get_by_role("link", name="Ask for changes").click()
    page.get_by_label("Call Recording").uncheck()
    expect(page.locator(".broken")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Add Call Recording").click()
    page.get_by_label("Users").fill("20")
    page.get_by_role("button", name="Send to").click()
    looks_right(page)

    tim.reload()
    tim.get_by_role("link", name="Correct name or address").click()
    looks_right(tim)
    tim.get_by_role("link", name="Leave it").click()
    with browser.new_context() as vendor:
        dave = vendor.new_page()
        signs_in(dave, stack, "cm")
        dave.goto(f"{stack.base_url}/console/quotes?q={ada.email}")
        looks_right(dave)
        dave.locator("tbody th a").click()
        looks_right(dave)
    tim.get_by_role("link", name="Look at them and answer").click()
    looks_right(tim)
    tim.get_by_role("button", name="Apply and send").click()
    looks_right(tim)
    tim.get_by_role("link", name="Lost or withdrawn").click()
    looks_right(tim)
    page.reload()
    page.get_by_text("What has changed since").click()
    looks_right(page)
    tim.context.close()


def test_a_quote_is_printed_as_a_document(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    tim = browser.new_context().new_page()
    signs_in(tim, stack, "partner")
    tim.goto(f"{stack.base_url}/portal/quotes/new")
    for label, text in (("Company", "Engines"), ("Contact", "Ada"), ("E-mail", ada.email), ("Users", "10")):
        tim.get_by_role("textbox", name=label).fill(text)
    tim.get_by_label("SmartBox").check()
    tim.get_by_role("button", name="Choose plan and features").click()
    tim.get_by_role("button", name="Send to").click()
    expect(tim.get_by_role("status")).to_be_visible()
    tim.context.close()

    page.goto(the_link(stack, ada))
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator(".priced")).to_be_visible()
    expect(page.get_by_role("columnheader", name="How many")).to_be_visible()
    expect(page.locator(".priced tr").nth(1)).to_have_css("display", "table-row")
    expect(page.locator(".facts")).to_contain_text("Valid until")
    expect(page.get_by_role("button", name="Accept the quote")).to_be_hidden()
    expect(page.get_by_role("link", name="Ask for changes")).to_be_hidden()
    colours = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert colours != page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
