"""A chat beside a landing page: asked, answered, and never lost where nobody answers."""

import pytest

from app.domain import chats
from tests.browser import OURS, Browser
from tests.widgets import ledger
from tests.widgets.chatting import (
    HELLO,
    SALES,
    answers,
    fills,
    handle_of,
    opens,
    presses,
    said,
    says,
    somebody_is_there,
    stored,
    the_chat,
)
from tests.widgets.urls import ADA, BY_TIM, PBX, SB

TMC = "http://www.tmclabs.com"


@pytest.mark.parametrize("url", [PBX, SB, BY_TIM, f"{PBX}?webchat=true", f"{PBX}?webchat=no"])
def test_every_landing_page_offers_a_chat_in_a_tab_of_its_own(browser: Browser, url: str) -> None:
    way = browser.get(url).find(".way form")

    assert (way["target"], way["rel"], way["method"]) == ("_blank", "noopener", "post")


@pytest.mark.parametrize("url", [f"{PBX}?webchat=false", f"{BY_TIM}&webchat=false", "/lead/pbx", "/guest"])
def test_where_it_is_turned_off_and_beside_other_forms_there_is_none(browser: Browser, url: str) -> None:
    assert not browser.get(url).has("#chat, [action^='/chats/']")


def test_where_it_is_turned_off_nobody_opens_one(browser: Browser) -> None:
    page = browser.get(f"{PBX}?webchat=false")

    refused = browser.post("/chats/pbx", {"form_token": page.values["form_token"]})

    assert (refused.status, browser.get("/chats/pbx?webchat=false").status) == (404, 404)
    assert ledger.everything()["chats"] == []


def test_a_chat_knows_what_the_landing_page_knew(browser: Browser) -> None:
    opens(browser.framed_on(TMC), f"{BY_TIM}&SubPartnerID=106&utm_source=autumn")

    with the_chat() as (_, chat):
        assert (chat.service, chat.site, chat.utm) == ("pbx", TMC, {"utm_source": "autumn"})
        assert (chat.claimed_partner_id, chat.sub_partner_id) == ("1234567", "106")
        assert chat.partner is not None
        assert chat.partner.company == "TMC Labs"
        assert chat.channel_manager is not None
        assert chat.channel_manager.name == "Dave Ryan"
        assert chat.source["source_partner_name"] == "Tim Mathews"


def test_pressing_the_button_again_leads_to_the_same_chat(browser: Browser) -> None:
    landing = browser.get(BY_TIM)

    first, second = presses(browser, landing), presses(browser, landing)

    assert first.status == 303
    assert first.headers["Location"] == second.headers["Location"]


def test_a_message_is_answered_in_place(browser: Browser, database: object) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    assert page.says("#chat-word") == "Your message is with us. The answer appears here."

    answers("Yes, all of them.")
    page = browser.get(page.url)

    assert said(page) == [HELLO, "Yes, all of them."]
    assert page.says(".manager .who").startswith("Dave Ryan")
    assert ledger.letters() == [("chat_begun", "dave@panterranetworks.com")]


def test_a_double_click_says_it_once(browser: Browser) -> None:
    somebody_is_there()
    page = opens(browser)

    says(browser, page)
    says(browser, page, after=0)

    assert stored() == [("visitor", HELLO)]


def test_who_looks_for_an_answer_is_told_whether_there_is_one(browser: Browser) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    look = str(page.find(".look a")["href"])

    in_vain = browser.get(look)
    answers("Yes.")
    found = browser.get(look)

    assert "No answer yet" in in_vain.says("#chat-word[autofocus]")
    assert found.says("[autofocus] .words") == "Yes."


def test_nobody_there_makes_it_a_message_form_and_the_message_a_letter(browser: Browser) -> None:
    page = opens(browser)
    assert page.says("#chat-word") == (
        "Nobody is here right now. Leave us a message, and you get the answer by e-mail."
    )

    wrong = fills(browser, page, message=HELLO)
    assert (wrong.status, wrong.summary) == (422, [])
    assert list(wrong.errors) == ["chat-name", "chat-email"]
    done = says(browser, wrong, name="Ada", email="ada@example.com")

    assert done.says("#chat-word").startswith(
        "Thank you. Your message is on its way, and the answer comes to a"
    )
    assert (stored(), ledger.letters()) == (
        [("visitor", HELLO)],
        [("chat_left", "dave@panterranetworks.com")],
    )


@pytest.mark.parametrize(("waits", "offered"), [(60, False), (121, True), (400, True)])
def test_whoever_waits_for_more_than_two_minutes_may_leave_an_address(
    browser: Browser, waits: int, offered: bool
) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    browser.waits(waits)

    page = browser.get(page.url)

    assert page.has(".offer form") is offered


def test_an_address_that_is_left_later_makes_a_letter(browser: Browser) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    browser.waits(130)

    wrong = fills(browser, browser.get(page.url), ".offer form", name="Ada", email="ada")
    assert wrong.errors == {"chat-address-email": "Enter an e-mail address like name@example.com."}
    done = browser.follows(fills(browser, wrong, ".offer form", email="ada@example.com"))

    assert "a•••@example.com" in done.says("#chat-word")
    assert [kind for kind, _ in ledger.letters()] == ["chat_begun", "chat_left"]


def test_a_closed_chat_goes_on_when_somebody_writes_again(browser: Browser) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    with the_chat() as (session, chat):
        chats.close(session, chat, "Dave Ryan", chat.last_at)
    page = browser.get(page.url)
    assert page.says(".log .system") == "Dave Ryan closed the chat."
    assert page.says("#chat-word") == "This chat is closed. If you write again, it goes on."

    page = says(browser, page, "One more thing")

    assert page.says("#chat-word") == "Your message is with us. The answer appears here."


def test_another_handle_sees_nothing_and_says_nothing(browser: Browser) -> None:
    somebody_is_there()
    mine = says(browser, opens(browser))
    token = mine.find("form.say [name=form_token]")["value"]
    other = opens(browser)

    assert HELLO not in browser.get(other.url).text
    for handle in ("unknown", handle_of(mine)[:-1] + "_", ledger.everything()["chats"][0][1]):
        assert browser.get(f"/chat/{handle}").status == 404
        assert browser.post(f"/chat/{handle}/messages", {"form_token": token, "message": "x"}).status == 404
        assert browser.post(f"/chat/{handle}/address", {"form_token": token, "name": "x"}).status == 404
    assert stored() == [("visitor", HELLO)]


def test_the_database_does_not_know_the_handle(browser: Browser) -> None:
    page = opens(browser)
    says(browser, page, name="Ada", email="ada@example.com")

    assert handle_of(page) not in repr(ledger.everything())


def test_a_lead_and_a_chat_of_one_page_are_two_things(browser: Browser) -> None:
    landing = browser.get(BY_TIM)
    chat = browser.follows(presses(browser, landing))

    thanks = browser.sends(landing, typed=ADA)

    assert (thanks.status, browser.get(chat.url).status, len(ledger.leads())) == (200, 200, 1)


def test_a_chat_has_run_out_after_a_day_of_silence(browser: Browser) -> None:
    page = opens(browser)

    browser.waits(25 * 3600)

    assert browser.get(page.url).status == 404
    assert fills(browser, page, after=0).status == 404


def test_its_page_may_be_framed_where_the_landing_page_may(browser: Browser) -> None:
    landing = browser.get(BY_TIM)

    chat = opens(browser)

    assert chat.ancestors == landing.ancestors == {OURS, TMC}
    assert chat.headers["Cache-Control"] == "no-store"


def test_a_page_with_the_button_alone_opens_one_too(browser: Browser) -> None:
    start = browser.get("/chats/uc?PartnerID=1234567&theme=dark")
    assert start.says("h1") == "Chat with us"

    page = browser.sends(start)

    assert page.find("html")["data-theme"] == "dark"
    with the_chat() as (_, chat):
        assert (chat.service, chat.claimed_partner_id) == ("uc", "1234567")


def test_the_chat_has_the_theme_of_the_landing_page(browser: Browser) -> None:
    page = opens(browser, f"{PBX}?theme=dark")
    panel = opens(browser.with_htmx(), f"{PBX}?theme=dark")

    assert page.find("html")["data-theme"] == "dark"
    assert str(panel.find(".chat-head a")["href"]).endswith("?theme=dark")


def test_a_chat_without_a_manager_is_for_sales(browser: Browser) -> None:
    page = opens(browser, f"{PBX}?PartnerID=0000")

    says(browser, page, name="Ada", email="ada@example.com")

    assert ledger.letters() == [("chat_left", SALES)]


def test_in_test_mode_nothing_is_kept_but_the_test_run(browser: Browser) -> None:
    before = ledger.everything()
    landing = browser.get(f"{BY_TIM}&test=true")
    assert not landing.find(".way form").has_attr("hx-post")

    page = browser.follows(presses(browser, landing))

    assert "nobody waits for you and nothing can be sent" in page.says("main")
    assert page.says("#report").startswith("TEST")
    after = ledger.everything()
    assert len(after.pop("dry_runs")) == 1
    before.pop("dry_runs"), before.pop("state"), after.pop("state")
    assert after == before
