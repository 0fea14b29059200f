"""The vendor's own people in a real browser: colleagues, partners, and the second factor."""

import time

import pyotp
from playwright.sync_api import Browser, Page, expect

from e2e.letters import link_in
from e2e.looks import looks_right
from e2e.office import says_it_is_done, signs_in
from e2e.pages import Person
from e2e.stack import Deployment

PASSWORD = "difference-1843"


def joins(page: Page, stack: Deployment, email: str) -> None:
    """Follow the invitation, choose a password, and sign in with it."""
    page.goto(link_in(stack.letter_to(email)))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    enters_password(page, email)


def enters_password(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def code(secret: str, steps: int) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def test_a_colleague_joins_and_signs_in_with_a_second_factor(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    signs_in(page, stack, "admin")
    page.goto(f"{stack.base_url}/console/people/new")
    page.get_by_label("An administrator").check()
    page.get_by_label("Name").fill(f"{ada.first_name} {ada.last_name}")
    page.get_by_label("E-mail").fill(ada.email)
    looks_right(page)
    page.get_by_role("button", name="Send the invitation").click()
    says_it_is_done(page, f"A letter is on its way to {ada.email}.")

    theirs = browser.new_context().new_page()
    joins(theirs, stack, ada.email)
    theirs.get_by_role("link", name="Security").click()
    theirs.get_by_role("button", name="Set it up").click()
    secret = theirs.locator("main code").inner_text().replace(" ", "")
    looks_right(theirs)
    theirs.get_by_label("Code").fill(code(secret, 0))
    theirs.get_by_role("button", name="Turn it on").click()
    says_it_is_done(theirs, "From now on signing in asks for a code of your app, too.")
    theirs.get_by_role("button", name="Sign out").click()
    enters_password(theirs, ada.email)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Enter the code")
    looks_right(theirs)
    theirs.get_by_label("Code").fill(code(secret, 1))
    theirs.get_by_role("button", name="Sign in").click()

    expect(theirs.get_by_role("heading", level=1)).to_have_text("What waits")
    theirs.context.close()


def test_a_partner_is_invited_looks_around_and_is_approved(
    stack: Deployment, page: Page, browser: Browser, ada: Person
) -> None:
    signs_in(page, stack, "cm")
    page.goto(f"{stack.base_url}/console/partners/new")
    page.get_by_label("Company").fill(ada.company)
    page.get_by_label("Contact").fill(f"{ada.first_name} {ada.last_name}")
    page.get_by_label("Registered e-mail").fill(ada.email)
    looks_right(page)
    page.get_by_role("button", name="Send the invitation").click()

    theirs = browser.new_context().new_page()
    joins(theirs, stack, ada.email)
    expect(theirs.get_by_role("main")).to_contain_text(f"{ada.company} is not approved yet.")
    looks_right(page)
    page.get_by_role("button", name="Approve").click()
    says_it_is_done(page, f"{ada.company} is approved: their PartnerID works.")
    theirs.reload()
    expect(theirs.get_by_role("main")).not_to_contain_text("not approved yet")

    page.get_by_role("link", name="Suspend…").click()
    looks_right(page)
    page.get_by_label("Reason").fill("Only for this journey.")
    page.get_by_role("button", name="Suspend them").click()
    says_it_is_done(page, f"{ada.company} is suspended: credit is held from now on.")
    looks_right(page)
    theirs.reload()
    expect(theirs.get_by_role("main")).to_contain_text(f"{ada.company} is suspended.")
    theirs.context.close()
