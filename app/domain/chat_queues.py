"""Chats as those who answer them see them: whose they are, which wait, and whether anybody is there."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from app.db import InsertOrUpdate
from app.models import Chat, ChatAttendance, ChatMessage

THERE_FOR = timedelta(minutes=5)
"""How long somebody counts as there, after the last look at the chats."""

_ATTEND = InsertOrUpdate(ChatAttendance.__table__, ("queue",), lambda fresh: {"seen_at": fresh.seen_at})


def waiting(session: Session, manager_id: int | None) -> list[Chat]:
    """The chats of a manager (of the Sales queue for None) that wait for an answer, the longest first."""
    query = select(Chat).where(_of(manager_id), Chat.waiting_since.is_not(None))
    return list(session.scalars(query.order_by(Chat.waiting_since, Chat.id)))


def recent(session: Session, manager_id: int | None, limit: int = 50) -> list[Chat]:
    """The chats of a manager in which something was said, the latest first."""
    query = select(Chat).where(_of(manager_id), has_begun())
    return list(session.scalars(query.order_by(Chat.last_at.desc(), Chat.id.desc()).limit(limit)))


def unread(session: Session, manager_id: int | None) -> dict[int, int]:
    """How many messages a manager has not read yet, by the id of the chat; only where there are any."""
    rows = session.execute(
        select(Chat.id, func.count().label("new"))
        .join(ChatMessage, ChatMessage.chat_id == Chat.id)
        .where(_of(manager_id), ChatMessage.author == "visitor", ChatMessage.id > Chat.read_id)
        .group_by(Chat.id)
    )
    return {row.id: row.new for row in rows}


def read(session: Session, chat: Chat, up_to: int) -> None:
    """The manager has read everything up to the message with this id."""
    newer = update(Chat).where(Chat.id == chat.id, Chat.read_id < up_to).values(read_id=up_to)
    session.execute(newer)


def attend(session: Session, manager_id: int | None, now: datetime) -> None:
    """Somebody looks after the chats of this manager (of the Sales queue for None) right now."""
    _ATTEND(session, [{"queue": manager_id or 0, "seen_at": now}])


def is_attended(session: Session, manager_id: int | None, now: datetime) -> bool:
    """Whether somebody is there for the chats of this manager (of the Sales queue for None)."""
    since = now - THERE_FOR
    there = select(exists().where(ChatAttendance.queue == (manager_id or 0), ChatAttendance.seen_at > since))
    return bool(session.scalar(there))


def has_begun() -> ColumnElement[bool]:
    """Of chats in which something was said; a question to the database."""
    return or_(Chat.waiting_since.is_not(None), Chat.answered_at.is_not(None), Chat.closed_at.is_not(None))


def _of(manager_id: int | None) -> ColumnElement[bool]:
    return Chat.channel_manager_id.is_(None) if manager_id is None else Chat.channel_manager_id == manager_id
