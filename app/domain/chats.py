"""Chats: opened by a visitor, answered by whoever would get the lead, lost by nobody (SPEC section 2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from app.db import InsertOnce
from app.domain import chat_queues, outbox
from app.domain.directory import KnownManager, KnownPartner
from app.models import Chat, ChatAuthor, ChatMessage

HANDLE_LIVES_FOR = timedelta(hours=24)
"""After the last word; until then the chat's page can be opened."""
PATIENCE = timedelta(minutes=2)
"""How long a visitor waits before we offer to write to them instead."""
MOST_LETTERS = 5
"""About one chat; whatever else is said in it stands in the console."""
KEPT_FOR = timedelta(days=180)
"""After the last word."""
UNUSED_FOR = timedelta(days=1)
MOST_FORGOTTEN = 500
"""Chats of one transaction."""

Standing = Literal["here", "away", "waiting", "slow", "left", "answered", "closed"]
"""What the visitor can expect:
here: nothing said yet, somebody is there · away: nobody is there · waiting: an answer is due ·
slow: it is overdue · left: it goes to the address that was left · answered · closed."""

_OPEN = InsertOnce(Chat.__table__)
_SAY = InsertOnce(ChatMessage.__table__)


@dataclass(frozen=True, slots=True)
class Opening:
    """A chat as it is opened: everything the partner's URL said."""

    handle_hash: str
    service: str
    partner: KnownPartner | None
    claimed_partner_id: str | None
    sub_partner_id: str | None
    manager: KnownManager | None
    """Who looks after it; None is the Sales queue."""
    source: dict[str, Any]
    site: str | None
    utm: dict[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a visitor wants the answer."""

    name: str
    email: str


def open_chat(session: Session, opening: Opening, now: datetime) -> bool:
    """Open a chat. False where another click on the same button was faster, which is the same chat.

    Nobody hears of it before something is said.
    """
    values = {
        "handle_hash": opening.handle_hash,
        "service": opening.service,
        "claimed_partner_id": opening.claimed_partner_id,
        "sub_partner_id": opening.sub_partner_id,
        "source": opening.source,
        "site": opening.site,
        "utm": opening.utm,
        "partner_id": opening.partner.id if opening.partner else None,
        "channel_manager_id": opening.manager.id if opening.manager else None,
        "letters": 0,
        "created_at": now,
        "last_at": now,
        "read_id": 0,
    }
    return _OPEN(session, values) is not None


def say(
    session: Session,
    chat: Chat,
    text: str,
    once: str,
    sales_email: str,
    now: datetime,
    address: Address | None = None,
) -> bool:
    """What the visitor says; a closed chat is open again. False if this form was sent before.

    The manager gets a letter when the chat begins; and where nobody is there to read it, with
    each message of a visitor who left an address.
    """
    chat = _locked(session, chat)
    first = not has_begun(chat)
    if _said(session, chat, "visitor", "", text, now, once) is None:
        return False
    chat.last_at = now
    chat.waiting_since = chat.waiting_since or now
    chat.closed_at = None
    if address:
        chat.name, chat.email = address.name, address.email
    if chat.email and (address or not chat_queues.is_attended(session, chat.channel_manager_id, now)):
        _tell(session, chat, "chat_left", sales_email, now)
    elif first:
        _tell(session, chat, "chat_begun", sales_email, now)
    return True


def leave_address(session: Session, chat: Chat, address: Address, sales_email: str, now: datetime) -> bool:
    """Where the visitor wants the answer, and a letter that says so. False if it was known.

    Where nothing was said yet there is nothing to write about: the first message will be the letter.
    """
    chat = _locked(session, chat)
    if (chat.name, chat.email) == (address.name, address.email):
        return False
    chat.name, chat.email = address.name, address.email
    if has_begun(chat):
        _tell(session, chat, "chat_left", sales_email, now)
    return True


def answer(
    session: Session,
    chat: Chat,
    actor: str,
    text: str,
    sales_email: str,
    now: datetime,
    once: str | None = None,
) -> bool:
    """What the manager says; a closed chat is open again. False if this form was sent before.

    Whoever left an address gets it as a letter too: they may have closed the page.
    """
    chat = _locked(session, chat)
    message_id = _said(session, chat, "manager", actor, text, now, once)
    if message_id is None:
        return False
    chat.last_at = chat.answered_at = now
    chat.waiting_since = chat.closed_at = None
    chat.read_id = message_id
    if chat.email:
        details = {"chat_id": chat.id, "message_id": message_id, "reply_to": _recipient(chat, sales_email)}
        outbox.post(session, "chat_answered", chat.email, details=details, now=now)
    return True


def close(session: Session, chat: Chat, actor: str, now: datetime) -> bool:
    """End a chat: nobody waits any more. False if it was closed before."""
    chat = _locked(session, chat)
    if chat.closed_at:
        return False
    message_id = _said(session, chat, "system", actor, f"{actor} closed the chat.", now)
    chat.closed_at, chat.waiting_since, chat.read_id = now, None, message_id or chat.read_id
    return True


def find(session: Session, chat_id: int) -> Chat | None:
    """The chat with this id, with all that is known of it; None once it was forgotten."""
    everything = selectinload(Chat.channel_manager), selectinload(Chat.partner)
    return session.scalar(select(Chat).where(Chat.id == chat_id).options(*everything))


def find_by_handle(session: Session, handle_hash: str, now: datetime) -> Chat | None:
    """The visitor's chat, for a day after the last word."""
    query = select(Chat).where(Chat.handle_hash == handle_hash, Chat.last_at > now - HANDLE_LIVES_FOR)
    return session.scalar(query.options(selectinload(Chat.channel_manager)))


def messages(session: Session, chat: Chat, after: int = 0) -> list[ChatMessage]:
    """What was said, in order; only after the message with this id, if one is given."""
    query = select(ChatMessage).where(ChatMessage.chat_id == chat.id, ChatMessage.id > after)
    return list(session.scalars(query.order_by(ChatMessage.id)))


def has_begun(chat: Chat) -> bool:
    """Whether the visitor has said anything."""
    return bool(chat.waiting_since or chat.answered_at or chat.closed_at)


def standing(session: Session, chat: Chat, now: datetime) -> Standing:
    """What the visitor can expect now."""
    if chat.closed_at:
        return "closed"
    if has_begun(chat) and chat.waiting_since is None:
        return "answered"
    if chat.email:
        return "left"
    if not chat_queues.is_attended(session, chat.channel_manager_id, now):
        return "away"
    if chat.waiting_since is None:
        return "here"
    return "waiting" if now - chat.waiting_since < PATIENCE else "slow"


def any_old(session: Session, now: datetime) -> bool:
    """Whether `forget_old` has anything to do."""
    return bool(session.scalar(select(exists().where(_is_old(now)))))


def forget_old(session: Session, now: datetime) -> None:
    """Delete chats that were silent for half a year, or in which nothing was ever said; 500 at most."""
    old = select(Chat.id).where(_is_old(now)).order_by(Chat.last_at).limit(MOST_FORGOTTEN)
    ids = list(session.scalars(old))
    session.execute(delete(ChatMessage).where(ChatMessage.chat_id.in_(ids)))
    session.execute(delete(Chat).where(Chat.id.in_(ids)))


def _is_old(now: datetime) -> ColumnElement[bool]:
    return or_(Chat.last_at < now - KEPT_FOR, (Chat.last_at < now - UNUSED_FOR) & ~chat_queues.has_begun())


def _locked(session: Session, chat: Chat) -> Chat:
    """The chat as it is now, and nobody else's until the transaction ends."""
    query = select(Chat).where(Chat.id == chat.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def _said(
    session: Session,
    chat: Chat,
    author: ChatAuthor,
    actor: str,
    text: str,
    now: datetime,
    once: str | None = None,
) -> int | None:
    values = {
        "chat_id": chat.id,
        "author": author,
        "actor": actor,
        "text": text,
        "at": now,
        "once": once,
    }
    return cast(int | None, _SAY(session, values))


def _tell(session: Session, chat: Chat, kind: str, sales_email: str, now: datetime) -> None:
    if chat.letters < MOST_LETTERS:
        chat.letters += 1
        recipient = _recipient(chat, sales_email)
        outbox.post(session, kind, recipient, details={"chat_id": chat.id}, now=now, stand_in=sales_email)


def _recipient(chat: Chat, sales_email: str) -> str:
    return chat.channel_manager.email if chat.channel_manager else sales_email
