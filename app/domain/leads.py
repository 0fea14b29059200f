"""Leads: taken once, never lost, followed step by step (SPEC section 2)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import outbox, reminders
from app.domain.directory import KnownManager, KnownPartner
from app.domain.webhooks import events
from app.models import ChannelManager, Lead, LeadEvent, LeadState

HANDLE_LIVES_FOR = timedelta(hours=24)
HELD_BY_SUSPENSION = "The partner is suspended."
"""Why credit of a lead waits; released by reinstatement."""
MOST_AMENDMENTS = 100
"""One form is one enquiry: beyond this, whoever sends it again is no longer correcting it."""

# What may follow what; everything else is refused.
_STEPS: dict[LeadState, frozenset[LeadState]] = {
    "new": frozenset({"forwarded", "spam", "duplicate"}),
    "forwarded": frozenset({"accepted", "declined", "spam", "duplicate"}),
    "accepted": frozenset({"won", "lost"}),
    "declined": frozenset({"forwarded"}),
    # Whoever called it that may have been wrong.
    "spam": frozenset({"new"}),
    "duplicate": frozenset({"new"}),
}
OPEN: tuple[LeadState, ...] = ("new", "forwarded", "accepted", "declined")
"""Somebody looks after it, and that can become somebody else."""

# Put together once: a prospect waits while these run.
_INSERT = InsertOnce(Lead.__table__)
_EVENT = insert(LeadEvent.__table__)  # type: ignore[arg-type]


class LeadError(Exception):
    """The base of what can be wrong with a step of a lead."""


class StepNotPossible(LeadError):
    """Raised when a lead has moved on, or can not go there from where it is."""


class NobodyToForwardTo(LeadError):
    """Raised when a lead has no known partner and no address was given."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a prospect typed, already judged."""

    first_name: str
    last_name: str
    email: str
    phone: str
    company: str
    users: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A lead as it arrives: the prospect, and everything the partner's URL said."""

    handle_hash: str
    widget: str
    service: str
    prospect: Prospect
    partner: KnownPartner | None
    claimed_partner_id: str | None
    sub_partner_id: str | None
    manager: KnownManager | None
    """Who looks after it; None is the Sales queue."""
    source: dict[str, Any]
    site: str | None
    utm: dict[str, str]


def take(
    session: Session, enquiry: Enquiry, sales_email: str, now: datetime
) -> Literal["new", "amended", "same"]:
    """Store an enquiry with its event and the letter to whoever looks after it.

    The same form sent again finds the first lead: unchanged content changes nothing, other
    content amends it. The unique handle decides, so parallel posts make one lead.
    """
    manager = enquiry.manager
    lead_id = _insert(session, enquiry, manager.id if manager else None, now)
    if lead_id is None:
        return _amend(session, enquiry, sales_email, now)
    _record(session, lead_id, "received", "prospect", now)
    recipient = manager.email if manager else sales_email
    outbox.post(session, "lead_received", recipient, lead_id=lead_id, now=now, stand_in=sales_email)
    if enquiry.partner and enquiry.partner.webhooks:
        # Asked first: for all others a prospect waits no moment longer.
        events.of_lead(session, session.get_one(Lead, lead_id), "received", now)
    return "new"


def _insert(session: Session, enquiry: Enquiry, manager_id: int | None, now: datetime) -> int | None:
    partner = enquiry.partner
    values = asdict(enquiry.prospect) | {
        "handle_hash": enquiry.handle_hash,
        "state": "new",
        "widget": enquiry.widget,
        "service": enquiry.service,
        "claimed_partner_id": enquiry.claimed_partner_id,
        "sub_partner_id": enquiry.sub_partner_id,
        "source": enquiry.source,
        "site": enquiry.site,
        "utm": enquiry.utm,
        "partner_id": partner.id if partner else None,
        "channel_manager_id": manager_id,
        "credit_held": HELD_BY_SUSPENSION if partner and partner.suspended else None,
        "created_at": now,
        "remind_at": reminders.first_at(now),
    }
    return cast(int | None, _INSERT(session, values))


def _amend(session: Session, enquiry: Enquiry, sales_email: str, now: datetime) -> Literal["amended", "same"]:
    query = select(Lead).where(Lead.handle_hash == enquiry.handle_hash).with_for_update()
    lead = session.scalars(query).one()
    changes = {
        name: {"old": getattr(lead, name), "new": value}
        for name, value in asdict(enquiry.prospect).items()
        if getattr(lead, name) != value
    }
    amended = select(func.count()).where(LeadEvent.lead_id == lead.id, LeadEvent.kind == "amended")
    if not changes or (session.scalar(amended) or 0) >= MOST_AMENDMENTS:
        return "same"
    for name, change in changes.items():
        setattr(lead, name, change["new"])
    _record(session, lead.id, "amended", "prospect", now, changes)
    recipient = lead.channel_manager.email if lead.channel_manager else sales_email
    outbox.post(session, "lead_amended", recipient, lead_id=lead.id, details={"changes": changes}, now=now)
    return "amended"


def find_by_handle(session: Session, handle_hash: str, now: datetime) -> Lead | None:
    """The lead behind a thank-you page, for a day."""
    query = select(Lead).where(Lead.handle_hash == handle_hash, Lead.created_at > now - HANDLE_LIVES_FOR)
    return session.scalar(query)


def move(session: Session, lead: Lead, to: LeadState, actor: str, now: datetime, reason: str = "") -> None:
    """Take a lead one step further, with who did it and why. Raises StepNotPossible."""
    possible = [state for state, steps in _STEPS.items() if to in steps]
    values: dict[str, Any] = {"state": to, "remind_at": None}
    if to == "forwarded":
        values["forwarded_at"] = lead.forwarded_at or now
    moved = session.execute(
        update(Lead).where(Lead.id == lead.id, Lead.state.in_(possible)).values(**values).returning(Lead.id)
    ).first()
    if moved is None:
        raise StepNotPossible(f"a lead that is {lead.state} can not become {to}")
    lead.state = to
    _record(session, lead.id, to, actor, now, {"reason": reason} if reason else {})
    events.of_lead(session, lead, to, now)


def forward(session: Session, lead: Lead, actor: str, now: datetime, address: str | None = None) -> str:
    """Send a lead to the registered address of its partner, or to `address` if it has none.

    Never to source_email, which anyone can put into a URL. Returns the address used.
    """
    recipient = lead.partner.email if lead.partner else address
    if not recipient:
        raise NobodyToForwardTo(f"lead {lead.id}")
    move(session, lead, "forwarded", actor, now)
    outbox.post(session, "lead_forwarded", recipient, lead_id=lead.id, now=now)
    return recipient


def reassign(
    session: Session,
    lead: Lead,
    manager: ChannelManager | None,
    actor: str,
    sales_email: str,
    now: datetime,
    note: str = "",
) -> None:
    """Let somebody else look after a lead, None for the Sales queue, and write to them.

    Raises StepNotPossible where they do already, or nothing is left to look after.
    """
    new_id = manager.id if manager else None
    moved = session.execute(
        update(Lead)
        .where(Lead.id == lead.id, Lead.state.in_(OPEN), Lead.channel_manager_id.is_distinct_from(new_id))
        .values(channel_manager_id=new_id)
        .returning(Lead.id)
    ).first()
    if moved is None:
        raise StepNotPossible(f"a lead that is {lead.state} can not be handed to {new_id}")
    details = {"to": manager.name if manager else "Sales"} | ({"reason": note} if note else {})
    _record(session, lead.id, "reassigned", actor, now, details)
    outbox.post(
        session,
        "lead_reassigned",
        manager.email if manager else sales_email,
        lead_id=lead.id,
        details={"by": actor, "note": note},
        now=now,
        stand_in=sales_email,
    )


def note(session: Session, lead: Lead, kind: str, now: datetime, **details: Any) -> None:
    """Write down what came of a lead that a partner has accepted: its quote, and its order."""
    _record(session, lead.id, kind, "system", now, details)


def _record(
    session: Session,
    lead_id: int,
    kind: str,
    actor: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    values = {"lead_id": lead_id, "kind": kind, "actor": actor, "at": now, "details": details or {}}
    session.connection().execute(_EVENT, values)
