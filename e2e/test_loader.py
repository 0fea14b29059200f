"""The script's snippet on a partner's page: its link becomes a form, and the page around it rests."""

import base64
import hashlib
import urllib.request
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.letters import Bystander, code_in, facts
from e2e.pages import LeadForm, Person
from e2e.partner_site import PARTNER
from e2e.signup_pages import GuestForm
from e2e.stack import ARRIVES_WITHIN, Deployment, until

BOX = "[data-partner-tools]"
FRAME = f"{BOX} iframe"

# What the page hears from its snippets, and where the browser saw something move.
LISTENS = """
  window.heard = []
  const hear = ({ type, detail, target }) =>
    heard.push({ type: type.split(':')[1], detail, on: target.dataset.partnerTools })
  for (const type of ['ready', 'resize', 'invalid', 'submitted', 'finished'])
    addEventListener('partner-tools:' + type, hear)
  window.shifts = []
  const where = node => {
    const place = document.querySelector('[data-partner-tools]')
    return node && place.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING ? 'after' : 'before'
  }
  new PerformanceObserver(list => list.getEntries().forEach(({ sources }) =>
    shifts.push(sources.map(({ node }) => where(node)))
  )).observe({ type: 'layout-shift', buffered: true })
"""
RESERVES = """
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('[data-partner-tools] { min-height: 1000px }')
  document.adoptedStyleSheets = [sheet]
"""
SAYS = "(message) => ({ ns: 'partner-tools', v: 1, id: 'partner-tools-1', ...message })"


@pytest.fixture
def host(context: BrowserContext) -> Page:
    """A tab that writes down what the snippets on its page tell."""
    context.add_init_script(LISTENS)
    return context.new_page()


def opens(host: Page, stack: Deployment, name: str, frames: int = 1) -> None:
    """Open one of the partner's pages, and wait until its frames have said how high they are."""
    host.goto(f"{stack.partner_url}/widgets/{name}")
    tells(host, "ready", frames)


def tells(host: Page, kind: str, times: int = 1) -> list[dict[str, Any]]:
    """What was heard of one kind, as soon as it was heard so often."""

    def heard() -> list[dict[str, Any]] | None:
        host.wait_for_timeout(20)
        ones = told(host, kind)
        return ones if len(ones) >= times else None

    return until(heard, ARRIVES_WITHIN, f"{times} × {kind}")


def told(host: Page, kind: str) -> list[dict[str, Any]]:
    return [one for one in host.evaluate("heard") if one["type"] == kind]


def heights(host: Page) -> list[float]:
    return [box["height"] for frame in host.locator(FRAME).all() if (box := frame.bounding_box())]


def fits(host: Page) -> None:
    """The frame is as wide as its place and as high as its page, neither cut off nor scrolled."""
    place, frame = host.locator(BOX).bounding_box(), host.locator(FRAME).bounding_box()
    assert place is not None
    assert frame is not None
    assert (frame["x"], frame["width"]) == (place["x"], place["width"])
    inside = host.frames[1].evaluate("""[
      innerHeight, document.documentElement.scrollHeight,
      document.querySelector('.page').getBoundingClientRect().height]""")
    assert inside[0] == inside[1] == frame["height"]
    assert inside[0] - inside[2] < 1


@pytest.mark.parametrize("swapped", [True, False], ids=["swapped", "page by page"])
def test_a_lead_through_the_script_reaches_the_manager(
    stack: Deployment,
    host: Page,
    context: BrowserContext,
    ada: Person,
    bystander: Bystander,
    swapped: bool,
) -> None:
    if not swapped:
        host.route("**/assets/htmx-*", lambda route: route.abort())
    opens(host, stack, "one")
    form = LeadForm(host, host.frame_locator(FRAME))
    form.fills(ada, Company="")
    form.sends()
    form.complains("Enter the name of your company.")
    tells(host, "invalid")
    expect(form.summary).to_be_in_viewport(ratio=1)
    form.field("Company").fill(ada.company)
    form.sends()
    form.is_thanked(ada, by="Maren Holt")
    tells(host, "submitted")
    expect(form.card.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
    fits(host)

    [letter] = bystander.letters_about(ada)
    assert facts(letter)["Embedded on"] == stack.partner_url
    heard = host.evaluate("heard")
    assert len(told(host, "ready")) == (1 if swapped else 3)
    assert {one["on"] for one in heard} == {"lead-pbx"}
    assert {name for one in heard for name in one["detail"]} <= {"id", "widget", "height", "top", "bottom"}
    assert context.cookies() == []
    assert context.storage_state(indexed_db=True)["origins"] == []


def test_two_forms_and_two_scripts_make_two_frames(stack: Deployment, host: Page) -> None:
    opens(host, stack, "two", frames=2)

    expect(host.locator(FRAME)).to_have_count(2)
    titles = [frame.get_attribute("title") for frame in host.locator(FRAME).all()]
    assert titles == ["Cloud PBX: lead form", "Guest signup"]
    for link in host.locator(f"{BOX} > a").all():
        expect(link).to_be_hidden()
    lead, guest = heights(host)
    assert 700 < lead < guest


def test_a_form_that_comes_and_goes_is_one_frame_and_hears_nothing_once_it_is_gone(
    stack: Deployment, host: Page
) -> None:
    host.goto(f"{stack.partner_url}/widgets/app")
    for time in (1, 2, 3):
        host.locator("#show").click()
        tells(host, "ready", time)
        expect(host.locator(FRAME)).to_have_count(1)
        host.locator("#hide").click()
        expect(host.locator("iframe")).to_have_count(0)
    host.locator("#show").click()
    tells(host, "ready", 4)
    host.locator("#move").click()
    tells(host, "ready", 5)
    expect(host.locator(f"#right {FRAME}")).to_have_count(1)
    expect(host.locator(f"{BOX} > a")).to_be_hidden()

    host.locator(FRAME).evaluate("frame => frame.remove()")

    expect(host.locator(f"{BOX} > a")).to_be_visible()
    assert len(told(host, "ready")) == 5


def test_a_guest_signs_up_in_place_and_leaves_as_a_whole(stack: Deployment, host: Page, ada: Person) -> None:
    said: list[str] = []
    host.on("console", lambda it: said.append(it.text))
    opens(host, stack, "two", frames=2)
    host.evaluate("addEventListener('partner-tools:finished', ({ type }) => console.log(type))")
    form = GuestForm(host, host.frame_locator(FRAME).nth(1))
    form.fills(ada)
    after = form.sends()
    tells(host, "submitted")
    expect(after.heading).to_be_in_viewport(ratio=1)

    after.enters("WRNG CODE")
    tells(host, "invalid")
    expect(after.summary).to_be_in_viewport(ratio=1)
    after.enters(code_in(stack.letter_to(ada.email)))
    after.is_confirmed()
    assert [one["on"] for one in told(host, "submitted")] == ["guest"]
    after.finishes()

    host.wait_for_url(f"{stack.partner_url}/smartbox/welcome")
    assert said.count("partner-tools:finished") == 1


def test_a_copy_that_a_page_kept_of_itself_comes_to_life_with_one_frame(
    stack: Deployment, host: Page
) -> None:
    opens(host, stack, "one")

    host.locator(BOX).evaluate("place => place.replaceWith(place.cloneNode(true))")
    tells(host, "ready", 2)

    expect(host.locator(FRAME)).to_have_count(1)
    expect(host.locator(f"{BOX} > a")).to_be_hidden()
    fits(host)


def test_attributes_are_the_parameters_and_only_their_letters_count(stack: Deployment, host: Page) -> None:
    opens(host, stack, "one")
    host.locator(BOX).evaluate(
        """place => place.parentNode.insertAdjacentHTML('beforeend',
          `<div data-partner-tools="content" data-partnerid="4958765" data-source_cm-name="J&amp;S + Söhne"
                data-theme="dark" data-visitor="ada@example.com"></div>`)"""
    )
    tells(host, "ready", 2)

    first, second = (frame.get_attribute("src") or "" for frame in host.locator(FRAME).all())

    logo = f"{stack.partner_url}/static/logo.svg"
    assert dict(parse_qsl(urlsplit(first).query)) == {**PARTNER, "source_logo": logo}
    assert urlsplit(second).path == "/index.php"
    assert dict(parse_qsl(urlsplit(second).query)) == {
        "syndication": "true",
        "PartnerID": "4958765",
        "source_cm_name": "J&S + Söhne",
        "theme": "dark",
    }


def test_a_widget_that_is_not_there_stays_a_link(stack: Deployment, host: Page) -> None:
    said: list[str] = []
    host.on("console", lambda it: said.append(it.text))
    opens(host, stack, "one")

    host.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p data-partner-tools=valueOf><a href=/>Go</a></p>')"
    )

    expect(host.get_by_role("link", name="Go", exact=True)).to_be_visible()
    expect(host.locator("iframe")).to_have_count(1)
    assert "partner-tools: there is no widget valueOf" in said


@pytest.mark.parametrize("name", ["one", "hostile", "opposite"])
def test_the_height_is_right_and_rests_whatever_the_partners_stylesheet_says(
    stack: Deployment, host: Page, name: str
) -> None:
    opens(host, stack, name)
    host.wait_for_timeout(500)
    fits(host)
    first, resizes = heights(host), len(told(host, "resize"))

    for _ in range(8):
        host.wait_for_timeout(250)
        assert abs(heights(host)[0] - first[0]) <= 1
    assert len(told(host, "resize")) == resizes

    host.set_viewport_size({"width": 360, "height": 900})
    tells(host, "resize", resizes + 1)
    host.wait_for_timeout(300)
    fits(host)


@pytest.mark.parametrize("reserved", [False, True])
def test_what_follows_moves_once_and_not_at_all_where_the_partner_keeps_the_place(
    stack: Deployment, host: Page, reserved: bool
) -> None:
    if reserved:
        host.add_init_script(RESERVES)
    opens(host, stack, "one")
    host.wait_for_timeout(1000)

    shifts = host.evaluate("shifts")

    assert {moved for shift in shifts for moved in shift} <= {"after"}
    assert len(shifts) == (0 if reserved else 1)


def test_what_a_form_answers_is_brought_into_view_unless_it_is_seen_already(
    stack: Deployment, host: Page
) -> None:
    opens(host, stack, "two", frames=2)
    host.set_viewport_size({"width": 1280, "height": 600})
    host.evaluate("scrollTo(0, document.body.scrollHeight)")

    def answers(top: int, bottom: int) -> tuple[float, float]:
        """Where the page is scrolled to, and where the answer then stands in the window."""
        heard = len(told(host, "invalid"))
        message = f"{{ type: 'invalid', data: {{ top: {top}, bottom: {bottom} }} }}"
        host.frames[2].evaluate(f"parent.postMessage(({SAYS})({message}), '*')")
        tells(host, "invalid", heard + 1)
        at = host.locator(FRAME).nth(1).evaluate("frame => frame.getBoundingClientRect().top")
        return host.evaluate("scrollY"), at + top

    scrolled, stands = answers(20, 120)
    assert 0 <= stands <= 120
    assert answers(20, 120) == (scrolled, stands)
    assert answers(200, 300)[0] == scrolled
    assert answers(900, 1000)[0] > scrolled
    # Of an answer that is higher than the window its beginning is shown.
    assert 0 <= answers(20, 1500)[1] <= 300


@pytest.mark.parametrize(("high", "loading"), [(900, None), (120, "lazy")])
def test_only_what_lies_below_the_window_is_lazy(
    stack: Deployment, host: Page, high: int, loading: str | None
) -> None:
    host.set_viewport_size({"width": 1280, "height": high})
    opens(host, stack, "one")

    assert host.locator(FRAME).get_attribute("loading") == loading


def test_neither_side_listens_to_a_frame_next_to_it(stack: Deployment, host: Page) -> None:
    opens(host, stack, "two", frames=2)
    tells(host, "resize", 2)
    host.wait_for_timeout(300)
    before = host.evaluate("heard"), heights(host)

    # The second frame, of the very origin that is trusted, speaks for the first and to it; so does the page.
    sibling = host.frames[2]
    lies = "{ type: 'submitted', data: { height: 4321 } }"
    host.evaluate(f"window.postMessage(({SAYS})({lies}), '*')")
    sibling.evaluate(f"parent.frames[0].postMessage(({SAYS})({{ type: 'init' }}), '*')")
    sibling.evaluate(
        "parent.postMessage({ ns: 'else', v: 1, type: 'submitted', data: { height: 4321 } }, '*')"
    )
    host.wait_for_timeout(500)
    assert (host.evaluate("heard"), heights(host)) == before

    # The control: who may say so is heard.
    host.evaluate(f"frames[0].postMessage(({SAYS})({{ type: 'init' }}), '*')")
    tells(host, "resize", 3)
    sibling.evaluate(f"parent.postMessage(({SAYS})({{ type: 'resize', data: {{ height: 4321 }} }}), '*')")
    until(lambda: heights(host)[1] == 4321, ARRIVES_WITHIN, "the height that the frame itself told")
    assert heights(host)[0] == before[1][0]


def test_a_site_that_is_not_registered_shows_a_way_on_and_gets_no_answers(
    stack: Deployment, host: Page
) -> None:
    stranger = stack.partner_url.replace("localhost", "127.0.0.1")
    host.goto(f"{stranger}/widgets/one")
    tells(host, "ready")
    note = host.frame_locator(FRAME)
    expect(note.get_by_role("heading", name="This form opens in a new tab")).to_be_visible()
    heard = host.evaluate("heard")

    host.evaluate(f"frames[0].postMessage(({SAYS})({{ type: 'init' }}), '*')")
    host.wait_for_timeout(500)

    assert host.evaluate("heard") == heard
    with host.context.expect_page() as opened:
        note.get_by_role("link", name="Open the form").click()
    LeadForm(opened.value, opened.value)


def test_without_javascript_the_link_leads_to_the_form(
    stack: Deployment, context: BrowserContext, javascript: bool, ada: Person
) -> None:
    page = context.new_page()
    page.goto(f"{stack.partner_url}/widgets/one")
    if javascript:
        expect(page.locator(FRAME)).to_have_count(1)
        return
    expect(page.locator("iframe")).to_have_count(0)
    page.locator(f"{BOX} > a").click()
    form = LeadForm(page, page)
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Maren Holt")


@pytest.mark.parametrize("right", [True, False])
def test_a_pinned_script_runs_only_as_it_was_pinned(stack: Deployment, host: Page, right: bool) -> None:
    with urllib.request.urlopen(f"{stack.base_url}/embed/v1.js", timeout=30) as answer:
        script = answer.read()
    pinned = script if right else script + b" "
    url = f"{stack.base_url}/embed/v1-{hashlib.sha256(script).hexdigest()[:16]}.js"
    integrity = f"sha384-{base64.b64encode(hashlib.sha384(pinned).digest()).decode()}"
    host.route("**/embed/v1.js", lambda route: route.abort())
    host.goto(f"{stack.partner_url}/widgets/one")

    ran = host.evaluate(
        """([src, integrity]) => new Promise(done => {
          const script = document.createElement('script')
          Object.assign(script, { src, integrity, crossOrigin: 'anonymous' })
          script.onload = () => done(true)
          script.onerror = () => done(false)
          document.head.append(script)
        })""",
        [url, integrity],
    )

    assert ran is right
    expect(host.locator(FRAME)).to_have_count(1 if right else 0)
