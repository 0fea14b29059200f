"""Visitors ask from a landing page, and somebody answers: in place, in a tab of its own, or by letter."""

import pytest
from playwright.sync_api import Page, Request, expect

from e2e.chat import Desk, Panel, way_in
from e2e.gestures import stops
from e2e.letters import Bystander
from e2e.looks import Complaints, looks_right
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment, Stack

PBX = "/custom_landing_pages/landing_page_pbx.php?PartnerID=4958765"
HELLO = "Can we keep our numbers?"
PORTING = "Yes, all of them. Porting takes two weeks."


@pytest.fixture
def desk(own_stack: Stack) -> Desk:
    """Somebody who is there."""
    desk = Desk(own_stack)
    desk.sits_down()
    return desk


def test_an_answer_appears_beside_the_landing_page_and_nothing_half_typed_is_lost(
    own_stack: Stack, page: Page, desk: Desk, ada: Person
) -> None:
    lead = LeadForm.on(page, f"{own_stack.base_url}{PBX}")
    lead.fills(ada)
    page.evaluate("window.stayed = true")
    chat = Panel.beside(page)
    expect(chat.message).to_be_focused()

    chat.says(HELLO)
    expect(chat.message).to_be_focused()
    chat.message.press_sequentially("And then")
    desk.answers(PORTING)
    chat.is_answered(PORTING)

    expect(chat.message).to_be_focused()
    expect(chat.message).to_have_value("And then")
    lead.holds(ada)
    assert page.evaluate("window.stayed")
    assert page.url == f"{own_stack.base_url}{PBX}"


def test_in_a_frame_of_another_site_it_is_the_same(own_stack: Stack, page: Page, desk: Desk) -> None:
    page.goto(f"{own_stack.partner_url}/contact-center")
    page.locator("iframe").scroll_into_view_if_needed()
    chat = Panel.beside(page, page.frame_locator("iframe"))

    chat.says(HELLO)
    desk.answers(PORTING)

    chat.is_answered(PORTING)
    assert page.context.cookies() == []


@pytest.mark.parametrize("javascript", [False], ids=["scriptless"])
def test_without_scripts_it_is_a_tab_of_its_own_and_the_lead_stays_where_it_is(
    own_stack: Stack, page: Page, desk: Desk, ada: Person, javascript: bool
) -> None:
    lead = LeadForm.on(page, f"{own_stack.base_url}{PBX}")
    lead.fills(ada)
    chat = Panel.in_a_new_tab(page)
    assert "/chat/" in chat.page.url

    chat.says(HELLO)
    look = chat.card.get_by_role("link", name="Look for an answer")
    look.click()
    expect(chat.expectation).to_contain_text("No answer yet")
    desk.answers(PORTING)
    look.click()

    chat.is_answered(PORTING)
    lead.holds(ada)


@pytest.mark.parametrize("path", [PBX.replace("4958765", "0"), "/chats/pbx"], ids=["beside", "alone"])
def test_where_nobody_is_there_it_is_a_form_that_becomes_a_letter(
    stack: Deployment, page: Page, grace: Person, bystander: Bystander, javascript: bool, path: str
) -> None:
    page.goto(f"{stack.base_url}{path}")
    if path == PBX.replace("4958765", "0"):
        chat = Panel.beside(page) if javascript else Panel.in_a_new_tab(page)
    else:
        page.get_by_role("button", name="Start the chat").click()
        chat = Panel(page, page)
    expect(chat.expectation).to_contain_text("Nobody is here right now.")

    chat.field("Your name").fill("Grace Hopper")
    chat.field("Your e-mail").fill(grace.email)
    chat.says(HELLO, button="Send message")
    expect(chat.expectation).to_contain_text("Thank you. Your message is on its way")

    [letter] = bystander.letters_about(grace)
    assert letter["to"] == "sales@panterranetworks.com"
    assert HELLO in letter["text"]


def test_a_double_click_says_it_once(own_stack: Stack, page: Page, desk: Desk, javascript: bool) -> None:
    page.goto(f"{own_stack.base_url}{PBX}")
    chat = Panel.beside(page) if javascript else Panel.in_a_new_tab(page)
    chat.says(HELLO)
    chat.message.fill("Twice?")

    chat.card.get_by_role("button", name="Send", exact=True).dblclick()

    expect(chat.message).to_have_value("")
    expect(chat.log.get_by_text("Twice?")).to_have_count(1)


def test_a_page_stops_asking_when_the_chat_is_closed(own_stack: Stack, page: Page, desk: Desk) -> None:
    asked: list[Request] = []
    page.on("request", lambda it: asked.append(it) if "/messages?" in it.url else None)
    page.goto(f"{own_stack.base_url}{PBX}")
    chat = Panel.beside(page)
    page.wait_for_timeout(4000)
    assert asked == []
    chat.says(HELLO)

    desk.closes()
    expect(chat.log).to_contain_text("John Smith closed the chat.")
    heard = len(asked)
    page.wait_for_timeout(7000)

    assert (heard > 0, len(asked)) == (True, heard)
    expect(chat.expectation).to_have_text("This chat is closed. If you write again, it goes on.")
    # The next one may be answered at once.
    chat.says("One more thing")


def test_whoever_waits_long_is_offered_a_letter_and_keeps_what_was_begun(
    own_stack: Stack, page: Page, desk: Desk, ada: Person
) -> None:
    page.goto(f"{own_stack.base_url}{PBX}")
    chat = Panel.beside(page)
    chat.says(HELLO)
    chat.message.fill("And then")
    own_stack.advance(hours=1)

    # By now nobody is there either, and the page asks at its old pace until it is told so.
    chat.field("Your name").fill("Ada Lovelace")
    chat.field("Your e-mail").fill(ada.email)
    chat.card.get_by_role("button", name="Leave my address").click()

    expect(chat.expectation).to_contain_text("the answer comes to a")
    expect(chat.message).to_have_value("And then")
    assert "Ada Lovelace left a message" in own_stack.letters_about(ada.email)[0]["subject"]


def test_a_chat_in_each_of_its_states(own_stack: Stack, page: Page, desk: Desk) -> None:
    complaints = Complaints(page.context, own_stack)
    page.goto(f"{own_stack.base_url}{PBX}")
    chat = Panel.beside(page)
    chat.takes_time()
    chat.card.get_by_role("button", name="Send", exact=True).click()
    expect(chat.card.get_by_role("heading", name="There is a problem")).to_be_visible()
    looks_right(page)

    chat.says(f"{HELLO} {'Donaudampfschifffahrt' * 8}")
    desk.answers(PORTING)
    chat.is_answered(PORTING)
    looks_right(page)

    own_stack.advance(hours=1)
    page.goto(f"{own_stack.base_url}{chat.card.get_by_role('link', name='Open in').get_attribute('href')}")
    Panel(page, page).says("And then?")
    expect(chat.field("Your name")).to_be_visible()
    looks_right(page)

    assert complaints.others_than("422") == []


def test_the_keyboard_reaches_the_chat_after_the_form_and_stays_in_it(
    own_stack: Stack, page: Page, desk: Desk
) -> None:
    page.goto(f"{own_stack.base_url}{PBX}")
    way_in(page).focus()

    page.keyboard.press("Enter")
    chat = Panel(page, page)
    expect(chat.message).to_be_focused()
    page.keyboard.type(HELLO)

    assert next(iter(stops(page))) == "button Send"
