"""However often a form is sent, it is one lead."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.gestures import turns_pages
from e2e.letters import Bystander, facts
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment

MAREN = "Maren Holt"


@pytest.mark.grown
def test_a_double_click_makes_one_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")
    form.fills(ada)
    form.takes_time()

    form.button.dblclick()
    form.is_thanked(ada, by="Sales")

    [letter] = bystander.letters_about(ada)
    assert letter["to"] == "sales@panterranetworks.com"


@pytest.mark.chromium("only it can be told to turn the pages of a frame")
@pytest.mark.parametrize("message", [Person.message, "Please call in the evening."], ids=["same", "amended"])
def test_back_and_send_again_is_the_same_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, message: str
) -> None:
    page.goto(stack.partner_url)
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Sales")

    turns_pages(page, -1)
    if javascript:
        # There the thank-you has no address of its own: Back leaves it, and Forward is the form.
        turns_pages(page, +1)
    form.fills(ada, Message=message)
    form.sends()
    form.is_thanked(ada, by="Sales")

    letters = bystander.letters_about(ada)
    assert len(letters) == (1 if message == ada.message else 2)
    assert {facts(letter)["Lead"] for letter in letters} == {facts(letters[-1])["Lead"]}
    assert message in letters[0]["text"]


@pytest.mark.chromium("only it can be told to turn the pages of a frame")
@pytest.mark.parametrize("javascript", [False], ids=["scriptless"])
def test_back_in_a_frame_and_send_again_is_the_same_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    # The history of a page has the steps of its frames; no browser keeps those as they were.
    turns_pages(page, -1)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert len(bystander.letters_about(ada)) == 1


@pytest.mark.parametrize(
    ("path", "javascript"),
    [("/custom_landing_pages/landing_page_sb.php", True), ("/lead/sb", False)],
    ids=["scripted", "scriptless"],
)
def test_a_reload_sends_nothing_again(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Sales")

    page.reload()
    if javascript:
        # Nothing has an address of its own there: the page begins anew.
        expect(form.button).to_be_visible()
    else:
        form.is_thanked(ada, by="Sales")

    assert len(bystander.letters_about(ada)) == 1


def test_two_tabs_are_two_leads(
    stack: Deployment,
    context: BrowserContext,
    ada: Person,
    grace: Person,
    bystander: Bystander,
    javascript: bool,
) -> None:
    url = f"{stack.base_url}/lead/uc?PartnerID=4958765"
    first, second = (LeadForm.on(context.new_page(), url) for _ in range(2))
    first.fills(ada)
    second.fills(grace)

    second.sends()
    second.is_thanked(grace, by="Sales")
    first.sends()
    first.is_thanked(ada, by="Sales")

    assert len(bystander.letters_about(ada)) == 1
    assert len(bystander.letters_about(grace)) == 1
