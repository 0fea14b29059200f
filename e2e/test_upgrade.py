"""Whom a partner brought stays with that partner, whoever's form they fill in later (SPEC section 8)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.letters import code_in, facts, link_in
from e2e.office import moves_the_clock, signs_in
from e2e.pages import Person
from e2e.signup_pages import GuestForm, WebstoreForm
from e2e.stack import Stack
from e2e.test_invoices import letter as letter_about

MANAGERS = ("john@panterranetworks.com", "dave@panterranetworks.com")


@pytest.mark.grown
def test_a_guest_who_upgrades_half_a_year_later_stays_with_the_first_partner(
    own_stack: Stack, page: Page, browser: Browser, ada: Person
) -> None:
    guest = GuestForm.framed(page, f"{own_stack.partner_url}/smartbox/try")
    guest.fills(ada, characters=guest.characters(own_stack.key))
    after = guest.sends()
    after.enters(code_in(own_stack.letter_to(ada.email)))
    after.is_confirmed()

    moves_the_clock(page, own_stack, "Move the clock", days=183)
    shop = WebstoreForm.on(page, f"{own_stack.base_url}/webstore/?PartnerID=1234567&SubPartnerID=77")
    shop.fills(ada, characters=shop.characters(own_stack.key))
    shop.sends().waits_for("a•••@analytical.example")
    letter = own_stack.letter_to(ada.email, number=2)
    assert letter["subject"] == "Confirm the upgrade of your account"
    page.goto(link_in(letter))
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm the upgrade of your account")
    page.get_by_label("Password").fill("not-this-one1")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#errors")).to_contain_text("This is not the password that was typed into the form.")
    page.get_by_label("Password").fill(ada.password)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your address is confirmed")

    own_stack.letters_about("has upgraded from a guest")
    news = [one for one in own_stack.letters() if one["to"] in MANAGERS]
    assert [(one["to"], one["subject"]) for one in news] == [
        (MANAGERS[0], f"Upgraded to webstore: Ada Lovelace, {ada.company}"),
        (MANAGERS[0], "New guest account: Ada Lovelace"),
    ]
    said = facts(news[0])
    assert said["Credited to"] == "Harbour & Pine IT (4958765)"
    assert said["SubPartnerID"] == "106"
    assert said["PartnerID of this form"] == "1234567"

    # What follows from the upgrade belongs to the first partner, too, and the page says why.
    number = re.search(r"INV-[0-9]+", letter_about(own_stack, ada, ": invoice"))
    assert number
    pays(admin := browser.new_context().new_page(), own_stack, number[0])
    maren, tim = (browser.new_context().new_page() for _ in range(2))
    signs_in(maren, own_stack, "partner2")
    maren.goto(f"{own_stack.base_url}/portal/commission")
    first = maren.locator("tbody tr").first
    expect(first).to_contain_text(number[0])
    expect(first).to_contain_text("106")
    maren.goto(f"{own_stack.base_url}/portal/accounts?q={ada.email}")
    maren.get_by_role("main").get_by_role("link", name=f"{ada.first_name} {ada.last_name}").click()
    why = maren.locator("#why ~ ol")
    for words in (
        "First touch",
        "with the PartnerID of another partner",
        f"Invoice {number[0]}",
        "of commission",
    ):
        expect(why).to_contain_text(words)
    signs_in(tim, own_stack, "partner")
    for place in ("accounts", "invoices", "orders"):
        tim.goto(f"{own_stack.base_url}/portal/{place}?q={ada.email}")
        expect(tim.get_by_role("main")).not_to_contain_text(ada.email)
    for one in (admin, maren, tim):
        one.context.close()


def pays(admin: Page, stack: Stack, number: str) -> None:
    """The vendor records that an invoice is paid."""
    signs_in(admin, stack, "admin")
    admin.goto(f"{stack.base_url}/console/invoices?q={number}")
    admin.get_by_role("link", name=number).click()
    admin.get_by_label("Reference").fill(f"wire for {number}")
    admin.get_by_role("button", name="Record the payment").click()
    expect(admin.get_by_role("status")).to_contain_text("are recorded.")
