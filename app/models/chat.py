"""Chats: what prospects ask from a landing page while they look at it, and what they are answered."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Hash, Model, Short
from app.models.channel_manager import ChannelManager
from app.models.partner import Partner

ChatAuthor = Literal["visitor", "manager", "system"]

_WAITS = "waiting_since IS NOT NULL"


class Chat(Model):
    """One conversation, with a snapshot of what the partner's URL asked for when it was opened."""

    __tablename__ = "chats"
    __table_args__ = (
        # Only chats that wait for an answer are looked for, however many there were.
        Index(
            "ix_chats_waiting_since",
            "waiting_since",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(Hash, unique=True)
    """Of the page's handle: a second click on the button finds this chat instead of opening another."""
    service: Mapped[str] = mapped_column(String(64))
    claimed_partner_id: Mapped[str | None] = mapped_column(Short)
    """The PartnerID as it was given, known or not."""
    sub_partner_id: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[dict[str, Any]]
    """All source_* values as shown or defaulted, by parameter name."""
    site: Mapped[str | None] = mapped_column(String(300))
    """Origin of the page that embedded ours, as the browser told it."""
    utm: Mapped[dict[str, Any]]
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    channel_manager_id: Mapped[int | None] = mapped_column(ForeignKey("channel_managers.id"), index=True)
    """Whose it is; None is the Sales queue."""

    name: Mapped[str | None] = mapped_column(Short)
    email: Mapped[str | None] = mapped_column(String(254))
    """Where the visitor wants the answer, if they left an address."""
    letters: Mapped[int] = mapped_column(default=0)
    """How many letters about it went to the manager."""

    created_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    """When anybody last said something; at first, when it was opened."""
    waiting_since: Mapped[datetime | None]
    """Since when the visitor has had no answer; None while nobody waits."""
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    read_id: Mapped[int] = mapped_column(default=0)
    """The last message that the manager has read."""

    partner: Mapped[Partner | None] = relationship()
    channel_manager: Mapped[ChannelManager | None] = relationship()


class ChatMessage(Model):
    """Something that was said in a chat; never changed afterwards."""

    __tablename__ = "chat_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"), index=True)
    author: Mapped[ChatAuthor] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(Short)
    """Who it was, as the visitor reads it; empty for the visitor."""
    text: Mapped[str]
    at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(Hash, unique=True)
    """Of the form that it was typed into: a second click says it once."""


class ChatAttendance(Model):
    """When somebody last looked after one queue of chats."""

    __tablename__ = "chat_attendances"

    queue: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The id of the channel manager; 0 is the Sales queue."""
    seen_at: Mapped[datetime]
