"""Reminders of leads that nobody forwarded (SPEC section 2)."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import outbox
from app.models import Lead, LeadEvent

MANAGER_AFTER = timedelta(hours=4)
SALES_AFTER = timedelta(hours=24)
MOST_AT_ONCE = 100
"""Leads of one transaction."""

_INSERT_EVENT = InsertOnce(LeadEvent.__table__)


def first_at(arrived: datetime) -> datetime:
    """When to look for the first time at a lead that has arrived then."""
    return arrived + MANAGER_AFTER


def any_due(session: Session, now: datetime) -> bool:
    """Whether `remind` has anything to do: a cheap look before asking for the right to write."""
    return bool(session.scalar(select(exists().where(Lead.remind_at <= now))))


def remind(session: Session, sales_email: str, now: datetime) -> int:
    """Remind of leads that nobody forwarded: the manager after 4 hours, Sales after 24.

    Looks at a hundred at most. Returns how many letters were written; each lead is reminded of
    once, whoever asks how often.
    """
    query = select(Lead).where(Lead.remind_at <= now).order_by(Lead.remind_at).limit(MOST_AT_ONCE)
    due = session.scalars(query.with_for_update(skip_locked=True)).all()
    return sum(_remind(session, lead, sales_email, now) for lead in due)


def _remind(session: Session, lead: Lead, sales_email: str, now: datetime) -> int:
    if lead.state != "new":
        lead.remind_at = None
        return 0
    manager = lead.channel_manager.email if lead.channel_manager else sales_email
    to_manager, to_sales = first_at(lead.created_at), lead.created_at + SALES_AFTER
    lead.remind_at = min((at for at in (to_manager, to_sales) if at > now), default=None)
    letters = 0
    if to_manager <= now:
        letters += _remind_once(session, lead, "reminded_manager", "lead_reminder", manager, now)
    if to_sales <= now:
        letters += _remind_once(session, lead, "reminded_sales", "lead_overdue", sales_email, now)
    return letters


def _remind_once(session: Session, lead: Lead, event: str, kind: str, recipient: str, now: datetime) -> bool:
    values = {"lead_id": lead.id, "kind": event, "actor": "system", "at": now, "details": {}}
    if _INSERT_EVENT(session, values) is None:
        return False
    outbox.post(session, kind, recipient, lead_id=lead.id, now=now)
    return True
