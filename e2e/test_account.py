"""A customer's account in a real browser: signing in, a forgotten password, the upgrade."""

import json
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from e2e.gestures import stops
from e2e.letters import Bystander, code_in, facts, link_in
from e2e.looks import Complaints, looks_right
from e2e.pages import Person
from e2e.signup_pages import GuestForm
from e2e.stack import Deployment

WRONG = "Enter the address and password of your account. Capitals in the password matter."
NEW = "difference-1843"


@pytest.fixture
def customer(stack: Deployment, page: Page, ada: Person) -> Person:
    """Ada, a guest whom partner 4958765 brought, who has confirmed her address."""
    form = GuestForm.on(page, f"{stack.base_url}/guest?PartnerID=4958765&SubPartnerID=106")
    form.fills(ada)
    after = form.sends()
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    return ada


def signs_in(page: Page, stack: Deployment, email: str, password: str) -> None:
    # Whoever was sent to the door stays there: it leads on.
    if urlsplit(page.url).path != "/login":
        page.goto(f"{stack.base_url}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def is_at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def asks_for_a_letter(page: Page, stack: Deployment, email: str) -> None:
    page.goto(f"{stack.base_url}/login")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the letter").click()
    is_at(page, "A letter is on its way")


def fills_in_the_upgrade(page: Page) -> None:
    for label, text in {
        "Company name": "Analytical Engines",
        "Address line 1": "12 Mill Lane",
        "City": "London",
        "Phone number": "4085550199",
        "Number of users": "25",
    }.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("2 years").check()


def test_a_forgotten_password_is_replaced_and_every_other_browser_signed_out(
    stack: Deployment, page: Page, customer: Person, javascript: bool
) -> None:
    signs_in(page, stack, customer.email, "not-this-one1")
    expect(page.locator("#errors")).to_contain_text(WRONG)
    expect(page.locator("#errors")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_value(customer.email)
    signs_in(page, stack, customer.email, customer.password)
    is_at(page, "Your account")

    elsewhere = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    asks_for_a_letter(elsewhere, stack, customer.email)
    elsewhere.goto(link_in(stack.letter_to(customer.email, number=2)))
    for label in ("New password", "Confirm password"):
        elsewhere.get_by_label(label).fill(NEW)
    elsewhere.get_by_role("button", name="Change password").click()
    expect(elsewhere.get_by_role("status")).to_contain_text("Your password is changed.")
    signs_in(elsewhere, stack, customer.email, NEW)
    is_at(elsewhere, "Your account")
    elsewhere.context.close()

    page.reload()
    is_at(page, "Sign in")
    signs_in(page, stack, customer.email, customer.password)
    expect(page.locator("#errors")).to_contain_text(WRONG)


def test_a_guest_upgrades_in_the_account_and_stays_with_the_first_partner(
    stack: Deployment, page: Page, bystander: Bystander, customer: Person, javascript: bool
) -> None:
    page.goto(f"{stack.base_url}/account/upgrade?PartnerID=1234567&SubPartnerID=77")
    signs_in(page, stack, customer.email, customer.password)
    is_at(page, "Upgrade to a webstore account")
    fills_in_the_upgrade(page)
    page.get_by_role("button", name="Upgrade").dblclick()

    is_at(page, "Your account")
    expect(page.get_by_role("heading", name="Webstore account")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Harbour & Pine IT has looked after you since")
    news = [one for one in bystander.letters_about(customer) if "Upgraded" in one["subject"]]
    assert [one["to"] for one in news] == ["john@panterranetworks.com"]
    said = facts(news[0])
    assert (said["Credited to"], said["SubPartnerID"]) == ("Harbour & Pine IT (4958765)", "106")
    assert said["PartnerID of this form"] == "1234567"

    page.get_by_role("button", name="Sign out").click()
    is_at(page, "Sign in")
    page.go_back()
    is_at(page, "Sign in")


def test_the_demos_customer_can_sign_in(stack: Deployment, page: Page) -> None:
    with urllib.request.urlopen(f"{stack.base_url}/demo/logins.json", timeout=30) as answer:
        customer = json.load(answer)["customer"]

    signs_in(page, stack, **customer)

    is_at(page, "Your account")


def test_every_page_looks_right_in_every_state(
    stack: Deployment, page: Page, complaints: Complaints, customer: Person
) -> None:
    page.goto(f"{stack.base_url}/login")
    looks_right(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#errors").get_by_role("listitem")).to_have_count(2)
    looks_right(page)
    for path in ("/login/forgotten", "/login/forgotten/sent", "/login/reset/nothing"):
        page.goto(f"{stack.base_url}{path}")
        looks_right(page)

    asks_for_a_letter(page, stack, customer.email)
    page.goto(link_in(stack.letter_to(customer.email, number=2)))
    looks_right(page)
    page.get_by_role("button", name="Change password").click()
    expect(page.locator("#errors").get_by_role("listitem")).to_have_count(2)
    looks_right(page)

    signs_in(page, stack, customer.email, customer.password)
    is_at(page, "Your account")
    looks_right(page)
    page.goto(f"{stack.base_url}/account/upgrade")
    looks_right(page)
    page.get_by_role("button", name="Upgrade").click()
    expect(page.locator("#errors").get_by_role("listitem")).to_have_count(6)
    looks_right(page)
    fills_in_the_upgrade(page)
    page.get_by_role("button", name="Upgrade").click()
    is_at(page, "Your account")
    looks_right(page)
    for path in ("/account/upgrade", "/logout"):
        page.goto(f"{stack.base_url}{path}")
        looks_right(page)
    assert complaints.others_than("422", "404") == []


def test_the_keyboard_leads_from_the_address_to_the_button(stack: Deployment, page: Page) -> None:
    page.goto(f"{stack.base_url}/login")

    assert list(stops(page))[:4] == [
        "input email",
        "input password",
        "a Forgotten your password?",
        "button Sign in",
    ]


def test_enter_signs_in(stack: Deployment, page: Page, customer: Person) -> None:
    page.goto(f"{stack.base_url}/login")
    page.get_by_label("E-mail").fill(customer.email)
    page.get_by_label("Password").fill(customer.password)

    page.get_by_label("Password").press("Enter")

    is_at(page, "Your account")
