"""Usage: what customers used, as systems of the vendor tell it, each event once (SPEC section 18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import addresses
from app.domain.usage_lines import Told
from app.models import Account, UsageEvent

Refusal = Literal["unknown", "conflict"]
MONTHS = 12
"""So many are shown."""

_INSERT = InsertOnce(UsageEvent.__table__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one event that was told: the row that it is, or why there is none."""

    event: UsageEvent | None
    is_new: bool = False
    refused: Refusal | None = None
    """"unknown": nobody has this account; "conflict": its id was told before, of something else."""


def take(session: Session, told: Sequence[Told], now: datetime) -> list[Outcome]:
    """Count each event once, in the order in which they were told."""
    numbers = _accounts(session, told)
    # Always in the same order, so that two senders of the same events do not wait for each other.
    new = set()
    for one in sorted(told, key=lambda one: one.external_id):
        account_id = numbers.get(one.account)
        if account_id and one.external_id not in new and _INSERT(session, _values(one, account_id, now)):
            new.add(one.external_id)
    kept = _kept(session, [one.external_id for one in told])
    return [_outcome(one, numbers.get(one.account), kept, new) for one in told]


def events(account_id: int) -> Select[UsageEvent]:
    """Everything that an account has used."""
    return select(UsageEvent).where(UsageEvent.account_id == account_id)


def by_month(session: Session, account_id: int, today: date) -> dict[str, dict[date, int]]:
    """What an account used in each of the last months, by kind; months are told by their first day."""
    months = last_months(today)
    begins = [datetime(month.year, month.month, 1, tzinfo=UTC) for month in months]
    number = case(*((UsageEvent.used_at >= begin, place) for place, begin in enumerate(begins)))
    mine = (UsageEvent.account_id == account_id, UsageEvent.used_at >= begins[-1])
    rows = select(UsageEvent.kind, UsageEvent.quantity, number.label("place")).where(*mine).subquery()
    sums = select(rows.c.kind, rows.c.place, func.sum(rows.c.quantity)).group_by(rows.c.kind, rows.c.place)
    found: dict[str, dict[date, int]] = {}
    for kind, place, total in session.execute(sums.order_by(rows.c.kind)):
        found.setdefault(kind, {})[months[place]] = int(total)
    return found


def last_months(today: date) -> list[date]:
    """The first days of this month and those before it, this one first."""
    return [
        date(today.year + (today.month - 1 - back) // 12, (today.month - 1 - back) % 12 + 1, 1)
        for back in range(MONTHS)
    ]


def _accounts(session: Session, told: Sequence[Told]) -> dict[int | str, int]:
    """The number of each account that was named, by number or by address."""
    numbers = {one.account for one in told if isinstance(one.account, int)}
    keys = {one.account: addresses.key(one.account) for one in told if isinstance(one.account, str)}
    by_number = session.scalars(select(Account.id).where(Account.id.in_(numbers)))
    found: dict[int | str, int] = {number: number for number in by_number}
    query = select(Account.email_key, Account.id).where(Account.email_key.in_(set(keys.values())))
    by_key = {row.email_key: row.id for row in session.execute(query)}
    return found | {address: by_key[key] for address, key in keys.items() if key in by_key}


def _values(one: Told, account_id: int, now: datetime) -> dict[str, object]:
    return {
        "external_id": one.external_id,
        "account_id": account_id,
        "kind": one.kind,
        "quantity": one.quantity,
        "used_at": one.used_at,
        "received_at": now,
    }


def _kept(session: Session, ids: Sequence[str]) -> dict[str, UsageEvent]:
    query = select(UsageEvent).where(UsageEvent.external_id.in_(set(ids)))
    return {event.external_id: event for event in session.scalars(query)}


def _outcome(one: Told, account_id: int | None, kept: dict[str, UsageEvent], new: set[str]) -> Outcome:
    if account_id is None:
        return Outcome(None, refused="unknown")
    event = kept[one.external_id]
    same = (event.account_id, event.kind, event.quantity, event.used_at) == (
        account_id,
        one.kind,
        one.quantity,
        one.used_at,
    )
    if not same:
        return Outcome(None, refused="conflict")
    return Outcome(event, is_new=one.external_id in new)
