"""Closing: after the end of each month, what became payable in it stands on one statement, for good."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.commission import months
from app.domain.webhooks import events
from app.models import CommissionEntry, CommissionRelease, Partner, Statement, StatementLine

_LINE = insert(StatementLine.__table__)  # type: ignore[arg-type]
AT_ONCE = 50
"""Partners of one transaction: prospects wait behind it."""

Key = tuple[str, str]
"""Month and currency."""


def payable_from() -> ColumnElement[datetime]:
    """The moment at which an entry became payable."""
    return case((CommissionRelease.at > CommissionEntry.at, CommissionRelease.at), else_=CommissionEntry.at)


def is_unstated() -> ColumnElement[bool]:
    """An entry is payable and stands on no statement yet: asked of each of those that are looked at."""
    released = exists(literal(1)).where(CommissionRelease.entry_id == CommissionEntry.id)
    return and_(or_(CommissionEntry.held_for.is_(None), released), ~_is_stated())


def _is_stated() -> ColumnElement[bool]:
    return exists().where(StatementLine.entry_id == CommissionEntry.id)


def _unstated() -> Select[int]:
    """The same entries with their releases."""
    return (
        select(CommissionEntry.id)
        .outerjoin(CommissionRelease, CommissionRelease.entry_id == CommissionEntry.id)
        .where(or_(CommissionEntry.held_for.is_(None), CommissionRelease.id.is_not(None)), ~_is_stated())
    )


def any_due(session: Session, now: datetime) -> bool:
    """Whether an entry of a month that is over waits for its statement."""
    return bool(session.scalar(select(exists(_due(now)))))


def close_due(session: Session, now: datetime) -> int:
    """Close the statements of every month that is over, of some partners at a time: how many."""
    query = _due(now).with_only_columns(CommissionEntry.partner_id).distinct()
    partners = sorted(session.scalars(query))[:AT_ONCE]
    return sum(len(_close_for(session, partner_id, now)) for partner_id in partners)


def _due(now: datetime) -> Select[int]:
    closed = exists().where(
        Statement.partner_id == CommissionEntry.partner_id,
        Statement.currency == CommissionEntry.currency,
        Statement.month >= months.before(now),
    )
    # What came too late for its own month waits for the next statement.
    return _unstated().where(payable_from() < months.first_moment(now), ~closed)


def _close_for(session: Session, partner_id: int, now: datetime) -> list[Statement]:
    # Workers who close at once do so one after the other, and the second one finds nothing left.
    whose = select(Partner).where(Partner.id == partner_id).with_for_update(key_share=True)
    partner = session.scalars(whose).one()
    rows = session.execute(
        _due(now)
        .where(CommissionEntry.partner_id == partner_id)
        .with_only_columns(CommissionEntry.id, CommissionEntry.currency, payable_from().label("since"))
        .order_by(CommissionEntry.id)
    )
    places = _places((row.id, row.currency, row.since) for row in rows)
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
