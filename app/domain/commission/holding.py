"""Holding: entries wait while no credit is given, with the reason, and are released when that ends."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, literal, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import credit
from app.models import Account, CommissionEntry, CommissionRelease, Partner

Standing = Literal["held", "payable", "stated"]
STANDINGS: tuple[Standing, ...] = ("held", "payable", "stated")
AT_ONCE = 100
"""Entries of one transaction that releases whatever it finds: on SQLite everybody else waits for it."""
OVER = "The partner is in good standing, and the account is in production."

_INSERT = InsertOnce(CommissionRelease.__table__)


def is_held(entry: CommissionEntry) -> bool:
    """Whether an entry can not be paid out yet."""
    return entry.held_for is not None and entry.release is None


def standing(entry: CommissionEntry) -> Standing:
    """Whether an entry waits, will stand on the next statement, or stands on one."""
    if entry.line:
        return "stated"
    return "held" if is_held(entry) else "payable"


def reason(entry: CommissionEntry) -> str | None:
    """Why an entry is held, as things are now; None where it is not."""
    if not is_held(entry):
        return None
    # What held it first may have ended, and something else have begun.
    return credit.paid_out(entry.partner, entry.account).held or entry.held_for


def any_releasable(session: Session) -> bool:
    """Whether something is held although nothing holds it any more."""
    return bool(session.scalar(select(exists(_releasable()))))


def release_due(session: Session, now: datetime, actor: str = "system", partner_id: int | None = None) -> int:
    """Release what nothing holds any more, all of one partner's or some of anybody's: how many entries."""
    query = _releasable().order_by(CommissionEntry.id)
    if partner_id is None:
        query = query.limit(AT_ONCE)
    else:
        query = query.where(CommissionEntry.partner_id == partner_id)
    numbers = session.scalars(query).all()
    values = {"reason": OVER, "actor": actor[:120], "at": now}
    return sum(_INSERT(session, values | {"entry_id": number}) is not None for number in numbers)


def _releasable() -> Select[int]:
    # Few among many: found by an index of their own, in whatever order they are asked for.
    some = select(CommissionEntry.id).where(held())
    return (
        select(CommissionEntry.id)
        .join(Partner, Partner.id == CommissionEntry.partner_id)
        .join(Account, Account.id == CommissionEntry.account_id)
        .where(CommissionEntry.id.in_(some), credit.is_paid_out())
    )


def held() -> ColumnElement[bool]:
    """`is_held` as a condition."""
    released = exists(literal(1)).where(CommissionRelease.entry_id == CommissionEntry.id)
    return and_(CommissionEntry.held_for.is_not(None), ~released)
