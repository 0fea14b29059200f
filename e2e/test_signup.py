"""A prospect opens an account wherever the form stands, and comes back to where they came from."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from e2e.letters import Bystander, code_in, facts
from e2e.pages import Person
from e2e.signup_pages import GuestForm, SignupForm, WebstoreForm
from e2e.stack import Deployment

JOHN = "john@panterranetworks.com"


@pytest.fixture(params=["alone", "framed"])
def place(request: pytest.FixtureRequest) -> str:
    """On a page of its own, or in the frame of a partner whose visitors' browsers take no cookies of ours."""
    return str(request.param)


def opened(stack: Deployment, page: Page, place: str, form: type[SignupForm]) -> SignupForm:
    """The form there; both ways lead back to the partner's page of welcome."""
    ours, theirs = {GuestForm: ("/guest", "try"), WebstoreForm: ("/webstore/", "start")}[form]
    if place == "framed":
        return form.framed(page, f"{stack.partner_url}/smartbox/{theirs}")
    welcome = {"PartnerID": "4958765", "returnurl": f"{stack.partner_url}/smartbox/welcome"}
    return form.on(page, f"{stack.base_url}{ours}?{urlencode(welcome)}")


def is_welcomed(stack: Deployment, page: Page) -> None:
    """The window as a whole is where the returnurl leads."""
    page.wait_for_url(f"{stack.partner_url}/smartbox/welcome")
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to have you with us")


@pytest.mark.grown
def test_a_guest_mends_mistakes_types_the_code_in_place_and_is_welcomed(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, place: str
) -> None:
    form = opened(stack, page, place, GuestForm)
    before = page.url
    wrong = {"Last name": "L0velace", "E-mail": "ada at home", "Confirm password": "engine-1843"}

    form.fills(ada, **wrong)
    form.button.click()
    form.complains(
        "Last name: leave out numbers and special characters.",
        "Enter an e-mail address like name@example.com.",
        "The two passwords are not the same. Type both again.",
    )
    expect(form.summary).to_be_focused()
    form.holds(ada, **wrong)
    form.is_solved()
    form.field("Last name").fill(ada.last_name)
    form.field("E-mail").fill(ada.email)
    form.fills_passwords(ada)
    after = form.sends()
    after.waits_for("a•••@analytical.example")
    assert place == "alone" or page.url == before

    after.enters("WRNG CODE")
    after.complains("This code does not work. Use the one of the latest letter, or ask for another.")
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    after.finishes()

    is_welcomed(stack, page)
    assert len(bystander.letters_to(ada.email)) == 1
    [news] = [letter for letter in bystander.letters_about(ada) if letter["to"] == JOHN]
    assert news["subject"] == "New guest account: Ada Lovelace"
    said = facts(news)
    assert said["Credited to"] == "Harbour & Pine IT (4958765)"
    assert (said.get("SubPartnerID"), said.get("Embedded on")) == (
        ("106", stack.partner_url) if place == "framed" else ("none", "none")
    )


def test_a_company_chooses_its_term_and_is_welcomed(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, place: str
) -> None:
    form = opened(stack, page, place, WebstoreForm)
    wrong = {"Phone number": "902 555 0142", "Number of users": "a few"}

    form.fills(ada, **wrong)
    form.button.click()
    form.complains(
        "Enter a phone number of 10 digits, like 8008050558.",
        "Enter a whole number from 1 to 999999, like 25.",
    )
    form.holds(ada, **wrong)
    form.field("Phone number").fill("9025550142")
    form.field("Number of users").fill(ada.users)
    form.fills_passwords(ada)
    after = form.sends()
    after.enters(code_in(stack.letter_to(ada.email)).replace(" ", "").lower())
    after.is_confirmed()
    after.finishes()

    is_welcomed(stack, page)
    [news] = [letter for letter in bystander.letters_about(ada) if letter["to"] == JOHN]
    assert news["subject"] == f"New webstore account: Ada Lovelace, {ada.company}"
    assert facts(news) | {"Term": "24 months", "Number of users": "25", "Phone": "9025550142"} == facts(news)


def test_whoever_finishes_first_can_confirm_later(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    form = opened(stack, page, "framed", GuestForm)
    form.fills(ada)

    form.sends().finishes()

    is_welcomed(stack, page)
    assert code_in(stack.letter_to(ada.email))


def test_an_address_that_has_an_account_gets_another_letter_and_the_same_page(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander
) -> None:
    seen = []
    for _ in range(2):
        form = opened(stack, page, "framed", GuestForm)
        form.fills(ada)
        after = form.sends()
        seen.append(after.card.inner_text())
        if len(seen) == 1:
            after.enters(code_in(stack.letter_to(ada.email)))
            after.is_confirmed()

    assert stack.letter_to(ada.email, number=2)["subject"] == "You already have an account"
    # Only the time from which another letter can be asked for differs.
    first, second = ("".join(letter for letter in text if not letter.isdigit()) for text in seen)
    assert first == second
    assert len(bystander.letters_to(ada.email)) == 2
