"""Every page in every state: readable, reachable, and within its frame, at any width, by day and by night."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from e2e.gestures import stops
from e2e.letters import Bystander
from e2e.looks import Complaints, looks_right
from e2e.pages import LeadForm, Person
from e2e.seed import SUSAN, TIM, here
from e2e.stack import Deployment

LONG = quote("Bartholomäus Freiherr von und zu Wolkenstein-Trostburg " + "Donaudampfschifffahrt" * 3)
SITE = f"http://{'long-' * 12}name.example/{'a' * 60}"
LONGEST = (
    "/custom_landing_pages/landing_page_uc.php?PartnerID=4958765&source_number=%2B491234567890123"
    f"&source_partner_name={LONG}&source_company={LONG}&source_website={SITE}"
    f"&source_email={'averylongname' * 4}@{'subdomain.' * 6}example.com"
    "&source_logo=http://images.tmcnet.com/logo.svg"
)

PLAIN = [f"/custom_landing_pages/landing_page_{slug}.php" for slug in ("pbx", "uc", "cc", "sb")]
OURS = [
    *PLAIN,
    LONGEST,
    "/links",
    "/links?PartnerID=4958765&partnerid=7",
    "/lead/pbx",
    "/lead/uc?PartnerID=4958765",
    "/demo/",
    "/demo/clock",
]
RESELLERS = [TIM, SUSAN, TIM.replace("_pbx", "_uc"), TIM.replace("_pbx", "_cc")]
PARTNERS = [
    *("/", "/business-phones", "/contact-center", "/smartbox", "/products"),
    *("/rehearsal", "/unregistered", "/sandboxed", "/smartbox/returnpage.html"),
    *("/smartbox/order", "/smartbox/returnpage.html?errorcode="),
    "/smartbox/returnpage.html?errorcode=Term+is+required.%23Invalid+Password.+Please+try+again.",
    *("/widgets/one", "/widgets/two", "/widgets/app", "/widgets/hostile", "/widgets/opposite"),
    # Not "/scriptless", which looks like "/strict", but on which axe could not run either.
    *("/workbench", "/strict", "/isolated", "/builder", "/twin", "/wordpress"),
    *("/in-place?htmx=4", "/in-place?htmx=2&form=guest", "/in-place?form=webstore"),
    *("/smartbox/try", "/smartbox/start", "/smartbox/welcome", "/smartbox/rehearsal"),
]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.partition("?")[0])
def test_pages_as_they_open(stack: Deployment, page: Page, complaints: Complaints, path: str) -> None:
    page.goto(f"{stack.base_url}{path}")

    looks_right(page)
    assert complaints.others_than() == []


def test_the_mailbox_with_letters(
    stack: Deployment, page: Page, complaints: Complaints, bystander: Bystander
) -> None:
    bystander.letters()
    page.goto(f"{stack.base_url}/demo/mail")
    expect(page.get_by_role("article").first).to_be_visible()

    looks_right(page)
    assert complaints.others_than() == []


@pytest.mark.parametrize("url", RESELLERS, ids=["tim", "susan", "uc", "cc"])
def test_landing_pages_under_a_resellers_name(
    stack: Deployment, page: Page, complaints: Complaints, url: str
) -> None:
    page.goto(here(stack, url))

    looks_right(page)
    assert complaints.others_than() == []


@pytest.mark.parametrize("path", PARTNERS)
def test_the_partners_site(stack: Deployment, page: Page, complaints: Complaints, path: str) -> None:
    page.goto(f"{stack.partner_url}{path}")

    looks_right(page)
    # A sandboxed frame says that it loads and runs no scripts.
    boxed = ("script execution", "/assets/htmx", "ERR_FAILED") if path == "/sandboxed" else ()
    assert complaints.others_than(*boxed) == []


@pytest.mark.parametrize("path", ["/lead/pbx?PartnerID=4958765", PLAIN[0]])
def test_the_form_in_each_of_its_states(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}")
    form.fills(ada, **{"Work e-mail": "ada", "Phone": "x", "Number of users": "x", "Message": "x" * 4001})
    for label in ("First name", "Last name", "Company"):
        form.field(label).fill("")

    form.sends_like_a_robot()
    form.asks_for_characters()
    form.button.click()
    expect(form.summary.get_by_role("listitem")).to_have_count(8)
    looks_right(page)

    form.fills(ada)
    form.field("Characters").fill("PASS")
    form.button.click()
    form.is_thanked(ada, by="Sales")
    looks_right(page)
    # htmx says in the console that the form came back.
    assert complaints.others_than("422") == []


def test_the_captcha_alone(stack: Deployment, page: Page, complaints: Complaints, ada: Person) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{PLAIN[1]}")
    form.fills(ada)
    form.sends_like_a_robot()
    form.asks_for_characters()

    looks_right(page)
    assert complaints.others_than("422") == []


@pytest.mark.parametrize("path", ["/lead/uc?test=true", f"{PLAIN[2]}?test=true&partnerid=1&source_number=12"])
def test_a_rehearsal_and_its_report(stack: Deployment, page: Page, complaints: Complaints, path: str) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}")
    looks_right(page)

    form.button.click()
    page.wait_for_url("**/thanks/**")

    looks_right(page)
    assert complaints.others_than() == []


@pytest.mark.parametrize(
    "path", ["/business-phones", "/rehearsal", "/unregistered", "/smartbox/try", "/smartbox/rehearsal"]
)
def test_what_partners_frame(stack: Deployment, page: Page, complaints: Complaints, path: str) -> None:
    page.goto(f"{stack.partner_url}{path}")
    page.locator("iframe").scroll_into_view_if_needed()
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible()
    [framed] = [frame for frame in page.frames if frame.url.startswith(stack.base_url)]

    looks_right(page, framed)
    assert complaints.others_than() == []


def _lost(page: Page, stack: Deployment) -> str:
    page.goto(f"{stack.base_url}/lead/fax")
    return "This page is not here"


def _too_long(page: Page, stack: Deployment) -> str:
    page.goto(f"{stack.base_url}/lead/pbx?{'x' * 8001}")
    return "This address is too long"


def _from_elsewhere(page: Page, stack: Deployment) -> str:
    form = f'<form method="post" action="{stack.base_url}/lead/pbx"><button>Send</button></form>'
    page.route("http://elsewhere.example/", lambda it: it.fulfill(body=form, content_type="text/html"))
    page.goto("http://elsewhere.example/")
    page.get_by_role("button").click()
    return "Please confirm in a new tab"


def _adrift(page: Page, stack: Deployment) -> str:
    page.goto(f"{stack.partner_url}/nowhere")
    return "This page has drifted off"


@pytest.mark.parametrize("goes_wrong", [_lost, _too_long, _from_elsewhere, _adrift])
def test_what_people_see_when_something_is_wrong(
    stack: Deployment, page: Page, complaints: Complaints, goes_wrong: Callable[[Page, Deployment], str]
) -> None:
    title = goes_wrong(page, stack)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    looks_right(page)
    assert complaints.others_than("404", "414", "403") == []


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    stack: Deployment, page: Page, ada: Person
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")
    assert list(stops(page)) == [
        "a 800.805.0558",
        *(f"input {name}" for name in ("first_name", "last_name", "email", "phone", "company", "users")),
        "textarea message",
        "button Request a quote",
        "a Privacy notice",
    ]

    form.fills(ada)
    form.sends_like_a_robot()
    form.asks_for_characters()
    form.summary.focus()

    reached = list(stops(page))
    assert reached[0] == "a Type the characters"
    captcha = reached[reached.index("textarea message") + 1 :]
    # A player has several controls of its own.
    kinds = list(dict.fromkeys(stop.partition(" ")[0] for stop in captcha))
    assert kinds[:3] == ["button", "audio", "input"]
    assert captcha[0] == "button captcha_again"
    assert "input captcha" in captcha


@pytest.mark.parametrize("path", PLAIN)
def test_the_keyboard_leads_through_a_landing_page_as_it_is_read(
    stack: Deployment, page: Page, path: str
) -> None:
    page.goto(f"{stack.base_url}{path}")

    reached = list(stops(page))

    assert reached[1:8] == [
        *(f"input {name}" for name in ("first_name", "last_name", "email", "phone", "company", "users")),
        "textarea message",
    ]
    assert reached[-3:] == [
        "a 800.805.0558",
        "a info@panterranetworks.com",
        f"a {page.locator('footer a').last.inner_text().strip()}",
    ]


def test_enter_sends_the_form_and_asks_for_no_other_picture(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")

    form.field("First name").press("Enter")
    form.asks_for_characters()
    form.fills(ada)
    form.field("Characters").fill("PASS")
    form.field("Company").press("Enter")

    form.is_thanked(ada, by="Sales")
