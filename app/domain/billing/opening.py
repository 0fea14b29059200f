"""The opening invoice: one-time items, and the rest of the month in which a service began."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import seats
from app.domain.billing import lines, numbering
from app.domain.billing.writing import Paper, issue
from app.models import Account, Invoice, Order, Subscription


def issue_opening(session: Session, subscription: Subscription, now: datetime) -> Invoice:
    """Invoice what was ordered, in advance and by the day; asked again, it is the same invoice."""
    # Before anything else is held: whoever issues for a whole month takes the same way.
    numbering.hold(session, numbering.INVOICES)
    period = f"order {subscription.order_id}"
    known = session.scalar(
        select(Invoice).where(
            Invoice.account_id == subscription.account_id, Invoice.kind == "opening", Invoice.period == period
        )
    )
    if known:
        return known
    first = subscription.starts_on
    subscription.billed_from, subscription.bill_from = first, lines.next_month(first)
    session.flush()
    ordered = session.get_one(Order, subscription.order_id).lines
    paper = Paper(
        kind="opening",
        period=period,
        starts_on=first,
        ends_on=lines.last_of_month(first),
        currency=subscription.currency,
        lines=[
            *lines.once(ordered),
            *lines.in_advance(subscription, first, seats.on(session, subscription.id, first)),
        ],
    )
    return issue(session, session.get_one(Account, subscription.account_id), paper, now)
