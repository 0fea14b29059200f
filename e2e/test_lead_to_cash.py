"""From a lead in a partner's page to the commission on their statement, without leaving the browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.anybody import Anybody
from e2e.office import moves_the_clock, says_it_is_done, signs_in
from e2e.pages import LeadForm, Person
from e2e.stack import ARRIVES_WITHIN, Deployment, Stack, until
from e2e.test_invoices import letter
from e2e.test_quotes import the_link, watches


def registers(tim: Page, stack: Deployment, origin: str) -> None:
    """Tim adds a site of his."""
    tim.goto(f"{stack.base_url}/portal/sites")
    tim.get_by_label("Address of your site").fill(origin)
    tim.get_by_role("button", name="Add this site").click()
    tim.get_by_label("Your password").fill("tangent-1234567")
    tim.get_by_role("button", name=f"Add {origin.removeprefix('http://')}").click()
    expect(tim.get_by_role("status")).to_contain_text(f"Registered: {origin}")


def embedded(page: Page, stack: Deployment, site: Anybody) -> LeadForm:
    """The SmartBox form on a page of that site."""
    page.goto(
        site.page(
            f'<iframe src="{stack.base_url}/lead/sb?PartnerID=1234567&amp;SubPartnerID=106"'
            ' title="Ask for SmartBox" width="100%" height="1000"'
            ' referrerpolicy="strict-origin-when-cross-origin"></iframe>'
        )
    )
    return LeadForm(page, page.frame_locator("iframe"))


@pytest.fixture
def site() -> Iterator[Anybody]:
    """Where Tim pastes his snippet."""
    with Anybody() as one:
        yield one


@pytest.mark.grown
def test_a_lead_in_a_partners_page_becomes_a_line_on_their_statement(
    own_stack: Stack, site: Anybody, page: Page, browser: Browser, ada: Person
) -> None:
    stack = own_stack
    tim, dave, admin, customer = (browser.new_context().new_page() for _ in range(4))
    signs_in(tim, stack, "partner")
    origin = site.page("").removesuffix("/?")
    registers(tim, stack, origin)
    form = embedded(page, stack, site)
    form.fills(ada)
    form.sends()
    expect(form.card.get_by_role("heading", level=1)).to_contain_text("Thank you")

    signs_in(dave, stack, "cm")
    dave.goto(f"{stack.base_url}/console/leads?q={ada.email}")
    dave.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    expect(dave.get_by_role("main")).to_contain_text(origin)
    dave.get_by_role("button", name="Forward").click()

    tim.goto(f"{stack.base_url}/portal/leads?q={ada.email}")
    tim.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    tim.get_by_role("button", name="Accept").click()
    tim.get_by_role("button", name="Make a quote").click()
    expect(tim.get_by_label("Users")).to_have_value(ada.users)
    tim.get_by_role("button", name="Send to").click()
    says_it_is_done(tim, f"Revision 1 is on its way to {ada.email}.")

    customer.goto(the_link(stack, ada))
    expect(customer.locator("body")).to_contain_text("TMC Labs")
    customer.get_by_role("link", name="Ask for changes").click()
    customer.get_by_label("Users").fill("40")
    customer.get_by_label("Access Alerts").check()
    expect(customer.locator(".broken")).to_contain_text("so they need it")
    customer.get_by_role("button", name="Add Access Log").click()
    customer.get_by_role("button", name="Send to").click()
    expect(customer.get_by_role("status")).to_contain_text("You asked for changes")

    tim.reload()
    tim.get_by_role("link", name="Look at them and answer").click()
    tim.get_by_role("button", name="Apply and send").click()
    customer.reload()
    customer.get_by_label("Your name").fill("Ada Lovelace")
    customer.get_by_label("I accept this quote").check()
    customer.get_by_role("button", name="Accept the quote").click()
    watches(customer, scripts=True)

    tim.goto(f"{stack.base_url}/portal/accounts?q={ada.email}")
    tim.get_by_role("main").get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    expect(tim.locator(".office-title")).to_contain_text("in production")
    expect(tim.get_by_role("main")).to_contain_text(re.compile(r"seats today\s*40"))

    number = re.search(r"INV-[0-9]+", letter(stack, ada, ": invoice"))
    assert number
    signs_in(admin, stack, "admin")
    admin.goto(f"{stack.base_url}/console/invoices?q={number[0]}")
    admin.get_by_role("link", name=number[0]).click()
    admin.get_by_label("Reference").fill(f"wire of {ada.email}")
    admin.get_by_role("button", name="Record the payment").click()
    expect(admin.get_by_role("status")).to_contain_text("are recorded.")

    tim.goto(f"{stack.base_url}/portal/commission")
    expect(tim.locator("tbody tr").first).to_contain_text(number[0])
    before = statements(tim, stack)
    moves_the_clock(page, stack, "Go to 1")
    # So much later nobody is signed in any more.
    signs_in(tim, stack, "partner")
    until(lambda: statements(tim, stack) > before, 3 * ARRIVES_WITHIN, "another statement")
    tim.locator("tbody th a").first.click()
    line = tim.get_by_role("row").filter(has_text=number[0])
    expect(line).to_contain_text("106")
    expect(tim.get_by_role("columnheader", name="SubPartnerID").first).to_be_visible()
    for one in (tim, dave, admin, customer):
        one.context.close()


def statements(page: Page, stack: Deployment) -> int:
    """How many statements the partner has."""
    page.goto(f"{stack.base_url}/portal/statements")
    return page.locator("tbody tr").count()
