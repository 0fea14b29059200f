"""Partners: invited, approved, suspended, reinstated; and whether their own form may post to us."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, insert, select, update
from sqlalchemy.orm import Session, joinedload

from app.domain import audit, lists, outbox, users
from app.domain.leads import HELD_BY_SUSPENSION
from app.models import ChannelManager, Lead, LeadEvent, Partner

Standing = Literal["active", "waiting", "suspended", "wanting"]

_EVENTS = insert(LeadEvent.__table__)  # type: ignore[arg-type]


class PartnerError(Exception):
    """The base of what can be wrong with a deed to a partner."""


class NothingToChange(PartnerError):
    """Raised where a partner is in that state already, or can not get there from where they are."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the vendor knows of a partner, already judged."""

    company: str
    contact_name: str
    email: str
    """The registered address, to which leads are forwarded."""
    number: str | None


def invite(
    session: Session,
    company: Company,
    manager: ChannelManager | None,
    now: datetime,
    draw: Callable[[int], int] = secrets.randbelow,
) -> Partner:
    """Put a partner on the list, not approved yet, and write to their contact. Raises AddressTaken.

    `draw` gives a random number below its argument: a PartnerID can not be guessed from another.
    """
    partner = Partner(
        public_id=_fresh_public_id(session, draw), channel_manager=manager, created_at=now, **asdict(company)
    )
    session.add(partner)
    session.flush()
    users.invite(session, company.contact_name, company.email, "partner", now, partner=partner)
    return partner


def _fresh_public_id(session: Session, draw: Callable[[int], int]) -> str:
    while True:
        public_id = str(1_000_000 + draw(9_000_000))
        if session.scalar(select(Partner.id).where(Partner.public_id == public_id)) is None:
            return public_id


def find(session: Session, public_id: str) -> Partner | None:
    """The partner with this PartnerID, approved or not, with their manager."""
    query = select(Partner).where(Partner.public_id == public_id)
    return session.scalar(query.options(joinedload(Partner.channel_manager)))


def edit(
    session: Session, partner: Partner, company: Company, manager: ChannelManager | None
) -> dict[str, dict[str, str | None]]:
    """Write down what has changed about a partner; returns that, by column."""
    changes = audit.changes(partner, **asdict(company))
    for name, change in changes.items():
        setattr(partner, name, change["new"])
    old = partner.channel_manager
    if (old and old.id) != (manager and manager.id):
        changes["channel_manager"] = {"old": old and old.name, "new": manager and manager.name}
        partner.channel_manager = manager
    return changes


def approve(session: Session, partner: Partner, now: datetime) -> None:
    """Let a partner's PartnerID work, and tell them. Raises NothingToChange."""
    _change(session, partner, Partner.approved_at.is_(None), approved_at=now)
    _tell(session, partner, "partner_approved", now)


def suspend(session: Session, partner: Partner, reason: str, now: datetime) -> None:
    """Hold the credit of whatever comes from now on, and say why. Raises NothingToChange."""
    good = and_(Partner.suspended_at.is_(None), Partner.approved_at.is_not(None))
    _change(session, partner, good, suspended_at=now, suspended_for=reason)
    _tell(session, partner, "partner_suspended", now)


def reinstate(session: Session, partner: Partner, actor: str, now: datetime) -> int:
    """End a suspension and release what was held because of it: the number of leads.

    Accounts need no release: their credit is judged whenever somebody asks. Raises NothingToChange.
    """
    _change(session, partner, Partner.suspended_at.is_not(None), suspended_at=None, suspended_for=None)
    released = session.scalars(
        update(Lead)
        .where(Lead.partner_id == partner.id, Lead.credit_held == HELD_BY_SUSPENSION)
        .values(credit_held=None)
        .returning(Lead.id)
        .execution_options(synchronize_session=False)
    ).all()
    if released:
        event = {"kind": "credit_released", "actor": actor, "at": now, "details": {}}
        session.connection().execute(_EVENTS, [event | {"lead_id": lead_id} for lead_id in released])
    _tell(session, partner, "partner_reinstated", now)
    return len(released)


def request_form_api(session: Session, partner: Partner, agreement: str, now: datetime) -> None:
    """Ask for the own form, under this version of the agreement. Raises NothingToChange."""
    ready = and_(
        Partner.form_api_requested_at.is_(None),
        Partner.form_api_activated_at.is_(None),
        Partner.approved_at.is_not(None),
        Partner.suspended_at.is_(None),
    )
    _change(session, partner, ready, form_api_requested_at=now, form_api_agreement=agreement)


def activate_form_api(session: Session, partner: Partner, agreement: str, now: datetime) -> None:
    """Let the partner's own form post to us, under this version of the agreement. Raises NothingToChange."""
    ready = and_(Partner.form_api_activated_at.is_(None), Partner.approved_at.is_not(None))
    _change(session, partner, ready, form_api_activated_at=now, form_api_agreement=agreement)
    _tell(session, partner, "own_form_activated", now)


def deactivate_form_api(session: Session, partner: Partner, now: datetime) -> None:
    """Take no post of the partner's own form any more. Raises NothingToChange."""
    active = Partner.form_api_activated_at.is_not(None)
    _change(
        session,
        partner,
        active,
        form_api_activated_at=None,
        form_api_requested_at=None,
        form_api_agreement=None,
    )
    _tell(session, partner, "own_form_deactivated", now)


def listed(text: str = "", standing: Standing | None = None) -> Select[Partner]:
    """Partners with their managers; every word of `text` is in a name, an address or the PartnerID."""
    query = select(Partner).options(joinedload(Partner.channel_manager))
    if standing:
        query = query.where(is_in(standing))
    return query.where(
        *lists.mentions(text, Partner.public_id, Partner.company, Partner.contact_name, Partner.email)
    )


def is_in(standing: Standing) -> ColumnElement[bool]:
    """Whether a partner is approved and in good standing, waits for approval or for their own form, …"""
    match standing:
        case "waiting":
            return Partner.approved_at.is_(None)
        case "suspended":
            return Partner.suspended_at.is_not(None)
        case "wanting":
            return and_(Partner.form_api_requested_at.is_not(None), Partner.form_api_activated_at.is_(None))
        case "active":
            return and_(Partner.approved_at.is_not(None), Partner.suspended_at.is_(None))


def _change(session: Session, partner: Partner, state: ColumnElement[bool], **values: Any) -> None:
    changed = session.execute(
        update(Partner)
        .where(Partner.id == partner.id, state)
        .values(**values)
        .returning(Partner.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise NothingToChange(f"partner {partner.public_id}")
    session.refresh(partner, list(values))


def _tell(session: Session, partner: Partner, kind: str, now: datetime) -> None:
    outbox.post(session, kind, partner.email, details={"partner_id": partner.id}, now=now)
