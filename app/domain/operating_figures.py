"""How the house stands, for whoever runs it: what waits, what has stopped, and whether a worker works.

Each figure is looked for on the side where there are few rows, and counted no further than MOST: a
million of others make none of them slower.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain import billing, orders
from app.models import Lead, Order, Receivable, State, WebhookDelivery

MOST = 10_000
"""Counted, or looked at, up to here: beyond that the exact number tells nobody more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What somebody has to look at, sooner or later."""

    leads_new: int
    """Leads that no channel manager has touched."""
    orders_open: int
    orders_failed: int
    invoices_overdue: int
    webhooks_open: int
    webhooks_oldest: timedelta
    """Since when the oldest message that is open waits; zero if none does."""
    webhooks_given_up: int
    """Of the last 30 days."""
    worker_silent: timedelta | None
    """Since when no worker has said that it works; None if none ever has."""


def read(session: Session, now: datetime) -> Figures:
    """How things stand now."""
    webhooks, oldest = _open_webhooks(session)
    seen = session.scalar(select(State.worker_seen_at))
    return Figures(
        leads_new=_count(session, Lead.id, Lead.state == "new"),
        orders_open=_count(session, Order.id, Order.state.in_(orders.OPEN)),
        orders_failed=_count(session, Order.id, Order.state == "failed"),
        invoices_overdue=_overdue(session, now),
        webhooks_open=webhooks,
        webhooks_oldest=_since(oldest, now) or timedelta(0),
        webhooks_given_up=_count(session, WebhookDelivery.id, WebhookDelivery.given_up_at.is_not(None)),
        worker_silent=_since(seen, now),
    )


def _count(session: Session, identity: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> int:
    some = select(identity).where(*which).limit(MOST).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _open_webhooks(session: Session) -> tuple[int, datetime | None]:
    open_ones = WebhookDelivery.delivered_at.is_(None), WebhookDelivery.given_up_at.is_(None)
    # Among some of them: asked for the oldest of all, a database walks through those that were delivered.
    some = select(WebhookDelivery.created_at).where(*open_ones).limit(MOST).subquery()
    number, oldest = session.execute(select(func.count(), func.min(some.c.created_at))).one()
    return number, oldest


def _overdue(session: Session, now: datetime) -> int:
    """Of the oldest invoices that are awaited, which are those that can be overdue."""
    overdue = 0
    for state in billing.UNSETTLED:
        awaited = select(Receivable.due_on).where(Receivable.state == state).order_by(Receivable.invoice_id)
        some = awaited.limit(MOST).subquery()
        overdue += session.scalar(select(func.count()).where(some.c.due_on < now.date())) or 0
    return overdue


def _since(moment: datetime | None, now: datetime) -> timedelta | None:
    return max(now - moment, timedelta(0)) if moment else None
