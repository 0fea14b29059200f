"""What the script and its frame say to each other, and whom they do not listen to."""

from playwright.sync_api import Page, expect

from e2e.host_page import FRAME, SAYS, heights, opens, tells
from e2e.pages import LeadForm
from e2e.stack import ARRIVES_WITHIN, Deployment, until


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
