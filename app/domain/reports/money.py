"""Invoices, payments and commission at the end of any day, in cents (SPEC section 18)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.domain.reports.money_measures import MEASURES, Measure, Noun
from app.domain.reports.scope import Scope
from app.models import Attribution, CommissionEntry, Invoice, Payment


@dataclass(slots=True)
class Sums:
    """Some rows of one currency."""

    number: int = 0
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One measure with its numbers."""

    measure: Measure
    sums: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    """By currency."""
    months: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """Cents, by month and currency."""

    @property
    def number(self) -> int:
        """In all currencies."""
        return sum(sums.number for sums in self.sums.values())


def read(session: Session, scope: Scope) -> list[Row]:
    """Every measure, with a line even where there is nothing to count."""
    return [_row(session, scope, measure) for measure in MEASURES.values()]


def behind(slug: str, scope: Scope, month: str = "") -> Select[Any]:
    """The very rows that a number counts: invoices, payments or entries; of one month where it is named."""
    measure = MEASURES[slug]
    query = _of(select(measure.noun), measure.noun, scope).where(measure.where(scope))
    if month and measure.on is not None:
        query = query.where(func.substr(measure.on, 1, 7) == month)
    if measure.noun is Payment:
        return query.options(joinedload(Payment.invoice).joinedload(Invoice.account))
    if measure.noun is CommissionEntry:
        return query.options(joinedload(CommissionEntry.account), joinedload(CommissionEntry.invoice))
    return query.options(joinedload(Invoice.account))


def _row(session: Session, scope: Scope, measure: Measure) -> Row:
    row = Row(measure)
    day = (measure.on if measure.on is not None else literal(None)).label("day")
    currency = CommissionEntry.currency if measure.noun is CommissionEntry else Invoice.currency
    query = _of(select(currency, day, func.count(), func.sum(measure.cents)), measure.noun, scope)
    for coin, at, number, cents in session.execute(
        query.where(measure.where(scope)).group_by(currency, day).order_by(currency)
    ):
        row.sums[coin].number += number
        row.sums[coin].cents += int(cents)
        if at:
            row.months[at[:7], coin] += int(cents)
    return row


def _of(query: Select[Any], noun: Noun, scope: Scope) -> Select[Any]:
    """Whose rows."""
    owner: type[Invoice] | type[CommissionEntry] = CommissionEntry if noun is CommissionEntry else Invoice
    if noun is Payment:
        query = query.join(Invoice, Invoice.id == Payment.invoice_id)
    if scope.partner_id is not None:
        query = query.where(owner.partner_id == scope.partner_id)
    if scope.sub_partner_id and noun is CommissionEntry:
        query = query.where(CommissionEntry.sub_partner_id == scope.sub_partner_id)
    elif scope.sub_partner_id:
        query = query.join(Attribution, Attribution.account_id == Invoice.account_id)
        query = query.where(Attribution.sub_partner_id == scope.sub_partner_id)
    return query
