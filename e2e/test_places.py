"""Where a partner's site makes it hard: each page of the workbench shows a form that works, or a way on."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from e2e.anybody import Anybody
from e2e.letters import Bystander, facts
from e2e.looks import Complaints
from e2e.pages import LeadForm, Person
from e2e.signup_pages import GuestForm
from e2e.stack import Deployment

ABREAST = ("/strict", "/isolated")

# What Chromium says, and means no harm by: the focus stays on the partner's page.
FOCUS = "Blocked autofocusing"
SANDBOXED = "script execution"


@pytest.fixture(scope="module")
def anybody() -> Iterator[Anybody]:
    with Anybody() as site:
        yield site


def nest(stack: Deployment) -> str:
    """Where the site builder of the partner keeps what is pasted."""
    return f"http://harbour-and-pine.drydock.{urlsplit(stack.partner_url).netloc}"


def www(stack: Deployment) -> str:
    """The twin of the partner's site, which is not registered."""
    return stack.partner_url.replace("://", "://www.")


def sheet(page: Page, title: str) -> FrameLocator:
    """The frame below this heading, loaded."""
    region = page.get_by_role("region", name=title)
    region.scroll_into_view_if_needed()
    return region.frame_locator("iframe")


def test_every_place_is_listed_and_there(stack: Deployment, page: Page) -> None:
    page.goto(stack.partner_url)
    page.get_by_role("link", name="Everything we try out").click()
    links = page.get_by_role("main").get_by_role("link").evaluate_all("all => all.map(one => one.href)")

    assert len(set(links)) == len(links) >= 19
    for link in links:
        answer = page.request.get(link)
        assert answer.status == 200, link
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


@pytest.mark.parametrize("way", ["iframe", "script"])
def test_a_lead_from_a_site_builders_frame_arrives(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person, bystander: Bystander, way: str
) -> None:
    page.goto(f"{stack.partner_url}/builder?way={way}")
    nested = page.frame_locator("iframe").frame_locator("iframe")

    LeadForm(page, nested).is_sent_by(ada)

    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == nest(stack)
    assert complaints.others_than(FOCUS) == []


def test_the_script_in_a_site_builders_frame_is_told_heights_alone(stack: Deployment, page: Page) -> None:
    page.goto(f"{stack.partner_url}/builder?way=script")
    code = page.frame_locator("iframe")
    form = LeadForm(page, code.frame_locator("iframe"))
    expect(code.locator("[data-partner-tools] > a")).to_be_hidden()
    page.frames[1].evaluate(
        """() => ['resize', 'invalid'].forEach(type =>
          addEventListener('partner-tools:' + type, () => { document.title += ' ' + type }))"""
    )

    form.button.click()
    expect(form.summary).to_be_visible()
    page.frames[1].wait_for_function("document.title.includes('resize')")

    high = page.frames[2].evaluate(
        "Math.ceil(document.querySelector('.page').getBoundingClientRect().height)"
    )
    assert code.locator("iframe").evaluate("frame => frame.clientHeight") == high
    assert "invalid" not in page.frames[1].title()


def test_a_builder_that_nobody_vetted_shows_a_way_on(stack: Deployment, page: Page) -> None:
    page.goto(f"{www(stack)}/builder")

    note = page.frame_locator("iframe").frame_locator("iframe")
    expect(note.get_by_role("heading", name="This form opens in a new tab")).to_be_visible()


def test_a_stranger_around_the_builders_frame_shows_no_form(
    stack: Deployment, page: Page, anybody: Anybody
) -> None:
    page.goto(anybody.page(f'<iframe src="{nest(stack)}/nested" width="900" height="900"></iframe>'))
    expect(page.frame_locator("iframe").locator("iframe")).to_be_visible()
    page.wait_for_load_state("networkidle")

    assert [frame.url for frame in page.frames[2:]] == ["chrome-error://chromewebdata/"]


def test_the_twin_of_a_site_shows_a_way_on_and_a_rehearsal_says_why(stack: Deployment, page: Page) -> None:
    form = LeadForm.framed(page, f"{stack.partner_url}/twin")
    expect(form.button).to_be_visible()

    page.goto(f"{www(stack)}/twin")
    note = sheet(page, "What a visitor sees")
    expect(note.get_by_role("heading", name="This form opens in a new tab")).to_be_visible()
    with page.expect_popup() as opened:
        note.get_by_role("link", name="Open the form").click()
    expect(LeadForm(opened.value, opened.value).button).to_be_visible()

    page.goto(f"{www(stack)}/twin?test=true")
    report = sheet(page, "What a visitor sees").locator("section.report")
    expect(report).to_contain_text(f"{www(stack)}, not registered")
    expect(report.locator(".finding").last).to_contain_text(www(stack))


@pytest.mark.parametrize("path", ABREAST)
@pytest.mark.parametrize("way", ["A frame", "The script"])
def test_a_lead_from_a_host_that_allows_little(
    stack: Deployment,
    page: Page,
    complaints: Complaints,
    ada: Person,
    bystander: Bystander,
    path: str,
    way: str,
) -> None:
    page.goto(f"{stack.partner_url}{path}")

    LeadForm(page, sheet(page, way)).is_sent_by(ada)

    assert len(bystander.letters_about(ada)) == 1
    assert complaints.others_than(FOCUS) == []


@pytest.mark.parametrize("path", ABREAST)
def test_a_guest_in_the_page_of_a_host_that_allows_little(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person, path: str
) -> None:
    form = GuestForm.on(page, f"{stack.partner_url}{path}")
    form.asks_for_characters()
    page.get_by_role("button", name="Another picture").click()
    form.asks_for_characters()

    form.fills(ada)
    form.sends().waits_for("a•••@analytical.example")

    assert complaints.others_than() == []


def test_an_isolated_page_is_isolated_and_shows_our_pictures(stack: Deployment, page: Page) -> None:
    page.goto(f"{stack.partner_url}/isolated")

    assert page.evaluate("crossOriginIsolated")
    picture = page.get_by_role("img", name="Streams, unified communications")
    assert picture.evaluate("it => it.naturalWidth") == 200


def test_without_scripts_the_frame_works_and_the_rest_are_links_that_do(
    stack: Deployment, page: Page, complaints: Complaints, ada: Person, javascript: bool
) -> None:
    url = f"{stack.partner_url}/scriptless"
    page.goto(url)
    expect(page.locator("iframe")).to_have_count(1)
    LeadForm(page, sheet(page, "A frame")).is_sent_by(ada)

    page.get_by_role("link", name="Ask for a quote").click()
    expect(LeadForm(page, page).button).to_be_visible()
    page.goto(url)
    page.get_by_role("link", name="Create a free account").click()
    expect(GuestForm(page, page).button).to_be_visible()

    assert complaints.others_than(FOCUS, SANDBOXED) == []
