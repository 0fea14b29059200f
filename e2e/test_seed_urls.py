"""The vendor's example URLs name the right people everywhere, and the right manager has the lead."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.letters import Bystander, facts
from e2e.pages import LandingPage, Person
from e2e.seed import JOHN, SUSAN, TIM, given, here, shows_logos
from e2e.stack import Deployment


@pytest.fixture
def logo_host(context: BrowserContext) -> None:
    """The server of TMC Labs' logo, which is not on this machine."""
    shows_logos(context)


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
