"""The audit log: who did what. Written in the transaction of the deed."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.users import Actor
from app.models import AuditEvent

_EVENT = insert(AuditEvent.__table__)  # type: ignore[arg-type]


def note(
    session: Session,
    actor: Actor,
    deed: str,
    subject: str,
    now: datetime,
    *,
    partner_id: int | None = None,
    **details: Any,
) -> None:
    """Write a deed down; `subject` is what it was done to, in words, `partner_id` whose business it is."""
    values = {
        "at": now,
        "user_id": actor.user_id,
        "actor": actor.name,
        "deed": deed,
        "subject": subject[:120],
        "partner_id": partner_id if partner_id is not None else actor.partner_id,
        "details": details,
    }
    session.connection().execute(_EVENT, values)
