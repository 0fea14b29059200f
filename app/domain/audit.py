"""The audit log: who did what. Written in the transaction of the deed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session, joinedload

from app.domain import lists
from app.domain.users import Actor
from app.models import AuditEvent, Model, Partner

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


def changes(row: Model, **values: Any) -> dict[str, dict[str, Any]]:
    """What values would change in a row, old and new, by column."""
    before = {name: getattr(row, name) for name in values}
    return {
        name: {"old": before[name], "new": value} for name, value in values.items() if before[name] != value
    }


def change(
    session: Session,
    actor: Actor,
    deed: str,
    subject: str,
    now: datetime,
    row: Model,
    **values: Any,
) -> bool:
    """Set columns of a row, and write down those that change; False where none does, which is no deed."""
    changed = changes(row, **values)
    for name, one in changed.items():
        setattr(row, name, one["new"])
    if changed:
        note(session, actor, deed, subject, now, changes=changed)
    return bool(changed)


def events(*, person: str = "", partner: str = "", deed: str = "") -> Select[AuditEvent]:
    """The log: of a person by their name at that time, of a partner by PartnerID, of one kind of deed."""
    query = select(AuditEvent).options(joinedload(AuditEvent.partner))
    if deed:
        query = query.where(AuditEvent.deed == deed)
    if partner:
        query = query.where(
            AuditEvent.partner_id == select(Partner.id).where(Partner.public_id == partner).scalar_subquery()
        )
    return query.where(*lists.mentions(person, AuditEvent.actor))


def deeds(session: Session) -> list[str]:
    """Every kind of deed that was done so far: one step in the index for each, however long the log is."""
    found: list[str] = []
    while True:
        query = select(func.min(AuditEvent.deed)).where(AuditEvent.deed > (found[-1] if found else ""))
        following = session.scalar(query)
        if following is None:
            return found
        found.append(following)
