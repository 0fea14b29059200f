"""Letters: e-mails waiting in the outbox, written with what they announce."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Model, Short
from app.models.lead import Lead
from app.models.signup import Signup

_OPEN = "sent_at IS NULL AND bounced_at IS NULL"
_BOUNCED = "bounced_at IS NOT NULL"
_SENT = "sent_at IS NOT NULL"


class Letter(Model):
    """One e-mail. Its words are made at sending time from its kind and what it is about.

    A letter is open until `sent_at` or `bounced_at` is set, due from `due_at` on, and belongs
    to one worker until `leased_until`.
    """

    __tablename__ = "letters"
    __table_args__ = (
        # Only open letters are looked for, however many were sent.
        Index("ix_letters_open", "due_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index(
            "ix_letters_bounced", "bounced_at", sqlite_where=text(_BOUNCED), postgresql_where=text(_BOUNCED)
        ),
        Index("ix_letters_sent", "sent_at", sqlite_where=text(_SENT), postgresql_where=text(_SENT)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    recipient: Mapped[str] = mapped_column(String(254))
    message_id: Mapped[str] = mapped_column(String(254), unique=True)
    """Left part of the RFC 5322 Message-ID, the same at every try; its right part is the sender's."""
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"), index=True)
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str | None] = mapped_column(String(64))
    """Of the request that it comes from, as its log lines bear it; None where no request wrote it."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Short)

    lead: Mapped[Lead | None] = relationship()
    signup: Mapped[Signup | None] = relationship()
