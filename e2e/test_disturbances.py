"""What goes wrong on the way is said above the form, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.letters import Bystander
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment


@pytest.mark.parametrize("path", ["/lead/pbx", "/custom_landing_pages/landing_page_uc.php"])
def test_without_a_connection_the_form_says_so_and_can_be_sent_again(
    stack: Deployment, context: BrowserContext, page: Page, ada: Person, bystander: Bystander, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}")
    form.fills(ada)
    context.set_offline(True)
    for _ in range(2):
        form.sends()
        expect(form.notice).to_contain_text("We could not be reached")
        expect(form.notice.locator(":focus")).to_be_visible()
    form.holds(ada)

    context.set_offline(False)
    form.sends()
    form.is_thanked(ada, by="Sales")

    assert len(bystander.letters_about(ada)) == 1


def test_a_refused_form_stays_with_everything_typed(stack: Deployment, page: Page, ada: Person) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    novel = "It was a dark and stormy night. " * 9_000
    form.fills(ada, Message=novel)

    form.sends()
    expect(form.notice).to_contain_text("That is more than we can take")
    form.holds(ada, Message=novel)
    expect(form.notice.locator(":focus")).to_be_visible()
    form.fills(ada)
    form.sends()

    form.is_thanked(ada, by="Maren Holt")
