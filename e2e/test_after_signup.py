"""What can be done on the page after signup, and behind the link of the letter."""

import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from e2e.letters import Bystander, code_in, link_in
from e2e.pages import Person
from e2e.signup_pages import AfterSignup, GuestForm
from e2e.stack import Deployment


@pytest.fixture
def after(stack: Deployment, page: Page, ada: Person, javascript: bool) -> AfterSignup:
    """Ada has just signed up as a guest in a partner's frame."""
    form = GuestForm.framed(page, f"{stack.partner_url}/smartbox/try")
    form.fills(ada)
    return form.sends()


def test_a_letter_asked_for_too_soon_is_promised_for_a_time(
    stack: Deployment, after: AfterSignup, ada: Person, bystander: Bystander
) -> None:
    after.asks_again()

    after.complains(
        re.compile(r"A letter was just sent\. You can ask for another from [0-9]{2}:[0-9]{2} UTC\.")
    )
    expect(after.card.get_by_role("button", name="Send the letter again")).to_be_enabled()
    assert len(bystander.letters_to(ada.email)) == 1


@pytest.mark.grown
def test_another_address_gets_the_letter_and_the_first_ones_code_is_void(
    stack: Deployment, after: AfterSignup, ada: Person, grace: Person, bystander: Bystander
) -> None:
    mistyped = stack.letter_to(ada.email)

    after.changes_address("grace at work")
    after.complains("Enter an e-mail address like name@example.com.")
    after.changes_address(grace.email)
    after.waits_for("g•••@cobol.example")
    after.enters(code_in(mistyped))
    after.complains("This code does not work. Use the one of the latest letter, or ask for another.")
    after.page.goto(link_in(mistyped))
    expect(after.page.get_by_role("heading", level=1)).to_have_text("This link does not work")

    after.page.goto(link_in(stack.letter_to(grace.email)))
    after.page.get_by_role("button", name="Confirm").click()
    expect(after.page.get_by_role("heading", level=1)).to_have_text("Your address is confirmed")
    assert len(bystander.letters_to(ada.email)) == len(bystander.letters_to(grace.email)) == 1


def test_the_new_code_works_in_place(
    stack: Deployment, after: AfterSignup, ada: Person, grace: Person
) -> None:
    after.changes_address(grace.email)
    after.waits_for("g•••@cobol.example")

    after.enters(code_in(stack.letter_to(grace.email)))

    after.is_confirmed()


@pytest.mark.grown
def test_a_link_confirms_by_its_button_and_not_by_being_opened(
    stack: Deployment, page: Page, after: AfterSignup, ada: Person, bystander: Bystander
) -> None:
    link = link_in(stack.letter_to(ada.email))

    # As a mail scanner does.
    for method in ("HEAD", "GET"):
        urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=30).close()
    assert len(bystander.letters_about(ada)) == 0
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    expect(page.locator("main")).to_contain_text("through Harbour & Pine IT")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your address is confirmed")
    expect(page.locator("main")).not_to_contain_text("already")

    page.goto(link)
    expect(page.locator("main")).to_contain_text("It was already confirmed.")
    assert len(bystander.letters_about(ada)) == 1


def test_the_reader_of_a_letter_who_never_signed_up_closes_the_signup(
    stack: Deployment, page: Page, after: AfterSignup, ada: Person
) -> None:
    letter = stack.letter_to(ada.email)
    reader = page.context.new_page()
    reader.goto(link_in(letter))

    reader.get_by_role("button", name="It was not me").click()

    expect(reader.get_by_role("heading", level=1)).to_have_text("This signup is closed")
    after.enters(code_in(letter))
    expect(after.heading).to_have_text("This signup was closed")
