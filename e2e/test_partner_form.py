"""A prospect orders on the partner's own form, which posts to us, and comes back to the partner's page."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from e2e.pages import Person
from e2e.stack import Deployment

PASSWORD = "engine-1842"


class OrderForm:
    """The form of Harbour & Pine IT, in their words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.mistakes = page.locator("#mistakes")

    def typed(self, person: Person) -> dict[str, str]:
        """What goes into each field that keeps it."""
        return {
            "Company": person.company,
            "Street and number": "12 Mill Lane",
            "Town": "Port Merrow",
            "Given name": person.first_name,
            "Family name": person.last_name,
            "Phone": "8008050558",
            "E-mail": person.email,
            "People who will use it": person.users,
        }

    def fills(self, person: Person, **changes: str) -> None:
        """Type everything, with some of it changed."""
        for label, text in (self.typed(person) | changes).items():
            self.page.get_by_label(label, exact=True).fill(text)
        self.page.get_by_label("Country").select_option("Canada")
        self.page.get_by_label("2 years").check()

    def fills_what_is_asked_anew(self, password: str = PASSWORD) -> None:
        """The passwords, the question and the tick."""
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_label("The same again").fill(password)
        question = self.page.get_by_label("How much is")
        words = self.page.locator("label[for=answer]").inner_text()
        question.fill(str(sum(int(word) for word in words.rstrip("?").split() if word.isdigit())))
        self.page.get_by_label("I have read the").check()

    def holds(self, person: Person, **changes: str) -> None:
        """Everything that was typed is still there, but for the passwords."""
        for label, text in (self.typed(person) | changes).items():
            expect(self.page.get_by_label(label, exact=True)).to_have_value(text)
        expect(self.page.get_by_label("Country")).to_have_value("CA")
        expect(self.page.get_by_label("2 years")).to_be_checked()
        expect(self.page.get_by_label("Password", exact=True)).to_have_value("")

    def sends(self) -> None:
        """Press the button."""
        self.page.get_by_role("button", name="Open the account").click()

    def complains(self, *messages: str) -> None:
        """The list at the top has these and no others, and each stands at its field."""
        expect(self.mistakes.get_by_role("listitem")).to_have_text(list(messages))
        expect(self.page.locator(".wrong")).to_have_count(len(messages))
        for message in messages:
            expect(self.page.locator(".wrong", has_text=message)).to_be_visible()


@pytest.fixture
def form(stack: Deployment, page: Page) -> OrderForm:
    """The form, found by the site's own links."""
    page.goto(f"{stack.partner_url}/smartbox")
    page.get_by_role("main").get_by_role("link", name="order SmartBox").click()
    return OrderForm(page)


def test_a_prospect_mends_mistakes_and_comes_back_to_the_partners_page(
    stack: Deployment, page: Page, form: OrderForm, ada: Person, javascript: bool
) -> None:
    wrong = {"Phone": "800.805.0558", "Given name": "Ada!", "Family name": "Lovelace 2"}
    form.fills(ada, **wrong)
    form.fills_what_is_asked_anew("12345678")

    form.sends()
    form.complains(
        "Invalid Password. Please try again.",
        "Phone Number must be 10 digits numeric. Example: 8008050558.",
        "Special characters and Numerics are not allowed in Last Name.",
        "Special characters and Numerics are not allowed in First Name.",
    )
    assert urlsplit(page.url)[:3] == (*urlsplit(stack.partner_url)[:2], "/smartbox/returnpage.html")
    assert ada.email not in page.url
    form.holds(ada, **wrong)

    form.fills(ada)
    form.fills_what_is_asked_anew()
    form.sends()
    page.wait_for_url(f"{stack.base_url}/signup/*")
    assert "/verify/" in stack.letter_to(ada.email)["text"]

    page.get_by_role("link", name="Finish").click()
    page.wait_for_url(f"{stack.partner_url}/smartbox/returnpage.html?errorcode=")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your SmartBox account is ordered")


def test_the_partner_keeps_robots_and_hasty_people_away_from_us(
    stack: Deployment, page: Page, form: OrderForm, ada: Person, javascript: bool
) -> None:
    form.fills(ada)

    form.sends()

    form.complains("Please add the two numbers once more.", "Please read the agreement and tick the box.")
    assert page.url.startswith(stack.partner_url)
    form.holds(ada)
    expect(form.mistakes).to_be_focused()


def test_a_redirected_post_hides_where_it_comes_from_and_is_taken_all_the_same(
    stack: Deployment, page: Page, form: OrderForm, ada: Person
) -> None:
    form.fills(ada, Town="")
    form.fills_what_is_asked_anew()

    with page.expect_request("**/auth/webstore/createsbaccount.jsp") as sent:
        form.sends()
    form.complains("City is required.")

    headers = sent.value.all_headers()
    assert (sent.value.method, headers["origin"]) == ("POST", "null")
    assert headers["referer"] == f"{stack.partner_url}/"
    assert "cookie" not in headers
