"""A prospect fills in the form wherever it stands, mends what is wrong, and is thanked."""

import pytest
from playwright.sync_api import Page, expect

from e2e.letters import Bystander, facts
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment

MAREN = "Maren Holt"


@pytest.mark.parametrize(
    ("width", "javascript"), [(360, True), (360, False), (768, True), (1280, True), (1280, False)]
)
def test_a_prospect_never_leaves_the_partners_page(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, width: int
) -> None:
    url = f"{stack.partner_url}/business-phones"
    form = LeadForm.framed(page, url)
    wrong = {"Work e-mail": "ada at home", "Number of users": "a few", "Company": ""}

    form.fills(ada, **wrong)
    form.sends()
    form.complains(
        "Enter an e-mail address like name@example.com.",
        "Enter the name of your company.",
        "Enter a whole number like 25.",
    )
    form.holds(ada, **wrong)
    expect(form.summary).to_be_focused()
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert page.url == url
    expect(page.get_by_role("heading", level=1)).to_have_text("One number, wherever the work is")
    [letter] = bystander.letters_about(ada)
    assert letter["to"] == "john@panterranetworks.com"
    said = facts(letter)
    assert said["PartnerID"].startswith("4958765 (Harbour & Pine IT")
    assert said["SubPartnerID"] == "106"
    assert said["Embedded on"] == stack.partner_url
    assert said["source_company"] == "Harbour & Pine IT"
    assert said["source_logo"] == f"{stack.partner_url}/static/logo.svg"


def test_eyes_and_focus_come_to_the_thank_you_in_a_tall_frame(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    page.set_viewport_size({"width": 360, "height": 500})
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    form.fills(ada)

    form.sends()

    heading = form.card.get_by_role("heading", name="Thank you, Ada")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "javascript"),
    [("/lead/cc", True), ("/custom_landing_pages/landing_page_uc.php", False)],
    ids=["scripted", "scriptless"],
)
def test_mistakes_come_back_inline_with_everything_typed(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}?PartnerID=4958765&source_cm_name=John%20Smith")

    form.sends()
    form.complains(
        "Enter your first name.",
        "Enter your last name.",
        "Enter your work e-mail address.",
        "Enter the name of your company.",
    )
    expect(form.summary).to_be_focused()
    assert page.title().startswith("Error: ")
    form.fills(ada, Phone="call me")
    form.sends()
    form.complains("Enter a phone number like 408 555 0199, or leave this empty.")
    form.holds(ada, Phone="call me")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="John Smith")

    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == "not told by the browser"


def test_on_a_strangers_page_the_form_opens_in_a_new_tab(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    url = f"{stack.partner_url}/unregistered"
    page.goto(url)
    page.locator("iframe").scroll_into_view_if_needed()
    note = page.frame_locator("iframe")

    expect(note.get_by_role("heading", name="This form opens in a new tab")).to_be_visible()
    expect(note.locator("form")).to_have_count(0)
    with page.expect_popup() as opened:
        note.get_by_role("link", name="Open the form").click()
    form = LeadForm(opened.value, opened.value)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert page.url == url
    [letter] = bystander.letters_about(ada)
    assert facts(letter)["PartnerID"].startswith("1234567 (TMC Labs")
