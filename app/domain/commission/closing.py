"""Closing: after the end of each month, what became payable in it stands on one statement, for good."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Select, exists, insert, select
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.commission import months
from app.domain.webhooks import events
from app.models import CommissionEntry, Partner, Payable, Statement, StatementLine

_LINE = insert(StatementLine.__table__)  # type: ignore[arg-type]
AT_ONCE = 3
"""Partners of one transaction, at most: on SQLite everybody else waits for it."""

Key = tuple[str, str]
"""Month and currency."""


def any_due(session: Session, now: datetime) -> bool:
    """Whether an entry of a month that is over waits for its statement."""
    return bool(session.scalar(select(exists(_due(now)))))


def close_due(session: Session, now: datetime) -> int:
    """Close the statements of the months that are over, of those partners who wait longest: how many."""
    longest = _due(now).with_only_columns(Payable.partner_id).order_by(Payable.since).limit(AT_ONCE)
    return sum(len(_close_for(session, one, now)) for one in sorted(set(session.scalars(longest))))


def _due(now: datetime) -> Select[int]:
    closed = exists().where(
        Statement.partner_id == Payable.partner_id,
        Statement.currency == CommissionEntry.currency,
        Statement.month >= months.before(now),
    )
    # What came too late for its own month waits for the next statement.
    return (
        select(Payable.entry_id)
        .join(CommissionEntry, CommissionEntry.id == Payable.entry_id)
        .where(Payable.since < months.first_moment(now), ~closed)
    )


def _close_for(session: Session, partner_id: int, now: datetime) -> list[Statement]:
    # Workers who close at once do so one after the other, and the second one finds nothing left.
    whose = select(Partner).where(Partner.id == partner_id).with_for_update(key_share=True)
    partner = session.scalars(whose).one()
    rows = session.execute(
        _due(now)
        .where(Payable.partner_id == partner_id)
        .with_only_columns(Payable.entry_id, CommissionEntry.currency, Payable.since)
        .order_by(Payable.entry_id)
    )
    places = _places((row.entry_id, row.currency, row.since) for row in rows)
    return [
        _close(session, partner, key, entries, now)
        for key, entries in _after_the_last(session, partner_id, places)
    ]


def _places(rows: Iterable[tuple[int, str, datetime]]) -> dict[Key, list[int]]:
    """The entries of each month and currency."""
    places: dict[Key, list[int]] = defaultdict(list)
    for number, currency, since in rows:
        places[months.month_of(since), currency].append(number)
    return places


def _after_the_last(
    session: Session, partner_id: int, places: dict[Key, list[int]]
) -> Iterator[tuple[Key, list[int]]]:
    """The same in order; nothing is added to a month that is closed, or lies before one that is."""
    closed = select(Statement.currency, Statement.month).where(Statement.partner_id == partner_id)
    last: dict[str, str] = {}
    for row in session.execute(closed):
        last[row.currency] = max(last.get(row.currency, ""), row.month)
    fits: dict[Key, list[int]] = defaultdict(list)
    for (month, currency), entries in places.items():
        known = last.get(currency)
        fits[max(month, months.following(known)) if known else month, currency] += entries
    yield from sorted(fits.items())


def _close(session: Session, partner: Partner, key: Key, entries: list[int], now: datetime) -> Statement:
    month, currency = key
    statement = Statement(partner_id=partner.id, month=month, currency=currency, closed_at=now)
    session.add(statement)
    session.flush()
    session.connection().execute(
        _LINE, [{"statement_id": statement.id, "entry_id": number} for number in sorted(entries)]
    )
    details = {"statement_id": statement.id}
    outbox.post(session, "statement_closed", partner.email, details=details, now=now)
    events.of_statement(session, statement, now)
    return statement
