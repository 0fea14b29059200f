"""Invoices of months: in advance, with what the month before has really come to (SPEC section 18).

A blocked account gets nothing new. What was invoiced before stays as it is, and counts; a day after that
which begins while it is blocked is never invoiced, and once it is opened again, the rest of the month is.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session

from app.domain import seats
from app.domain.billing import lines, numbering
from app.domain.billing.crediting import give_back
from app.domain.billing.lines import Line
from app.domain.billing.writing import Paper, issue
from app.models import Account, Invoice, Subscription

BATCH = 8
"""Accounts of one transaction: on SQLite everybody else waits for it."""


def any_due(session: Session, now: datetime) -> bool:
    """Whether a month has begun for anybody: a look, which holds nothing."""
    return bool(session.scalar(select(exists().where(Subscription.bill_from <= now.date()))))


def issue_due(session: Session, now: datetime, most: int = BATCH) -> int:
    """Invoice the next month of up to so many accounts; returns how many documents that were.

    Whoever was forgotten for several months gets each of them by and by, in their order.
    """
    # Whoever comes second waits here, and then finds nothing left to do.
    numbering.hold(session, numbering.INVOICES)
    _pass_over_blocked(session, now.date())
    due = session.execute(_due(now.date(), most)).all()
    return sum(_invoice(session, row.account_id, row.currency, row.first, now) for row in due)


def _pass_over_blocked(session: Session, today: date) -> None:
    """Leave out the days up to this one of whoever is blocked."""
    # By each of the few that are due: who is blocked can only be found among all accounts.
    is_blocked = exists().where(Account.id == Subscription.account_id, Account.blocked_at.is_not(None))
    session.execute(
        update(Subscription)
        .where(Subscription.bill_from <= today, is_blocked)
        .values(bill_from=today + timedelta(days=1))
        .execution_options(synchronize_session=False)
    )


def _due(today: date, most: int) -> Select[int, str, date]:
    """The accounts of the services that wait longest, by currency, with the first day of each."""
    # Limited before they are put together: at the turn of a month most services are due at once.
    longest = (
        select(Subscription.account_id, Subscription.currency, Subscription.bill_from)
        .join(Account, Account.id == Subscription.account_id)
        # Who was blocked a moment ago.
        .where(Subscription.bill_from <= today, Account.blocked_at.is_(None))
        .order_by(Subscription.bill_from, Subscription.id)
        .limit(most)
        .subquery()
    )
    first = func.min(longest.c.bill_from).label("first")
    return (
        select(longest.c.account_id, longest.c.currency, first)
        .group_by(longest.c.account_id, longest.c.currency)
        .order_by(first, longest.c.account_id)
    )


def _invoice(session: Session, account_id: int, currency: str, first: date, now: datetime) -> int:
    """One month of everything that an account has in one currency."""
    last = lines.last_of_month(first)
    found: list[Line] = []
    corrected: list[Line] = []
    for subscription in _services(session, account_id, currency, last):
        since, begin = subscription.billed_from, subscription.bill_from or first
        subscription.billed_from, subscription.bill_from = begin, lines.next_month(first)
        if since:
            corrected += _corrected(session, subscription, since)
        found += lines.in_advance(subscription, begin, seats.on(session, subscription.id, begin))
    if not found + corrected:
        return 0
    paper = Paper("period", f"{first:%Y-%m} {currency}", first, last, currency, found + corrected)
    if lines.total(paper.lines) < 0:
        return give_back(session, account_id, paper, now)
    issue(session, session.get_one(Account, account_id), paper, now)
    return 1


def _services(session: Session, account_id: int, currency: str, last: date) -> list[Subscription]:
    query = select(Subscription).where(
        Subscription.account_id == account_id,
        Subscription.currency == currency,
        Subscription.bill_from <= last,
    )
    # Held before their seats are counted: who changes those from now on changes what comes next.
    return list(session.scalars(query.order_by(Subscription.id).with_for_update()))


def _corrected(session: Session, subscription: Subscription, since: date) -> list[Line]:
    """What the days that were invoiced last have really come to, where that is something else."""
    last = lines.last_of_month(since)
    days = seats.stretches(session, subscription.id, since, last)
    return list(lines.corrections(subscription, days, _invoiced(session, subscription, since)))


def _invoiced(session: Session, subscription: Subscription, since: date) -> dict[str, int]:
    """Cents by slug for the days from `since` to the end of its month."""
    query = select(Invoice).where(
        Invoice.account_id == subscription.account_id, Invoice.starts_on <= since, Invoice.ends_on >= since
    )
    sums: dict[str, int] = defaultdict(int)
    for invoice in session.scalars(query):
        for line in invoice.lines:
            is_it = line["kind"] == "advance" and line["subscription"] == subscription.id
            if is_it and line["starts_on"] == since.isoformat():
                sums[line["slug"]] += line["amount"]
    return sums
