"""What each number about money counts: in words, and for the database. Nothing else defines it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, or_, select, union_all

from app.domain.reports.scope import Scope, utc_day, within
from app.models import CommissionEntry, CommissionRelease, Invoice, Payable, Payment, Statement, StatementLine

Noun = type[Invoice] | type[Payment] | type[CommissionEntry]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the report: which rows it counts, in words and for the database."""

    slug: str
    title: str
    definition: str
    noun: Noun
    cents: ColumnElement[int]
    where: Callable[[Scope], ColumnElement[bool]]
    on: ColumnElement[Any] | None
    """The day on which it happened; None for what lasts."""


def _issued(*kinds: str) -> Callable[[Scope], ColumnElement[bool]]:
    return lambda scope: and_(Invoice.kind.in_(kinds), *within(Invoice.issued_at, scope))


def _received(scope: Scope) -> ColumnElement[bool]:
    return Payment.received_on.between(scope.first, scope.last)


def _entered(kind: str) -> Callable[[Scope], ColumnElement[bool]]:
    return lambda scope: and_(CommissionEntry.kind == kind, *within(CommissionEntry.at, scope))


def _held(scope: Scope) -> ColumnElement[bool]:
    return and_(CommissionEntry.at < scope.ends, CommissionEntry.held_for.is_not(None), ~_released(scope))


def _payable(scope: Scope) -> ColumnElement[bool]:
    free = or_(CommissionEntry.held_for.is_(None), _released(scope))
    # What stands on no statement yet, and what does so only since: few among all that was ever earned.
    unstated = select(Payable.entry_id)
    if scope.partner_id is not None:
        unstated = unstated.where(Payable.partner_id == scope.partner_id)
    later = union_all(unstated, _listed(scope, Statement.closed_at >= scope.ends))
    return and_(CommissionEntry.at < scope.ends, free, CommissionEntry.id.in_(later))


def _stated(scope: Scope) -> ColumnElement[bool]:
    return CommissionEntry.id.in_(_listed(scope, *within(Statement.closed_at, scope)))


def _released(scope: Scope) -> ColumnElement[bool]:
    return exists().where(CommissionRelease.entry_id == CommissionEntry.id, CommissionRelease.at < scope.ends)


def _listed(scope: Scope, *closed: ColumnElement[bool]) -> Select[int]:
    """The entries on statements that were closed then."""
    lines = select(StatementLine.entry_id).join(Statement, Statement.id == StatementLine.statement_id)
    if scope.partner_id is not None:
        lines = lines.where(Statement.partner_id == scope.partner_id)
    return lines.where(*closed)


_ENTERED_ON = utc_day(CommissionEntry.at)
_ISSUED_ON = utc_day(Invoice.issued_at)
_STATED_ON = (
    select(utc_day(Statement.closed_at))
    .join(StatementLine, StatementLine.statement_id == Statement.id)
    .where(StatementLine.entry_id == CommissionEntry.id)
    .correlate(CommissionEntry)
    .scalar_subquery()
)

MEASURES = {
    one.slug: one
    for one in (
        Measure(
            "invoiced",
            "Invoiced",
            "Invoices issued in the period, with tax.",
            Invoice,
            Invoice.total_cents.expression,
            _issued("opening", "period"),
            _ISSUED_ON,
        ),
        Measure(
            "credited",
            "Credited",
            "Credit notes issued in the period, with tax.",
            Invoice,
            Invoice.total_cents.expression,
            _issued("credit"),
            _ISSUED_ON,
        ),
        Measure(
            "paid",
            "Paid",
            "Money received in the period, by the day it came; what was paid back counts against it.",
            Payment,
            Payment.amount_cents.expression,
            _received,
            cast(Payment.received_on, String),
        ),
        Measure(
            "accrued",
            "Commission accrued",
            "Earned by payments in the period, held or not.",
            CommissionEntry,
            CommissionEntry.amount_cents.expression,
            _entered("accrued"),
            _ENTERED_ON,
        ),
        Measure(
            "reversed",
            "Commission reversed",
            "Lost again by refunds and credit notes in the period.",
            CommissionEntry,
            CommissionEntry.amount_cents.expression,
            _entered("reversed"),
            _ENTERED_ON,
        ),
        Measure(
            "held",
            "Commission held",
            "Entries that could not be paid out yet at the end of the last day.",
            CommissionEntry,
            CommissionEntry.amount_cents.expression,
            _held,
            None,
        ),
        Measure(
            "payable",
            "Commission payable",
            "Entries that were not held and stood on no statement yet at the end of the last day.",
            CommissionEntry,
            CommissionEntry.amount_cents.expression,
            _payable,
            None,
        ),
        Measure(
            "stated",
            "Commission stated",
            "Entries on statements that were closed in the period.",
            CommissionEntry,
            CommissionEntry.amount_cents.expression,
            _stated,
            _STATED_ON,
        ),
    )
}
