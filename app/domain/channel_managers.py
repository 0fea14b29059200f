"""Channel managers: who there is to look after leads and partners, who comes and who leaves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain.leads import OPEN
from app.models import ChannelManager, Lead, LeadEvent, Partner, User, matchable

_INSERT = InsertOnce(ChannelManager.__table__)
_EVENTS = insert(LeadEvent.__table__)  # type: ignore[arg-type]


class NameTaken(Exception):
    """Raised where another manager has this name: leads find them by it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What somebody who leaves has left to others."""

    partners: int
    leads: int


def at_work(session: Session) -> list[ChannelManager]:
    """Those whom something can be given to, by name."""
    left = exists().where(User.channel_manager_id == ChannelManager.id, User.disabled_at.is_not(None))
    return list(session.scalars(select(ChannelManager).where(~left).order_by(ChannelManager.name)))


def come(session: Session, name: str, email: str) -> ChannelManager:
    """Somebody whom leads find by name; whoever was known before without a login keeps theirs.

    Raises NameTaken.
    """
    made = _INSERT(session, {"name": name, "email": email, "match_name": matchable(name)})
    known = select(ChannelManager).where(ChannelManager.match_name == matchable(name))
    # Of two who come at once under one name, the second waits here for the first.
    manager = session.scalars(known.with_for_update()).one()
    has_login = select(User.id).where(User.channel_manager_id == manager.id)
    if made is None and session.scalar(has_login) is not None:
        raise NameTaken(name)
    manager.name, manager.email = name, email
    session.flush()
    return manager


def leave(
    session: Session, manager: ChannelManager, successor: ChannelManager | None, actor: str, now: datetime
) -> Handover:
    """Hand everything over, to the Sales queue if to nobody; a link that names them finds them no more."""
    # No name is matched by one with a space in it.
    manager.match_name = f"left {manager.id}"
    new_id = successor.id if successor else None
    partners = update(Partner).where(Partner.channel_manager_id == manager.id)
    leads = update(Lead).where(Lead.channel_manager_id == manager.id, Lead.state.in_(OPEN))
    changed = [
        session.scalars(
            statement.values(channel_manager_id=new_id)
            .returning(key)
            .execution_options(synchronize_session=False)
        ).all()
        for statement, key in ((partners, Partner.id), (leads, Lead.id))
    ]
    if changed[1]:
        details = {"to": successor.name if successor else "Sales"}
        event = {"kind": "reassigned", "actor": actor, "at": now, "details": details}
        session.connection().execute(_EVENTS, [event | {"lead_id": lead_id} for lead_id in changed[1]])
    return Handover(partners=len(changed[0]), leads=len(changed[1]))


def come_back(session: Session, manager: ChannelManager) -> None:
    """Let links that name them find them again. Raises NameTaken."""
    name = matchable(manager.name)
    others = (ChannelManager.match_name == name, ChannelManager.id != manager.id)
    if session.scalar(select(ChannelManager.id).where(*others)) is not None:
        raise NameTaken(manager.name)
    manager.match_name = name
