"""What waits for the vendor's people: the numbers of the console's first page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain import order_lists, outbox_figures, partners
from app.models import Lead, Partner

MOST_HELD = 1_000
"""Counted up to here: beyond that the exact number tells nobody more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers that somebody should make smaller."""

    leads: int
    oldest: datetime | None
    """Since when the lead waits that waits longest."""
    failed: int
    """Orders that stopped, up to order_lists.MOST_FAILED."""
    bounced: int
    approvals: int
    own_forms: int
    held: int
    """Leads whose credit is held, up to MOST_HELD."""


def read(session: Session, now: datetime, *mine: ColumnElement[bool]) -> Figures:
    """How things stand; the leads are those of `mine`."""
    waiting = select(func.count(), func.min(Lead.created_at)).where(Lead.state == "new", *mine)
    number, oldest = session.execute(waiting).one()
    held = select(Lead.id).where(Lead.credit_held.is_not(None)).limit(MOST_HELD).subquery()
    return Figures(
        leads=number,
        oldest=oldest,
        failed=order_lists.count_failed(session),
        bounced=outbox_figures.read(session, now).bounced,
        approvals=_partners(session, "waiting"),
        own_forms=_partners(session, "wanting"),
        held=session.scalar(select(func.count()).select_from(held)) or 0,
    )


def _partners(session: Session, standing: partners.Standing) -> int:
    return session.scalar(select(func.count(Partner.id)).where(partners.is_in(standing))) or 0
