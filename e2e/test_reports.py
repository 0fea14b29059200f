"""Reports in a real browser: they look right, keep up while one looks, and need no script."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import signs_in
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment

PLACES = ("quotes", "leads?by=sub", "seats?by=day", "usage", "money", "leads/leads", "seats/guest")


@pytest.mark.parametrize(("role", "area"), [("partner", "portal"), ("cm", "console")])
def test_every_report_looks_right(
    stack: Deployment, page: Page, complaints: Complaints, role: str, area: str
) -> None:
    signs_in(page, stack, role)

    for place in PLACES:
        page.goto(f"{stack.base_url}/{area}/reports/{place}")
        expect(page.locator('.office-nav [aria-current="page"]')).to_have_text("Reports")
        looks_right(page)

    assert complaints.others_than() == []


def test_a_report_keeps_up_and_without_a_script_looks_again(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    maren, plain = (browser.new_context(java_script_enabled=one).new_page() for one in (True, False))
    for one in (maren, plain):
        signs_in(one, stack, "partner2")
        one.goto(f"{stack.base_url}/portal/reports/leads")
    first = leads_of(maren)
    maren.get_by_role("link", name="Look again").focus()

    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx?PartnerID=4958765")
    form.fills(ada)
    form.sends()
    expect(maren.locator(".way tbody td").first).to_have_text(str(first + 1), timeout=20_000)
    plain.get_by_role("link", name="Look again").click()

    assert leads_of(plain) == first + 1
    # Whoever goes by keyboard stays where they are.
    expect(maren.get_by_role("link", name="Look again")).to_be_focused()
    for one in (maren, plain):
        one.context.close()


def leads_of(page: Page) -> int:
    return int(page.locator(".way tbody td").first.inner_text())
