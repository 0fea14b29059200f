"""The signup pages in every state: as test_looks.py examines all others."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.gestures import stops
from e2e.letters import code_in, link_in
from e2e.looks import Complaints, looks_right
from e2e.pages import Person
from e2e.signup_pages import AfterSignup, GuestForm, SignupForm, WebstoreForm
from e2e.stack import Deployment

OURS = [
    *("/guest", "/guest?PartnerID=4958765&theme=dark", "/webstore/", "/webstore/?PartnerID=1234567"),
    "/guest?test=true&partnerid=1&source_number=12&returnurl=http://elsewhere.example/",
    f"/webstore/?test=true&PartnerID=4958765&returnurl=http://partnerwebsite.com/{'long-' * 40}",
    *("/agreements/eusa_agreement.html", "/verify/nothing", "/signup/nothing"),
]
FORMS = [(GuestForm, "/guest?PartnerID=4958765", 7), (WebstoreForm, "/webstore/?PartnerID=4958765", 13)]


@pytest.fixture
def after(stack: Deployment, page: Page, ada: Person) -> AfterSignup:
    """Ada has just signed up; her partner's returnurl is nobody's."""
    url = f"{stack.base_url}/guest?PartnerID=4958765&returnurl=http://{'long-' * 11}name.example/"
    form = GuestForm.on(page, url)
    form.fills(ada)
    return form.sends()


@pytest.mark.parametrize("path", OURS, ids=lambda path: path[:30])
def test_pages_as_they_open(stack: Deployment, page: Page, complaints: Complaints, path: str) -> None:
    page.goto(f"{stack.base_url}{path}")

    looks_right(page)
    assert complaints.others_than("404") == []


@pytest.mark.parametrize(("kind", "path", "mistakes"), FORMS, ids=["guest", "webstore"])
def test_every_mistake_at_once(
    stack: Deployment,
    page: Page,
    complaints: Complaints,
    kind: type[SignupForm],
    path: str,
    mistakes: int,
) -> None:
    form = kind.on(page, f"{stack.base_url}{path}")

    form.button.click()
    expect(form.summary.get_by_role("listitem")).to_have_count(mistakes)

    looks_right(page)
    # htmx says in the console that the form came back.
    assert complaints.others_than("422") == []


def _nothing(after: AfterSignup) -> None:
    after.waits_for("a•••")


def _wrong_code(after: AfterSignup) -> None:
    after.enters("WRNG CODE")
    after.complains(re.compile("does not work"))


def _too_soon(after: AfterSignup) -> None:
    after.asks_again()
    after.complains(re.compile("just sent"))


def _wrong_address(after: AfterSignup) -> None:
    after.changes_address("ada at home")
    after.complains(re.compile("like name@example.com"))


def _open(after: AfterSignup) -> None:
    after.card.get_by_text("The address is wrong").click()
    expect(after.card.get_by_label("New e-mail address")).to_be_visible()


@pytest.mark.parametrize("deed", [_nothing, _wrong_code, _too_soon, _wrong_address, _open])
def test_the_page_after_signup(
    complaints: Complaints, after: AfterSignup, deed: Callable[[AfterSignup], None]
) -> None:
    deed(after)

    looks_right(after.page)
    assert complaints.others_than("422") == []


def test_confirmed_and_leaving(
    stack: Deployment, complaints: Complaints, after: AfterSignup, ada: Person
) -> None:
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    looks_right(after.page)

    after.finishes()
    expect(after.page.get_by_role("heading", level=1)).to_contain_text("You are leaving for")
    looks_right(after.page)

    after.page.goto(link_in(stack.letter_to(ada.email)))
    expect(after.page.get_by_role("heading", level=1)).to_have_text("Your address is confirmed")
    looks_right(after.page)
    assert complaints.others_than() == []


def test_behind_the_link_of_a_letter(
    stack: Deployment, page: Page, complaints: Complaints, after: AfterSignup, ada: Person
) -> None:
    link = link_in(stack.letter_to(ada.email))
    page.goto(link)
    looks_right(page)

    # Somebody else claims the address, too.
    form = WebstoreForm.on(page, f"{stack.base_url}/webstore/")
    form.fills(ada)
    form.sends()
    # Whoever leaves sooner breaks the answer off, and the browser complains.
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your address")
    page.goto(link)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#errors")).to_contain_text("Enter the password")
    looks_right(page)

    page.get_by_role("button", name="It was not me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This signup is closed")
    looks_right(page)
    assert complaints.others_than("422") == []


@pytest.mark.parametrize(
    ("kind", "path", "controls"),
    [
        (GuestForm, "/guest", "first_name last_name email password confirm_password eusa"),
        (
            WebstoreForm,
            "/webstore/",
            "sb_companyname sb_address1 sb_address2 sb_city sb_postalcode sb_country sb_firstname"
            " sb_lastname sb_phoneNumber sb_emailAddress sb_password sb_confirmpassword sb_nusers term eusa",
        ),
    ],
    ids=["guest", "webstore"],
)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    stack: Deployment, page: Page, kind: type[SignupForm], path: str, controls: str
) -> None:
    kind.on(page, f"{stack.base_url}{path}")

    reached = list(stops(page))

    kinds = {"sb_country": "select"}
    wanted = [f"{kinds.get(name, 'input')} {name}" for name in controls.split()]
    assert reached[: len(wanted)] == wanted
    captcha = reached[len(wanted) + 1 :]
    assert reached[len(wanted)] == "a End User Service Agreement"
    assert captcha[0] == "button captcha_again"
    assert captcha[-4:] == ["input captcha", "a 800.805.0558", "button Create account", "a Privacy notice"]


def test_the_keyboard_goes_through_the_deeds_after_signup(after: AfterSignup) -> None:
    _open(after)
    after.heading.focus()

    assert list(stops(after.page)) == [
        "input code",
        "button Confirm",
        "button resend",
        "summary The address is wrong",
        "input email",
        "button Change address",
        "a Finish",
    ]
