"""The script finds its places, makes one frame in each, and lets go of it with its place."""

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, expect

from e2e.host_page import BOX, FRAME, fits, heights, opens, tells, told
from e2e.partner_site import PARTNER
from e2e.stack import Deployment


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
