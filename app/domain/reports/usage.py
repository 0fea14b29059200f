"""Usage over time, by what systems of the vendor told us (SPEC section 18)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.reports.scope import Scope, utc_day, within
from app.models import Account, Attribution, UsageEvent

MOST_ACCOUNTS = 50


@dataclass(frozen=True, slots=True)
class Share:
    """What one account used of one kind."""

    account_id: int
    name: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything about usage that a page shows."""

    totals: dict[str, int]
    """By kind."""
    months: dict[str, dict[str, int]]
    """By month, then by kind."""
    days: dict[str, dict[str, int]]
    shares: tuple[Share, ...]
    """The largest."""


def read(session: Session, scope: Scope) -> Usage:
    """What was used in the period: in all, in each month, on each day, and by whom most."""
    day = utc_day(UsageEvent.used_at).label("day")
    query = _of(select(day, UsageEvent.kind, func.sum(UsageEvent.quantity)), scope)
    totals: dict[str, int] = defaultdict(int)
    months: dict[str, dict[str, int]] = {month: defaultdict(int) for month in scope.months}
    days: dict[str, dict[str, int]] = defaultdict(dict)
    for at, kind, quantity in session.execute(query.group_by(day, UsageEvent.kind).order_by(UsageEvent.kind)):
        totals[kind] += int(quantity)
        days[at][kind] = int(quantity)
        if at[:7] in months:
            months[at[:7]][kind] += int(quantity)
    return Usage(totals, months, days, tuple(_shares(session, scope)))


def events(scope: Scope, kind: str = "", account_id: int | None = None) -> Select[UsageEvent]:
    """What was told of the period."""
    query = _of(select(UsageEvent), scope)
    if kind:
        query = query.where(UsageEvent.kind == kind)
    if account_id is not None:
        query = query.where(UsageEvent.account_id == account_id)
    return query.options(joinedload(UsageEvent.account))


def _shares(session: Session, scope: Scope) -> list[Share]:
    quantity = func.sum(UsageEvent.quantity)
    used = _of(select(UsageEvent.account_id, UsageEvent.kind, quantity.label("quantity")), scope)
    used = used.group_by(UsageEvent.account_id, UsageEvent.kind)
    most = used.order_by(quantity.desc(), UsageEvent.account_id).limit(MOST_ACCOUNTS).subquery()
    query = select(Account, most.c.kind, most.c.quantity).join(most, most.c.account_id == Account.id)
    return [
        Share(account.id, account.company or f"{account.first_name} {account.last_name}", kind, int(number))
        for account, kind, number in session.execute(query.order_by(most.c.quantity.desc(), Account.id))
    ]


def _of(query: Select[*tuple[Any, ...]], scope: Scope) -> Select[*tuple[Any, ...]]:
    query = query.where(*within(UsageEvent.used_at, scope))
    if scope.partner_id is not None or scope.sub_partner_id:
        query = query.join(Attribution, Attribution.account_id == UsageEvent.account_id)
    if scope.partner_id is not None:
        query = query.where(Attribution.partner_id == scope.partner_id)
    if scope.sub_partner_id:
        query = query.where(Attribution.sub_partner_id == scope.sub_partner_id)
    return query
