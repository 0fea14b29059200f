"""An invoice in a real browser: from the customer's yes to the payment, read, printed, paid and credited."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.looks import Complaints, looks_right
from e2e.office import signs_in
from e2e.pages import Person
from e2e.stack import ARRIVES_WITHIN, Deployment, until
from e2e.test_quotes import the_link


def letter(stack: Deployment, ada: Person, about: str) -> str:
    """The text of the letter to this person whose subject says so."""

    def found() -> str | None:
        theirs = [one for one in stack.letters() if one["to"] == ada.email]
        return next((str(one["text"]) for one in theirs if about in one["subject"]), None)

    return until(found, 3 * ARRIVES_WITHIN, f"the letter about {about}")


def ordered(stack: Deployment, tim: Page, ada: Person) -> None:
    """Tim offers ten users, and Ada takes them."""
    tim.goto(f"{stack.base_url}/portal/quotes/new")
    for label, text in (("Company", "Engines"), ("Contact", "Ada"), ("E-mail", ada.email), ("Users", "10")):
        tim.get_by_role("textbox", name=label).fill(text)
    tim.get_by_label("Cloud PBX").check()
    tim.get_by_role("button", name="Choose plan and features").click()
    tim.get_by_role("button", name="Send to").click()
    customer = tim.context.browser.new_context().new_page()  # type: ignore[union-attr]
    customer.goto(the_link(stack, ada))
    customer.get_by_label("Your name").fill("Ada Lovelace")
    customer.get_by_label("I accept this quote").check()
    customer.get_by_role("button", name="Accept the quote").click()
    customer.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_invoice_is_issued_printed_paid_and_credited(
    stack: Deployment, browser: Browser, ada: Person, scripts: bool
) -> None:
    tim, admin = (browser.new_context(java_script_enabled=scripts).new_page() for _ in range(2))
    signs_in(tim, stack, "partner")
    ordered(stack, tim, ada)
    number = re.search(r"INV-[0-9]+", letter(stack, ada, ": invoice"))
    assert number

    tim.goto(f"{stack.base_url}/portal/invoices?q={ada.email}")
    tim.get_by_role("link", name=number[0]).click()
    expect(tim.get_by_role("article")).to_contain_text("Cloud PBX Essential")
    signs_in(admin, stack, "admin")
    admin.goto(f"{stack.base_url}/console/invoices?q={number[0]}")
    admin.get_by_role("link", name=number[0]).click()
    admin.get_by_label("Reference").fill(f"wire for {ada.email}")
    admin.get_by_role("button", name="Record the payment").click()
    expect(admin.get_by_role("status")).to_contain_text("are recorded.")
    admin.get_by_role("link", name="Credit", exact=True).click()
    admin.get_by_label("Everything that is left").check()
    admin.get_by_label("Reason").fill("The line was down.")
    admin.get_by_role("button", name="Issue the credit note").click()
    expect(admin.get_by_role("status")).to_contain_text("is issued, and sent to the customer.")

    assert "Reason: The line was down." in letter(stack, ada, ": credit note")
    tim.reload()
    expect(tim.get_by_role("article")).to_contain_text("To be paid back")
    for one in (tim, admin):
        one.context.close()


def test_every_page_of_an_invoice_looks_right_and_paper_holds_it_alone(
    stack: Deployment, page: Page, browser: Browser, ada: Person, complaints: Complaints, width: int
) -> None:
    tim = browser.new_context().new_page()
    signs_in(tim, stack, "partner")
    ordered(stack, tim, ada)
    number = re.search(r"INV-[0-9]+", letter(stack, ada, ": invoice"))
    assert number
    tim.context.close()

    signs_in(page, stack, "admin")
    page.goto(f"{stack.base_url}/console/invoices?q={number[0]}")
    looks_right(page)
    page.get_by_role("link", name=number[0]).click()
    page.wait_for_load_state()
    looks_right(page)
    page.get_by_label("Amount").fill("1,000.00")
    page.get_by_role("button", name="Record the payment").click()
    expect(page.locator("#errors")).to_be_focused()
    looks_right(page)
    page.get_by_role("link", name="Credit", exact=True).click()
    page.wait_for_load_state()
    looks_right(page)
    page.goto(f"{stack.base_url}/console/payments")
    looks_right(page)
    lines = ("invoice,reference,amount,date", f"{number[0]},{ada.email},1,2026-01-01", "1,x,-0,2026-01-01")
    content = "\n".join(lines)
    file = {"name": "bank.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Record the payments").click()
    expect(page.locator(".figures")).to_contain_text("Taken")
    looks_right(page)

    page.goto(f"{stack.base_url}/console/invoices?q={number[0]}")
    page.get_by_role("link", name=number[0]).click()
    page.emulate_media(media="print")
    expect(page.get_by_role("article")).to_be_visible()
    for hidden in (".office-nav", ".office-title", "form"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert complaints.others_than("422") == []


def test_the_customers_own_list_looks_right(stack: Deployment, page: Page, width: int) -> None:
    signs_in(page, stack, "customer")

    page.goto(f"{stack.base_url}/account")
    page.get_by_role("link", name="Your invoices").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your invoices")
    page.wait_for_load_state()
    looks_right(page)
