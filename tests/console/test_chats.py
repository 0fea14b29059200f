"""Chats in the console: who waits is seen, answered once, and closed; whoever looks counts as there."""

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import chat_queues, chats
from app.models import ChannelManager, Chat, ChatMessage
from tests import colleague
from tests.browser import Browser
from tests.colleague import Colleague, form_of, values
from tests.domain.test_chats import ADA, NOBODYS, daves, opened, says


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def asked(database: Database, words: str = "Do you serve Nova Scotia?") -> int:
    """Somebody on TMC Labs' page has asked Dave something."""
    with database.writing() as session:
        chat = opened(session, daves(database), clock.now())
        says(session, chat, words, clock.now())
        session.commit()
        return chat.id


def said(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.execute(select(ChatMessage.author, ChatMessage.text).order_by(ChatMessage.id))
        return [(row.author, row.text) for row in rows]


def test_who_waits_is_listed_with_what_is_new(dave: Colleague, sqlite: Database) -> None:
    number = asked(sqlite)

    page = dave.get("/console/chats")

    assert page.says("tbody tr") == f"Visitor {number} pbx TMC Labs waits 1 new just now"


def test_whoever_looks_counts_as_there(dave: Colleague, sqlite: Database) -> None:
    with sqlite.reading() as session:
        manager = session.scalars(select(ChannelManager.id).where(ChannelManager.name == "Dave Ryan")).one()
        assert not chat_queues.is_attended(session, manager, clock.now())

    dave.get("/console/chats")

    with sqlite.reading() as session:
        assert chat_queues.is_attended(session, manager, clock.now())


def test_an_answer_sent_twice_is_said_once(dave: Colleague, sqlite: Database) -> None:
    page = dave.get(f"/console/chats/{asked(sqlite)}")

    for _ in range(2):
        answered = dave.does(page, "/answers", text="We do.\r\nSince May.")

    assert said(sqlite)[1:] == [("manager", "We do.\nSince May.")]
    assert "Dave Ryan" in answered.says(".log")


def test_a_mark_that_no_page_of_ours_made_is_taken_like_any_other(
    dave: Colleague, database: Database
) -> None:
    page = dave.get(f"/console/chats/{asked(database)}")
    guard = values(form_of(page, "/answers"))["csrf_token"].partition("~")[0]

    for name in ("\x00", "\x00", "x" * 5_000):
        token = f"{guard}~{name}"
        assert dave.tries(page, "/answers", text="We do.", csrf_token=token).status == 303

    assert [text for author, text in said(database) if author == "manager"] == ["We do.", "We do."]


def test_an_empty_answer_is_asked_for_and_markup_stays_text(dave: Colleague, sqlite: Database) -> None:
    page = dave.get(f"/console/chats/{asked(sqlite, '<b>bold</b> {{7*7}}')}")

    silent = dave.does(page, "/answers", text="")

    assert (silent.status, silent.errors) == (422, {"text": "Write your answer."})
    assert "<b>bold</b> {{7*7}}" in silent.says(".log")


def test_closing_ends_the_waiting(dave: Colleague, sqlite: Database) -> None:
    number = asked(sqlite)

    closed = dave.does(dave.get(f"/console/chats/{number}"), "/closing")

    assert closed.says('[role="status"]') == "The chat is closed."
    with sqlite.reading() as session:
        assert session.get_one(Chat, number).waiting_since is None


def test_the_sales_queue_is_everybodys(dave: Colleague, browser: Browser, sqlite: Database) -> None:
    with sqlite.writing() as session:
        chat = opened(session, NOBODYS, clock.now())
        chats.say(session, chat, "Hello?", "once", "sales@panterranetworks.com", clock.now(), ADA)
        session.commit()
    admin = colleague.arrives(browser, "admin")

    assert dave.get("/console/chats").has(".empty")
    for one in (dave.get("/console/chats?queue=sales"), admin.get("/console/chats")):
        assert one.says("tbody th") == "Ada Lovelace ada@example.com"
