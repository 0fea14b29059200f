"""However often a signup form is sent, it is one signup."""

import pytest
from playwright.sync_api import Page, expect

from e2e.gestures import turns_pages
from e2e.letters import Bystander, code_in
from e2e.pages import Person
from e2e.signup_pages import AfterSignup, GuestForm
from e2e.stack import Deployment


def test_a_double_click_makes_one_signup(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = GuestForm.framed(page, f"{stack.partner_url}/smartbox/try")
    form.fills(ada)

    form.button.dblclick()
    after = AfterSignup(page, form.scope)
    after.waits_for("a•••@analytical.example")

    assert len(bystander.letters_to(ada.email)) == 1
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()


@pytest.mark.chromium("only it can be told to turn the pages of a frame")
@pytest.mark.parametrize("javascript", [False], ids=["scriptless"])
@pytest.mark.parametrize("changed", [False, True], ids=["same", "other"])
def test_back_and_send_again_is_the_same_signup(
    stack: Deployment,
    page: Page,
    ada: Person,
    grace: Person,
    bystander: Bystander,
    javascript: bool,
    changed: bool,
) -> None:
    page.goto(stack.partner_url)
    form = GuestForm.on(page, f"{stack.base_url}/guest?PartnerID=4958765")
    form.fills(ada)
    form.sends().waits_for("a•••@analytical.example")

    turns_pages(page, -1)
    form.fills(grace if changed else ada)
    after = form.sends()

    after.waits_for("a•••@analytical.example")
    taken_first = after.card.get_by_text("The first ones were taken")
    assert taken_first.count() == changed
    assert len(bystander.letters_to(ada.email)) == 1
    assert bystander.letters_to(grace.email) == []


@pytest.mark.chromium("only it can be told to turn the pages of a frame")
@pytest.mark.parametrize("javascript", [True], ids=["scripted"])
def test_with_scripts_back_leaves_and_forward_is_the_page_after(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    page.goto(stack.partner_url)
    form = GuestForm.on(page, f"{stack.base_url}/guest?PartnerID=4958765")
    form.fills(ada)
    form.sends().waits_for("a•••@analytical.example")

    turns_pages(page, -1)
    expect(page).to_have_url(f"{stack.partner_url}/")
    turns_pages(page, +1)

    AfterSignup(page, page).waits_for("a•••@analytical.example")
    assert len(bystander.letters_to(ada.email)) == 1


def test_a_reload_of_the_page_after_sends_nothing_again(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = GuestForm.on(page, f"{stack.base_url}/guest")
    form.fills(ada)
    after = form.sends()
    after.waits_for("a•••@analytical.example")

    page.reload()

    after.waits_for("a•••@analytical.example")
    assert len(bystander.letters_to(ada.email)) == 1
