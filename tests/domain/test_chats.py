"""What visitors and managers say to each other, who hears of it, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import chat_queues, chats
from app.domain.chats import Address, Opening
from app.domain.directory import Directory
from app.models import Chat, ChatMessage, Letter

SALES, DAVE = "sales@panterranetworks.com", "dave@panterranetworks.com"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
ADA = Address("Ada Lovelace", "ada@example.com")
NOBODYS = Opening("h1", "pbx", None, None, None, None, {}, None, {})


def daves(database: Database) -> Opening:
    """A chat that TMC Labs' link opened, whose manager is Dave."""
    directory = Directory(database)
    partner = directory.find("1234567")
    return replace(NOBODYS, partner=partner, manager=directory.manager_for(None, partner))


def opened(session: Session, opening: Opening = NOBODYS, at: datetime = NOON) -> Chat:
    chats.open_chat(session, opening, at)
    return session.scalars(select(Chat).where(Chat.handle_hash == opening.handle_hash)).one()


def says(session: Session, chat: Chat, text: str, at: datetime, address: Address | None = None) -> bool:
    return chats.say(session, chat, text, f"{chat.id} {text}", SALES, at, address)


def letters(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(Letter.kind, Letter.recipient).order_by(Letter.id))
    return [(kind, recipient) for kind, recipient in rows]


def test_a_chat_is_opened_once_however_often_its_button_is_pressed(database: Database) -> None:
    with database.writing() as session:
        opened_now = [chats.open_chat(session, NOBODYS, NOON) for _ in range(3)]

        assert opened_now == [True, False, False]
        assert len(session.scalars(select(Chat)).all()) == 1


def test_nobody_hears_of_a_chat_in_which_nothing_was_said(database: Database) -> None:
    with database.writing() as session:
        opened(session)

        assert (letters(session), chat_queues.recent(session, None)) == ([], [])


def test_the_manager_gets_one_letter_when_a_chat_begins(database: Database, cast: None) -> None:
    opening = daves(database)
    with database.writing() as session:
        chat = opened(session, opening)
        chat_queues.attend(session, chat.channel_manager_id, NOON)
        for number in range(3):
            says(session, chat, f"Message {number}", NOON + number * MINUTE)

        assert letters(session) == [("chat_begun", DAVE)]


def test_without_a_manager_sales_gets_it(database: Database) -> None:
    with database.writing() as session:
        says(session, opened(session), "Hello", NOON)

        assert letters(session) == [("chat_begun", SALES)]


def test_the_same_form_sent_twice_is_said_once(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)

        taken = [chats.say(session, chat, "Hello", "one form", SALES, NOON) for _ in range(2)]

        assert taken == [True, False]
        assert len(chats.messages(session, chat)) == 1
        assert len(letters(session)) == 1


def test_an_answer_ends_the_waiting_and_is_read_by_whoever_wrote_it(database: Database, cast: None) -> None:
    opening = daves(database)
    with database.writing() as session:
        chat = opened(session, opening)
        dave = chat.channel_manager_id
        says(session, chat, "Hello", NOON)
        assert [one.id for one in chat_queues.waiting(session, dave)] == [chat.id]
        assert chat_queues.unread(session, dave) == {chat.id: 1}

        answered = [chats.answer(session, chat, "Dave Ryan", "Yes", SALES, NOON, "form") for _ in range(2)]

        assert answered == [True, False]
        assert (chat_queues.waiting(session, dave), chat_queues.unread(session, dave)) == ([], {})
        assert [(one.author, one.actor, one.text) for one in chats.messages(session, chat)] == [
            ("visitor", "", "Hello"),
            ("manager", "Dave Ryan", "Yes"),
        ]


def test_each_queue_shows_its_own_chats_those_that_wait_longest_first(database: Database, cast: None) -> None:
    opening = daves(database)
    with database.writing() as session:
        for number, handle in enumerate(("late", "early")):
            says(session, opened(session, replace(opening, handle_hash=handle)), "Hello", NOON - number * DAY)
        says(session, opened(session, replace(NOBODYS, handle_hash="sales")), "Hello", NOON)
        dave = opening.manager.id if opening.manager else None

        assert [one.handle_hash for one in chat_queues.waiting(session, dave)] == ["early", "late"]
        assert [one.handle_hash for one in chat_queues.recent(session, dave)] == ["late", "early"]
        assert [one.handle_hash for one in chat_queues.waiting(session, None)] == ["sales"]
        assert len(chat_queues.unread(session, dave)) == 2


def test_what_was_read_stays_read(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        says(session, chat, "Hello", NOON)
        says(session, chat, "Anybody?", NOON)
        first, second = (one.id for one in chats.messages(session, chat))

        chat_queues.read(session, chat, second)
        chat_queues.read(session, chat, first)

        assert chat_queues.unread(session, None) == {}


@pytest.mark.parametrize(("later", "there"), [(0, True), (4.9, True), (5.1, False)])
def test_somebody_is_there_for_five_minutes_after_the_last_look(
    database: Database, cast: None, later: float, there: bool
) -> None:
    opening = daves(database)
    dave = opening.manager.id if opening.manager else None
    with database.writing() as session:
        chat_queues.attend(session, dave, NOON - DAY)
        chat_queues.attend(session, dave, NOON)

        assert chat_queues.is_attended(session, dave, NOON + later * MINUTE) is there
        assert not chat_queues.is_attended(session, None, NOON)


def test_what_a_visitor_can_expect_follows_what_happens(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        seen = [chats.standing(session, chat, NOON)]
        chat_queues.attend(session, None, NOON)
        seen.append(chats.standing(session, chat, NOON))
        says(session, chat, "Hello", NOON)
        seen += [chats.standing(session, chat, NOON + wait * MINUTE) for wait in (1, 3, 6)]
        chats.leave_address(session, chat, ADA, SALES, NOON)
        seen.append(chats.standing(session, chat, NOON))
        chats.answer(session, chat, "Dave Ryan", "Yes", SALES, NOON)
        seen.append(chats.standing(session, chat, NOON))
        chats.close(session, chat, "Dave Ryan", NOON)
        seen.append(chats.standing(session, chat, NOON))

    assert seen == ["away", "here", "waiting", "slow", "away", "left", "answered", "closed"]


def test_a_message_that_nobody_is_there_for_goes_out_as_a_letter_with_its_address(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)

        says(session, chat, "Hello", NOON, ADA)

        assert letters(session) == [("chat_left", SALES)]
        assert (chat.name, chat.email) == ("Ada Lovelace", "ada@example.com")


def test_an_address_that_is_left_later_is_told_once(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        assert chats.leave_address(session, chat, ADA, SALES, NOON)
        assert letters(session) == []
        says(session, chat, "Hello", NOON)

        assert not chats.leave_address(session, chat, ADA, SALES, NOON)
        assert chats.leave_address(session, chat, replace(ADA, email="ada@new.example"), SALES, NOON)

        assert letters(session) == [("chat_left", SALES), ("chat_left", SALES)]


def test_one_chat_fills_nobodys_mailbox(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        for number in range(20):
            says(session, chat, f"Message {number}", NOON, ADA)

        assert len(letters(session)) == chats.MOST_LETTERS
        assert len(chats.messages(session, chat)) == 20


def test_whoever_left_an_address_gets_the_answer_as_a_letter_too(database: Database, cast: None) -> None:
    opening = daves(database)
    with database.writing() as session:
        chat = opened(session, opening)
        says(session, chat, "Hello", NOON, ADA)

        chats.answer(session, chat, "Dave Ryan", "Yes", SALES, NOON)

        letter = session.scalars(select(Letter).where(Letter.kind == "chat_answered")).one()
        assert (letter.recipient, letter.details["reply_to"]) == ("ada@example.com", DAVE)


def test_a_chat_is_closed_once_and_goes_on_when_somebody_writes_again(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        says(session, chat, "Hello", NOON)

        closed = [chats.close(session, chat, "Dave Ryan", NOON) for _ in range(2)]
        assert (closed, chat_queues.waiting(session, None)) == ([True, False], [])
        says(session, chat, "One more thing", NOON)

        assert (chat.closed_at, len(chat_queues.waiting(session, None))) == (None, 1)
        assert [one.author for one in chats.messages(session, chat)] == ["visitor", "system", "visitor"]


def test_the_page_of_a_chat_is_there_for_a_day_after_the_last_word(database: Database) -> None:
    with database.writing() as session:
        chat = opened(session)
        says(session, chat, "Hello", NOON + 0.9 * DAY)

        assert chats.find_by_handle(session, "h1", NOON + 1.8 * DAY)
        assert not chats.find_by_handle(session, "h1", NOON + 2 * DAY)
        assert not chats.find_by_handle(session, "another", NOON)


def test_chats_are_forgotten_after_half_a_year_of_silence_and_unused_ones_after_a_day(
    database: Database,
) -> None:
    with database.writing() as session:
        says(session, opened(session, replace(NOBODYS, handle_hash="old")), "Hello", NOON - 181 * DAY)
        says(session, opened(session, replace(NOBODYS, handle_hash="young")), "Hello", NOON - 179 * DAY)
        opened(session, replace(NOBODYS, handle_hash="unused"), NOON - 2 * DAY)
        opened(session, replace(NOBODYS, handle_hash="fresh"), NOON)
        assert chats.any_old(session, NOON)

        chats.forget_old(session, NOON)

        assert set(session.scalars(select(Chat.handle_hash))) == {"young", "fresh"}
        assert len(session.scalars(select(ChatMessage)).all()) == 1
        assert not chats.any_old(session, NOON)


def test_what_was_said_can_not_be_changed(database: Database) -> None:
    with database.writing() as session:
        says(session, opened(session), "Hello", NOON)
        session.commit()

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(update(ChatMessage).values(text="Never mind"))


def test_whoever_is_late_writes_into_the_chat_as_it_is_now(database: Database) -> None:
    with database.writing() as session:
        says(session, opened(session), "Hello", NOON)
        session.commit()
    with database.reading() as session:
        seen = session.scalars(select(Chat)).one()
    with database.writing() as session:
        session.execute(update(Chat).values(letters=chats.MOST_LETTERS))
        session.commit()

    with database.writing() as session:
        chats.leave_address(session, seen, ADA, SALES, NOON)
        session.commit()

    with database.reading() as session:
        assert letters(session) == [("chat_begun", SALES)]
