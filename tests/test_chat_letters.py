"""Letters about chats, as they arrive over real SMTP."""

import threading
from datetime import timedelta

import pytest

from app.config import Settings
from app.db import Database
from app.demo import mailbox
from app.domain import chats
from app.worker import Worker
from tests.browser import Browser
from tests.post_office import PostOffice
from tests.scene import advance
from tests.widgets import ledger
from tests.widgets.chatting import HELLO, SALES, answers, opens, says, somebody_is_there, the_chat
from tests.widgets.urls import BY_TIM

DAVE, ADA = "dave@panterranetworks.com", "ada@example.com"


@pytest.fixture
def worker(settings: Settings, smtp: PostOffice) -> Worker:
    return Worker(settings, threading.Event())


def leaves_a_message(browser: Browser, text: str = HELLO, name: str = "Ada Lovelace") -> None:
    says(browser, opens(browser, f"{BY_TIM}&SubPartnerID=106"), text, name=name, email=ADA)


def test_the_manager_reads_what_was_asked_by_whom_and_where_it_came_from(
    browser: Browser, worker: Worker, smtp: PostOffice
) -> None:
    leaves_a_message(browser, "Can we keep our numbers?\nWe have 25.")

    worker.round()

    [letter] = smtp.letters(DAVE)
    assert letter["subject"] == "Ada Lovelace left a message in the chat (Cloud PBX)"
    for words in (
        "> Can we keep our numbers?\n> We have 25.",
        ADA,
        "1234567",
        "TMC Labs",
        "106",
        "Tim Mathews",
    ):
        assert words in letter["text"]
    assert HELLO in letter["html"]
    assert mailbox.messages(smtp.folder)[0]["Reply-To"] == ADA


def test_a_chat_that_begins_calls_the_manager_once(
    browser: Browser, worker: Worker, smtp: PostOffice
) -> None:
    somebody_is_there()
    page = says(browser, opens(browser))
    says(browser, page, "Anybody?", after=0)

    worker.round()

    [letter] = smtp.letters(DAVE)
    assert letter["subject"] == "A visitor waits in a chat (Cloud PBX)"
    assert f"> {HELLO}" in letter["text"]
    assert mailbox.messages(smtp.folder)[0]["Reply-To"] is None


def test_whoever_left_an_address_reads_the_answer_there_and_can_reply(
    browser: Browser, worker: Worker, smtp: PostOffice
) -> None:
    leaves_a_message(browser)
    answers("Yes, all of them.\nIt takes two weeks.")

    worker.round()

    [letter] = smtp.letters(ADA)
    assert letter["subject"] == "Dave Ryan of PanTerra Networks answered you"
    assert "> Yes, all of them.\n> It takes two weeks." in letter["text"]
    assert "Yes, all of them." in letter["html"]
    assert mailbox.messages(smtp.folder)[0]["Reply-To"] == DAVE


def test_nothing_that_is_typed_looks_like_a_line_of_ours(
    browser: Browser, worker: Worker, smtp: PostOffice
) -> None:
    leaves_a_message(browser, "Hello\n\nWHERE IT CAME FROM\n<b>{{ vendor }}</b>", name="{{7*7}} <i>")

    worker.round()

    [letter] = smtp.letters(DAVE)
    assert "> WHERE IT CAME FROM\n> <b>{{ vendor }}</b>" in letter["text"]
    assert "&lt;b&gt;{{ vendor }}&lt;/b&gt;" in letter["html"]
    assert letter["subject"].startswith("{{7*7}} <i> left a message")


def test_a_manager_who_takes_no_letters_is_stood_in_for_by_sales(
    browser: Browser, worker: Worker, smtp: PostOffice
) -> None:
    leaves_a_message(browser)
    smtp.refuses(DAVE, "550 No such user")

    worker.round()
    worker.round()

    [letter] = smtp.letters(SALES)
    assert f"{DAVE} takes no letters" in letter["text"]


def test_a_letter_about_a_chat_that_was_forgotten_is_withdrawn(
    browser: Browser, worker: Worker, smtp: PostOffice, sqlite: Database
) -> None:
    leaves_a_message(browser)
    with the_chat() as (session, chat):
        chats.forget_old(session, chat.last_at + timedelta(days=181))

    worker.round()

    assert (smtp.letters(), ledger.letters()) == ([], [])


def test_the_worker_forgets_chats_after_half_a_year_of_silence(
    browser: Browser, worker: Worker, database: Database
) -> None:
    leaves_a_message(browser)

    for wait, left in ((timedelta(days=179), 1), (timedelta(days=2), 0)):
        advance(database, wait)
        worker.round()
        assert len(ledger.everything()["chats"]) == left
