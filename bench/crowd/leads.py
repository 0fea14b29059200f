"""Leads with their events and the letters about them, each as far as it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    Table,
    func,
    insert,
    literal,
    select,
    true,
)

from bench.crowd import rows
from bench.crowd.partners import CHANNEL_MANAGERS, PARTNERS, All
from bench.crowd.times import Times

NEW = 300
"""The last ones, which nobody has looked at yet: as many as a busy vendor has in a day."""

LEADS = rows.table("leads")
EVENTS = rows.table("lead_events")
LETTERS = rows.table("letters")
SALES = "sales@panterranetworks.com"
SERVICES = ("pbx", "uc", "cc", "sb")

# Of each twenty, in the order of their numbers.
_STATES = [
    *["accepted"] * 5,
    *["forwarded"] * 5,
    *["declined"] * 3,
    *["won"] * 1,
    *["lost"] * 2,
    *["spam"] * 3,
    *["duplicate"] * 1,
]
_FORWARDED = ("forwarded", "accepted", "declined", "won", "lost")


def write(connection: Connection, many: int, known: All, times: Times) -> int:
    """All of them, the oldest first; returns the id of that one."""
    first = rows.last_id(connection, LEADS) + 1
    numbers = range(many)
    rows.write(connection, LEADS, (_lead(one, many, first, known, times) for one in numbers))
    _tell(connection, first, times.letters_since)
    return first


def state(number: int, many: int) -> str:
    """How far the lead of this number has come."""
    return "new" if number >= many - min(NEW, many // 10) else _STATES[number % len(_STATES)]


def is_accepted(number: int) -> bool:
    """Whether the partner has accepted the lead of this number, one of the older ones."""
    return _STATES[number % len(_STATES)] == "accepted"


def address(number: int) -> str:
    """Where the prospect of this number reads letters."""
    return f"prospect.{number}@crowd.example"


def token(*words: object) -> str:
    """What looks like a random hash, the same each time."""
    return sha256(" ".join(map(str, words)).encode()).hexdigest()


def letter(kind: str, recipient: str, at: datetime, *words: object) -> rows.Row:
    """A letter that was sent a second later."""
    return {
        "kind": kind,
        "recipient": recipient,
        "message_id": token("letter", kind, *words)[:32],
        "lead_id": None,
        "signup_id": None,
        "details": {},
        "created_at": at,
        "due_at": at,
        "tries": 1,
        "sent_at": at + timedelta(seconds=1),
    }


def _lead(number: int, many: int, first: int, known: All, times: Times) -> rows.Row:
    partner, at, stands = known.of(number), times.of(number, many), state(number, many)
    return {
        "id": first + number,
        "handle_hash": token("lead", number),
        "state": stands,
        "first_name": f"Grace{number % 997}",
        "last_name": f"Hopper{number % 7919}",
        "email": address(number),
        "phone": "800.805.0558",
        "company": f"Compilers {number % 99991} & Sons",
        "users": 5 + number % 200,
        "message": "We are moving offices in spring. Which phones would you advise us to take?",
        "widget": "landing",
        "service": SERVICES[number % 4],
        "claimed_partner_id": partner.public_id if partner else None,
        "sub_partner_id": f"sub{number % 7}" if number % 3 == 0 else None,
        "source": {"source_number": "650.365.2879", "source_company": partner.company if partner else ""},
        "site": f"https://www.reseller{partner.id}.example" if partner and number % 2 else None,
        "utm": {"utm_source": "newsletter"} if number % 5 == 0 else {},
        "partner_id": partner.id if partner else None,
        "channel_manager_id": partner.manager_id if partner else None,
        "credit_held": "The partner is suspended." if partner and partner.suspended else None,
        "created_at": at,
        "remind_at": None,
        "forwarded_at": at + timedelta(minutes=30) if stands in _FORWARDED else None,
    }


def _tell(connection: Connection, first: int, since: datetime) -> None:
    """What happened to each lead, and who was written to, told from the leads that are there."""
    lead, partner, manager = LEADS.c, PARTNERS.c, CHANNEL_MANAGERS.c
    of_partner, of_manager = func.coalesce(partner.email, SALES), func.coalesce(manager.email, SALES)
    was_accepted, is_new = lead.state.in_(("won", "lost")), lead.state == "new"
    is_forwarded, is_decided = lead.forwarded_at.is_not(None), lead.state.not_in(("new", "forwarded"))
    came, later = lead.created_at, lead.forwarded_at
    sent_on = _Story(connection, first, since)
    sent_on.step(literal("received"), "prospect", came, true(), ("lead_received", of_manager))
    sent_on.step(literal("forwarded"), "Dave Ryan", later, is_forwarded, ("lead_forwarded", of_partner))
    sent_on.step(literal("accepted"), "Ada Crowd", later, was_accepted)
    sent_on.step(lead.state, "Ada Crowd", func.coalesce(later, came), is_decided)
    sent_on.step(literal("reminded_manager"), "system", came, is_new, ("lead_reminder", of_manager))
    sent_on.step(literal("reminded_sales"), "system", came, is_new, ("lead_overdue", literal(SALES)))


@dataclass(frozen=True)
class _Story:
    """Steps of all leads from one on, each for those that took it."""

    connection: Connection
    first: int
    since: datetime
    """From when on letters are still there."""

    def step(
        self,
        kind: ColumnElement[str],
        actor: str,
        at: ColumnElement[datetime],
        which: ColumnElement[bool],
        told: tuple[str, ColumnElement[str]] | None = None,
    ) -> None:
        """An event, and the letter about it with its recipient."""
        lead, nothing = LEADS.c, literal({}, JSON)
        mine = (lead.id >= self.first, which)
        event = select(lead.id, kind, literal(actor), at, nothing).where(*mine)
        self._insert(EVENTS, ["lead_id", "kind", "actor", "at", "details"], event)
        if told is None:
            return
        about, recipient = told
        name = func.substr(lead.handle_hash, 1, 48).concat(f" {about}")
        columns = ["lead_id", "kind", "recipient", "message_id", "details"]
        moments = ["created_at", "due_at", "sent_at"]
        letter = (
            select(lead.id, literal(about), recipient, name, nothing, at, at, at, literal(1))
            .select_from(LEADS)
            .outerjoin(PARTNERS, PARTNERS.c.id == lead.partner_id)
            .outerjoin(CHANNEL_MANAGERS, CHANNEL_MANAGERS.c.id == lead.channel_manager_id)
            .where(*mine, at >= self.since)
        )
        self._insert(LETTERS, [*columns, *moments, "tries"], letter)

    def _insert(self, into: Table, columns: list[str], chosen: Select[Any]) -> None:
        self.connection.execute(insert(into).from_select(columns, chosen.order_by(LEADS.c.id)))
