"""A prospect fills in a form that HTMX, old or new, brought into the partner's own page."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from e2e.letters import Bystander, code_in, facts
from e2e.pages import LeadForm, Person
from e2e.signup_pages import GuestForm
from e2e.stack import Deployment

SECRET = "secret-of-the-partner"


@pytest.fixture(params=["2", "4"], ids=["htmx-2", "htmx-4"])
def htmx(request: pytest.FixtureRequest) -> str:
    """The version that the partner uses."""
    return str(request.param)


def address(stack: Deployment, htmx: str, *forms: str, **more: str) -> str:
    """The partner's page with these forms; its address is nobody's business."""
    asked = [("form", form) for form in forms] + list(more.items())
    return f"{stack.partner_url}/in-place?{urlencode([('htmx', htmx), *asked, ('customer', SECRET)])}"


def cookies_of(page: Page) -> list[str]:
    """Every Set-Cookie from here on."""
    found: list[str] = []

    def note(response: Response) -> None:
        found.extend(value for name, value in response.headers.items() if name == "set-cookie")

    page.on("response", note)
    return found


def test_a_lead_is_mended_checked_and_thanked_for_in_place(
    stack: Deployment, page: Page, context: BrowserContext, ada: Person, bystander: Bystander, htmx: str
) -> None:
    cookies = cookies_of(page)
    wrong_there: list[str] = []
    page.on("console", lambda message: wrong_there.append(message.text) if message.type == "error" else None)
    url = address(stack, htmx, "lead-cc")
    form = LeadForm.on(page, url)
    wrong = {"Work e-mail": "ada at home", "Company": ""}

    form.fills(ada, **wrong)
    form.sends()
    form.complains("Enter an e-mail address like name@example.com.", "Enter the name of your company.")
    expect(form.summary).to_be_focused()
    form.holds(ada, **wrong)
    form.sends_like_a_robot()
    form.asks_for_characters()
    form.fills(ada)
    form.field("Characters").fill("PASS")
    form.button.click()
    form.is_thanked(ada, by="Maren Holt")

    expect(form.card.get_by_role("heading", name="Thank you, Ada")).to_be_focused()
    assert (page.url, wrong_there) == (url, [])
    assert (cookies, context.cookies(), context.storage_state(indexed_db=True)["origins"]) == ([], [], [])
    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == stack.partner_url
    assert SECRET not in letter["text"]


def test_a_guest_types_the_code_in_place_and_is_welcomed(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, htmx: str
) -> None:
    cookies = cookies_of(page)
    url = address(stack, htmx, "guest")
    form = GuestForm.on(page, url)

    form.asks_for_characters()
    form.fills(ada, **{"Confirm password": "another-1842"})
    form.button.click()
    form.complains("The two passwords are not the same. Type both again.")
    expect(form.summary).to_be_focused()
    form.is_solved()
    form.fills_passwords(ada)
    after = form.sends()
    after.waits_for("a•••@analytical.example")
    after.enters("WRNG CODE")
    after.complains("This code does not work. Use the one of the latest letter, or ask for another.")
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    assert page.url == url
    after.finishes()

    page.wait_for_url(f"{stack.partner_url}/smartbox/welcome")
    assert cookies == []
    [news] = [one for one in bystander.letters_about(ada) if one["subject"].startswith("New guest account")]
    assert facts(news)["Embedded on"] == stack.partner_url


def test_a_rehearsal_of_a_signup_leads_where_it_would_end(stack: Deployment, page: Page, htmx: str) -> None:
    form = GuestForm.on(page, address(stack, htmx, "guest", test="true"))
    expect(form.card).to_contain_text("TEST Nothing that is typed here is processed.")

    form.button.click()

    page.wait_for_url(f"{stack.partner_url}/smartbox/welcome")


def test_two_forms_on_one_page_do_not_disturb_each_other(
    stack: Deployment, page: Page, ada: Person, htmx: str
) -> None:
    page.goto(address(stack, htmx, "lead-cc", "lead-pbx"))
    first, second = (page.locator(".fetched").nth(number) for number in (0, 1))
    second.get_by_label("First name").fill(ada.first_name)

    second.locator("form button.wide").click()

    expect(second.locator("[id$=errors]")).to_be_focused()
    expect(second.get_by_label("First name")).to_have_value(ada.first_name)
    expect(first.locator("[id$=errors]")).to_have_count(0)
    expect(first.get_by_label("First name")).to_have_value("")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_on_a_page_that_the_partner_has_not_registered_the_link_stays(
    stack: Deployment, page: Page, htmx: str
) -> None:
    with page.expect_event("requestfailed", lambda request: "/fragment/" in request.url):
        page.goto(address(stack, htmx, "lead-cc", PartnerID="1234567"))

    expect(page.locator("form")).to_have_count(0)
    page.get_by_role("link", name="Open the form").click()
    expect(LeadForm(page, page).button).to_be_visible()


@pytest.mark.parametrize("javascript", [False], ids=["scriptless"])
def test_without_scripts_the_link_stays(stack: Deployment, page: Page, javascript: bool) -> None:
    page.goto(address(stack, "4", "guest"))

    page.get_by_role("link", name="Open the form").click()

    expect(GuestForm(page, page).button).to_be_visible()
