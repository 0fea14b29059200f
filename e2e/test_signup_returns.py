"""Test runs of the signup forms, and the ways on to where nobody vouches for the page."""

from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, expect

from e2e.letters import Bystander, code_in
from e2e.pages import Form, Person
from e2e.signup_pages import GuestForm, SignupForm, WebstoreForm
from e2e.stack import Deployment

ELSEWHERE = "http://elsewhere.example/back?from=us"
FORMS = [(GuestForm, "/guest"), (WebstoreForm, "/webstore/")]


@pytest.fixture
def elsewhere(page: Page) -> str:
    """A page of nobody's that is not on this machine."""
    html = "<!doctype html><title>Elsewhere</title>"
    page.context.route(
        "http://elsewhere.example/**", lambda it: it.fulfill(body=html, content_type="text/html")
    )
    return ELSEWHERE


def shows_leaving(page: Page, stack: Deployment) -> None:
    """The window as a whole names the host and waits for a click."""
    expect(page.get_by_role("heading", level=1)).to_have_text("You are leaving for elsewhere.example")
    assert page.url.startswith(stack.base_url)
    expect(page.locator("main")).to_contain_text("We do not know this site as one of Harbour & Pine IT.")


@pytest.mark.parametrize("place", ["alone", "framed"])
@pytest.mark.parametrize(("form", "path"), FORMS, ids=["guest", "webstore"])
def test_a_test_run_of_an_empty_form_leads_the_whole_window_back(
    stack: Deployment,
    page: Page,
    bystander: Bystander,
    javascript: bool,
    place: str,
    form: type[SignupForm],
    path: str,
) -> None:
    before = len(bystander.letters())
    welcome = f"{stack.partner_url}/smartbox/welcome?from=us"
    query = urlencode({"PartnerID": "4958765", "returnurl": welcome, "test": "true"})
    if place == "framed":
        query = urlencode({"form": path, "returnurl": welcome})
        shown: Form = form.framed(page, f"{stack.partner_url}/smartbox/rehearsal?{query}")
        expect(shown.scope.locator(".report")).to_contain_text(f"{stack.partner_url}, registered")
    else:
        shown = form.on(page, f"{stack.base_url}{path}?{query}")
    expect(shown.scope.locator(".banner")).to_contain_text("TEST")
    expect(shown.picture).to_have_count(0)

    shown.card.get_by_role("button", name="Create account").click()

    expect(page).to_have_url(welcome)
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to have you with us")
    assert len(bystander.letters()) == before


def test_without_a_returnurl_a_test_run_leads_to_the_login_page(
    stack: Deployment, page: Page, javascript: bool
) -> None:
    form = GuestForm.on(page, f"{stack.base_url}/guest?PartnerID=4958765&test=true")

    form.button.click()

    expect(page).to_have_url(f"{stack.base_url}/login")


@pytest.mark.parametrize("place", ["alone", "framed"])
def test_a_test_run_for_a_strange_page_asks_before_it_goes_there(
    stack: Deployment, page: Page, elsewhere: str, javascript: bool, place: str
) -> None:
    query = urlencode({"PartnerID": "4958765", "returnurl": elsewhere, "test": "true"})
    form = (
        GuestForm.framed(page, f"{stack.partner_url}/smartbox/rehearsal?returnurl={quote(elsewhere)}")
        if place == "framed"
        else GuestForm.on(page, f"{stack.base_url}/guest?{query}")
    )

    form.button.click()
    shows_leaving(page, stack)
    page.get_by_role("link", name="Go on to elsewhere.example").click()

    expect(page).to_have_url(elsewhere)


@pytest.mark.parametrize("confirms", [False, True], ids=["before", "after"])
def test_finish_asks_before_it_leads_to_a_strange_page(
    stack: Deployment, page: Page, elsewhere: str, ada: Person, javascript: bool, confirms: bool
) -> None:
    url = f"{stack.partner_url}/smartbox/rehearsal?test=false&returnurl={quote(elsewhere)}"
    form = GuestForm.framed(page, url)
    form.fills(ada)
    after = form.sends()
    if confirms:
        after.enters(code_in(stack.letter_to(ada.email)))
        after.is_confirmed()

    after.finishes()
    shows_leaving(page, stack)
    page.get_by_role("link", name="Go on to elsewhere.example").click()

    expect(page).to_have_url(elsewhere)
