"""Portal and console in a real browser: every page looks right, and a lead goes through both."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import entries, says_it_is_done, signs_in
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment


@pytest.mark.parametrize("role", ["partner2", "admin"])
def test_every_page_of_the_navigation_looks_right(
    stack: Deployment, page: Page, complaints: Complaints, role: str
) -> None:
    signs_in(page, stack, role)

    for path in entries(page):
        page.goto(f"{stack.base_url}{path}")
        expect(page.locator('.office-nav [aria-current="page"]')).to_have_count(1)
        looks_right(page)

    assert complaints.others_than() == []


def test_a_lead_goes_from_the_prospect_over_the_manager_to_the_partner(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx?PartnerID=1234567&SubPartnerID=106")
    form.fills(ada)
    form.sends()
    tim, dave = (browser.new_context(java_script_enabled=scripts).new_page() for scripts in (True, False))
    signs_in(tim, stack, "partner")
    signs_in(dave, stack, "cm")

    tim.goto(f"{stack.base_url}/portal/leads?q={ada.email}")
    expect(tim.locator("tbody tr")).to_contain_text("with Dave Ryan")
    dave.goto(f"{stack.base_url}/console/leads?q={ada.email}")
    dave.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    dave.get_by_role("button", name="Forward").click()
    says_it_is_done(dave, f"{ada.first_name} {ada.last_name} is forwarded to tim@tmclabs.com.")
    tim.get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    tim.get_by_role("button", name="Accept").click()

    says_it_is_done(tim, "The lead is accepted.")
    looks_right(tim)
    dave.reload()
    expect(dave.get_by_role("main")).to_contain_text("Accepted by Tim Mathews")
    for one in (tim, dave):
        one.context.close()
