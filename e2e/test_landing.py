"""A prospect on a partner's page sends a lead, and the right channel manager has it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.pages import Bystander, LandingPage, LeadForm, Person, facts, turns_pages
from e2e.stack import Deployment

VENDOR = "https://www.panterranetworks.com"

# The vendor's own examples, letter by letter.
JOHN = (
    f"{VENDOR}/custom_landing_pages/landing_page_pbx.php"
    "?source_cm_name=John%20Smith&source_number=408.123.4567&source_email=john@panterranetworks.com"
)
TIM = (
    f"{VENDOR}/custom_landing_pages/landing_page_pbx.php"
    "?source_partner_name=Tim%20Mathews&source_number=650.365.2879&source_email=tim@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)
SUSAN = (
    f"{VENDOR}/custom_landing_pages/landing_page_sb.php"
    "?source_partner_name=Susan%20Brackman&source_number=408.567.3546&source_email=susan@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><rect width="200" height="50"/></svg>'

MAREN = "Maren Holt"


def here(stack: Deployment, url: str) -> str:
    return url.replace(VENDOR, stack.base_url)


def given(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def shows_logos(context: BrowserContext) -> None:
    """Answer for the server of TMC Labs' logo, which is not on this machine."""
    context.route(
        "http://images.tmcnet.com/**", lambda it: it.fulfill(body=LOGO, content_type="image/svg+xml")
    )


@pytest.fixture
def logo_host(context: BrowserContext) -> None:
    """The server of TMC Labs' logo, which is not on this machine."""
    context.route(
        "http://images.tmcnet.com/**", lambda it: it.fulfill(body=LOGO, content_type="image/svg+xml")
    )


def test_johns_campaign_names_john_everywhere_and_brings_him_the_lead(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    landing = LandingPage.on(page, here(stack, JOHN))

    for place in (landing.upper_right, landing.card, landing.footer):
        expect(place).to_contain_text("John Smith")
        expect(place.locator('[href="tel:+14081234567"]')).to_have_text("408.123.4567")
    for place in (landing.upper_right, landing.footer):
        expect(place).to_contain_text("PanTerra")
    expect(landing.footer.locator('[href="mailto:john@panterranetworks.com"]')).to_be_visible()
    expect(landing.footer.locator('[href^="https://panterranetworks.com"]')).to_be_visible()
    expect(page.locator(".plate img")).to_have_count(1)

    landing.fills(ada)
    landing.sends()
    landing.is_thanked(ada, by="John Smith")

    [letter] = stack.letters_about(ada.email)
    assert letter["to"] == "john@panterranetworks.com"
    said = facts(letter)
    assert said["Service"] == "Cloud PBX"
    assert said["PartnerID"] == said["SubPartnerID"] == "none"
    assert said["source_company"] == "PanTerra"
    assert said["source_website"] == "https://panterranetworks.com"
    assert said["source_partner_name"] == said["source_logo"] == "none"
    assert {name: said[name] for name in given(JOHN)} == given(JOHN)


@pytest.mark.parametrize(
    ("url", "name", "number", "service"),
    [
        (TIM, "Tim Mathews", "650.365.2879", "Cloud PBX"),
        (SUSAN, "Susan Brackman", "408.567.3546", "SmartBox"),
    ],
    ids=["tim", "susan"],
)
@pytest.mark.usefixtures("logo_host")
def test_a_resellers_campaign_hides_dave_ryan_and_still_reaches_him(
    stack: Deployment,
    page: Page,
    ada: Person,
    javascript: bool,
    url: str,
    name: str,
    number: str,
    service: str,
) -> None:
    landing = LandingPage.on(page, here(stack, url))

    for place in (landing.upper_right, landing.footer):
        expect(place).to_contain_text(name)
        expect(place).to_contain_text("TMC Labs")
    for place in (landing.upper_right, landing.card, landing.footer):
        expect(place.locator('[href^="tel:"]')).to_have_text(number)
    expect(landing.card).not_to_contain_text(name)
    expect(page.locator("body")).not_to_contain_text("ryan", ignore_case=True)
    expect(page.locator("body")).not_to_contain_text("1234567")
    email = given(url)["source_email"]
    expect(landing.footer.locator(f'[href="mailto:{email}"]')).to_have_text(email)
    expect(landing.footer.locator('[href^="http://www.tmclabs.com"]')).to_be_visible()
    expect(landing.partner_logo).to_have_attribute("alt", "TMC Labs")
    box = landing.partner_logo.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (200, 50), "the logo is shown as large as it is"

    landing.fills(ada)
    landing.sends()
    landing.is_thanked(ada, by=name)

    [letter] = stack.letters_about(ada.email)
    assert letter["to"] == "dave@panterranetworks.com"
    said = facts(letter)
    assert {label: said[label] for label in ada.typed() if label != "Message"} == {
        label: text for label, text in ada.typed().items() if label != "Message"
    }
    assert ada.message in letter["text"]
    assert said["Service"] == service
    assert said["PartnerID"].startswith("1234567 (TMC Labs")
    assert said["SubPartnerID"] == "none"
    sources = {label: text for label, text in given(url).items() if label.startswith("source_")}
    assert {label: said[label] for label in sources} == sources


def test_on_a_wide_screen_everything_stands_where_the_vendor_promised(stack: Deployment, page: Page) -> None:
    landing = LandingPage.on(page, here(stack, JOHN))

    upper_right, form, logo = (
        part.bounding_box() for part in (landing.upper_right, landing.card, page.locator(".plate"))
    )
    assert upper_right
    assert form
    assert logo
    assert upper_right["x"] > 640
    assert upper_right["y"] < form["y"]
    assert form["x"] + form["width"] < 640
    assert logo["x"] + logo["width"] / 2 == pytest.approx(640, abs=10)


@pytest.mark.parametrize(
    ("width", "javascript"), [(360, True), (360, False), (768, True), (1280, True), (1280, False)]
)
def test_a_prospect_never_leaves_the_partners_page(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, width: int
) -> None:
    url = f"{stack.partner_url}/business-phones"
    form = LeadForm.framed(page, url)
    wrong = {"Work e-mail": "ada at home", "Number of users": "a few", "Company": ""}

    form.fills(ada, **wrong)
    form.sends()
    form.complains(
        "Enter an e-mail address like name@example.com.",
        "Enter the name of your company.",
        "Enter a whole number like 25.",
    )
    form.holds(ada, **wrong)
    expect(form.summary).to_be_focused()
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert page.url == url
    expect(page.get_by_role("heading", level=1)).to_have_text("One number, wherever the work is")
    [letter] = bystander.letters_about(ada)
    assert letter["to"] == "john@panterranetworks.com"
    said = facts(letter)
    assert said["PartnerID"].startswith("4958765 (Harbour & Pine IT")
    assert said["SubPartnerID"] == "106"
    assert said["Embedded on"] == stack.partner_url
    assert said["source_company"] == "Harbour & Pine IT"
    assert said["source_logo"] == f"{stack.partner_url}/static/logo.svg"


def test_eyes_and_focus_come_to_the_thank_you_in_a_tall_frame(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    page.set_viewport_size({"width": 360, "height": 500})
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    form.fills(ada)

    form.sends()

    heading = form.card.get_by_role("heading", name="Thank you, Ada")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "javascript"),
    [("/lead/cc", True), ("/custom_landing_pages/landing_page_uc.php", False)],
    ids=["scripted", "scriptless"],
)
def test_mistakes_come_back_inline_with_everything_typed(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}?PartnerID=4958765&source_cm_name=John%20Smith")

    form.sends()
    form.complains(
        "Enter your first name.",
        "Enter your last name.",
        "Enter your work e-mail address.",
        "Enter the name of your company.",
    )
    expect(form.summary).to_be_focused()
    assert page.title().startswith("Error: ")
    form.fills(ada, Phone="call me")
    form.sends()
    form.complains("Enter a phone number like 408 555 0199, or leave this empty.")
    form.holds(ada, Phone="call me")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="John Smith")

    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == "not told by the browser"


def test_a_double_click_makes_one_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")
    form.fills(ada)
    form.takes_time()

    form.button.dblclick()
    form.is_thanked(ada, by="Sales")

    [letter] = bystander.letters_about(ada)
    assert letter["to"] == "sales@panterranetworks.com"


@pytest.mark.parametrize("message", [Person.message, "Please call in the evening."], ids=["same", "amended"])
def test_back_and_send_again_is_the_same_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, message: str
) -> None:
    page.goto(stack.partner_url)
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Sales")

    turns_pages(page, -1)
    if javascript:
        # There the thank-you has no address of its own: Back leaves it, and Forward is the form.
        turns_pages(page, +1)
    form.fills(ada, Message=message)
    form.sends()
    form.is_thanked(ada, by="Sales")

    letters = bystander.letters_about(ada)
    assert len(letters) == (1 if message == ada.message else 2)
    assert {facts(letter)["Lead"] for letter in letters} == {facts(letters[-1])["Lead"]}
    assert message in letters[0]["text"]


@pytest.mark.parametrize("javascript", [False], ids=["scriptless"])
def test_back_in_a_frame_and_send_again_is_the_same_lead(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    # The history of a page has the steps of its frames; no browser keeps those as they were.
    turns_pages(page, -1)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert len(bystander.letters_about(ada)) == 1


@pytest.mark.parametrize(
    ("path", "javascript"),
    [("/custom_landing_pages/landing_page_sb.php", True), ("/lead/sb", False)],
    ids=["scripted", "scriptless"],
)
def test_a_reload_sends_nothing_again(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool, path: str
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}{path}")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Sales")

    page.reload()
    if javascript:
        # Nothing has an address of its own there: the page begins anew.
        expect(form.button).to_be_visible()
    else:
        form.is_thanked(ada, by="Sales")

    assert len(bystander.letters_about(ada)) == 1


def test_two_tabs_are_two_leads(
    stack: Deployment,
    context: BrowserContext,
    ada: Person,
    grace: Person,
    bystander: Bystander,
    javascript: bool,
) -> None:
    url = f"{stack.base_url}/lead/uc?PartnerID=4958765"
    first, second = (LeadForm.on(context.new_page(), url) for _ in range(2))
    first.fills(ada)
    second.fills(grace)

    second.sends()
    second.is_thanked(grace, by="Sales")
    first.sends()
    first.is_thanked(ada, by="Sales")

    assert len(bystander.letters_about(ada)) == 1
    assert len(bystander.letters_about(grace)) == 1


def test_whoever_is_too_quick_shows_to_be_a_person_and_is_heard(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/business-phones")

    form.button.click()
    form.asks_for_characters()
    form.fills(ada)
    first_picture = form.picture.get_attribute("src")
    assert first_picture
    form.scope.get_by_role("button", name="Another picture").click()
    expect(form.picture).not_to_have_attribute("src", first_picture)
    form.asks_for_characters()
    form.holds(ada)

    spoken = form.scope.locator("audio").get_attribute("src")
    answer = page.request.get(f"{stack.base_url}{spoken}")
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.body().startswith(b"RIFF")

    form.field("Characters").fill("wrong")
    form.field("Characters").press("Enter")
    form.complains("The characters did not match. Here is another picture.")
    form.holds(ada)
    form.field("Characters").fill("pass")
    form.sends()
    form.is_thanked(ada, by=MAREN)
    assert len(bystander.letters_about(ada)) == 1


def test_a_solved_captcha_is_not_asked_again_because_of_another_mistake(
    stack: Deployment, page: Page, ada: Person, javascript: bool
) -> None:
    form = LeadForm.on(page, f"{stack.base_url}/lead/pbx")

    form.sends_like_a_robot()
    form.asks_for_characters()
    form.fills(ada, Company="")
    form.field("Characters").fill("PASS")
    form.button.click()
    form.complains("Enter the name of your company.")
    expect(form.picture).to_have_count(0)
    form.field("Company").fill(ada.company)
    form.button.click()

    form.is_thanked(ada, by="Sales")


def test_on_a_strangers_page_the_form_opens_in_a_new_tab(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander, javascript: bool
) -> None:
    url = f"{stack.partner_url}/unregistered"
    page.goto(url)
    page.locator("iframe").scroll_into_view_if_needed()
    note = page.frame_locator("iframe")

    expect(note.get_by_role("heading", name="This form opens in a new tab")).to_be_visible()
    expect(note.locator("form")).to_have_count(0)
    with page.expect_popup() as opened:
        note.get_by_role("link", name="Open the form").click()
    form = LeadForm(opened.value, opened.value)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by=MAREN)

    assert page.url == url
    [letter] = bystander.letters_about(ada)
    assert facts(letter)["PartnerID"].startswith("1234567 (TMC Labs")


def test_a_rehearsal_returns_to_the_thank_you_and_sends_nothing(
    stack: Deployment, page: Page, bystander: Bystander, javascript: bool
) -> None:
    before = len(bystander.letters())
    form = LeadForm.framed(page, f"{stack.partner_url}/rehearsal")
    expect(form.scope.locator(".banner")).to_contain_text("TEST")
    expect(form.scope.locator(".report")).to_contain_text(f"{stack.partner_url}, registered")

    form.button.click()
    page.wait_for_url(f"{stack.base_url}/thanks/**")

    expect(page.locator(".banner")).to_contain_text("Remove test=true")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator(".report")).to_contain_text("4958765")
    assert len(bystander.letters()) == before


def test_the_form_waits_neither_for_htmx_nor_for_a_logo(
    stack: Deployment, page: Page, ada: Person, bystander: Bystander
) -> None:
    # Requests that are never answered, as behind a bad line.
    page.route("**/assets/*.js", lambda _: None)
    page.route("http://images.tmcnet.com/**", lambda _: None)
    page.goto(here(stack, TIM), wait_until="commit")
    form = LandingPage(page, page)

    form.fills(ada)
    form.sends()
    page.wait_for_url(f"{stack.base_url}/thanks/**", wait_until="commit")
    form.is_thanked(ada, by="Tim Mathews")

    assert len(bystander.letters_about(ada)) == 1
