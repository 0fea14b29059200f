"""The reminder: one letter for an invoice that was not paid in time, however many workers look."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.domain import outbox
from app.models import Invoice, Receivable

BATCH = 50


def any_overdue(session: Session, now: datetime) -> bool:
    """Whether a customer is to be reminded: a look, which holds nothing."""
    return bool(session.scalar(select(exists().where(Receivable.remind_on <= now.date()))))


def remind(session: Session, now: datetime) -> int:
    """Write the letters that are due now, up to a batch of them; returns how many."""
    due = (
        select(Receivable.invoice_id)
        .where(Receivable.remind_on <= now.date())
        .order_by(Receivable.remind_on)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    # Judged again outside, where the row is ours: whoever has paid meanwhile gets no letter.
    reminded = session.scalars(
        update(Receivable)
        .where(Receivable.invoice_id.in_(select(due.c.invoice_id)), Receivable.remind_on <= now.date())
        .values(remind_on=None, reminded_at=now)
        .returning(Receivable.invoice_id)
        .execution_options(synchronize_session=False)
    ).all()
    for number in sorted(reminded):
        customer = session.get_one(Invoice, number).customer
        outbox.post(session, "invoice_overdue", customer["email"], details={"invoice_id": number}, now=now)
    return len(reminded)
