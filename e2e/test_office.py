"""Portal and console in a real browser: every page looks right, and a lead goes through both."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.chat import Panel
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


def test_a_visitor_and_the_manager_talk_while_both_look(
    stack: Deployment, page: Page, browser: Browser
) -> None:
    dave = browser.new_context().new_page()
    signs_in(dave, stack, "cm")
    dave.goto(f"{stack.base_url}/console/chats")
    landing = "/custom_landing_pages/landing_page_pbx.php?PartnerID=1234567"
    page.goto(f"{stack.base_url}{landing}")
    visitor = Panel.beside(page)

    visitor.says("Do you serve Halifax?")
    dave.get_by_role("row").filter(has_text="waits").get_by_role("link").first.click()
    dave.get_by_label("Your answer").fill("We do, since May.")
    dave.get_by_role("button", name="Send answer").click()
    visitor.is_answered("We do, since May.", by="Dave Ryan")
    visitor.says("Wonderful.")

    # The console asks by itself what is new.
    expect(dave.get_by_role("log")).to_contain_text("Wonderful.")
    looks_right(dave)
    dave.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_statement_is_read_and_an_entry_leads_to_why_it_was_credited(
    stack: Deployment, browser: Browser, scripts: bool
) -> None:
    page = browser.new_context(java_script_enabled=scripts).new_page()
    signs_in(page, stack, "partner")

    page.get_by_role("link", name="Statements").first.click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("columnheader", name="SubPartnerID")).to_have_count(2)
    if scripts:
        looks_right(page)
    page.goto(f"{stack.base_url}/portal/commission?state=stated")
    page.locator("tbody th a").first.click()

    expect(page.locator("#why ~ ol")).to_contain_text(" stand on statement ")
    expect(page.locator("#why ~ ol li").last).to_contain_text("Credited to TMC Labs.")
    if scripts:
        looks_right(page)
    page.context.close()


@pytest.mark.parametrize(("role", "area"), [("partner", "portal"), ("cm", "console")])
def test_an_account_leads_to_its_services_and_their_seats(
    stack: Deployment, page: Page, complaints: Complaints, role: str, area: str
) -> None:
    signs_in(page, stack, role)

    page.goto(f"{stack.base_url}/{area}/accounts?standing=production")
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="Services")).to_be_visible()
    page.wait_for_load_state()
    looks_right(page)
    page.locator("#services + .list th a").first.click()
    expect(page.get_by_role("heading", name="Change the seats")).to_be_visible()
    page.wait_for_load_state()
    looks_right(page)
    page.get_by_label("Seats", exact=True).fill("2")
    page.get_by_label("Reason").fill("They grew.")
    page.get_by_role("button", name="Change the seats").click()
    expect(page.get_by_role("status")).to_contain_text("2 seats are added to")
    page.get_by_role("link", name="All changes of seats").click()

    expect(page.locator("tbody tr").first).to_contain_text("They grew.")
    page.wait_for_load_state()
    looks_right(page)
    assert complaints.others_than() == []
