"""A test run sends nothing and explains itself."""

from playwright.sync_api import Page, expect

from e2e.letters import Bystander
from e2e.pages import LeadForm
from e2e.stack import Deployment


def test_a_rehearsal_returns_to_the_thank_you_and_sends_nothing(
    stack: Deployment, page: Page, bystander: Bystander, javascript: bool
) -> None:
    before = len(bystander.letters())
    form = LeadForm.framed(page, f"{stack.partner_url}/rehearsal")
    expect(form.scope.locator(".banner")).to_contain_text("TEST")
    expect(form.scope.locator(".report")).to_contain_text(f"{stack.partner_url}, registered")

    form.button.click()
    page.wait_for_url(f"{stack.base_url}/thanks/**")

    expect(page.locator(".banner")).to_contain_text("Remove test=true")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator(".report")).to_contain_text("4958765")
    assert len(bystander.letters()) == before
