"""Quotes at the end of any day: how many, and what they come to (SPEC section 18)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.orm import Session, selectinload

from app.domain.reports.quote_measures import MEASURES, Measure
from app.domain.reports.scope import Scope
from app.models import CatalogVersion, Lead, Quote, QuoteRevision


@dataclass(slots=True)
class Sums:
    """What some quotes of one currency come to, in cents."""

    number: int = 0
    monthly: int = 0
    once: int = 0
    whole_term: int = 0

    def add(self, number: int, monthly: int, once: int, whole_term: int) -> None:
        """Some more of them."""
        self.number += number
        self.monthly += monthly
        self.once += once
        self.whole_term += whole_term


@dataclass(frozen=True, slots=True)
class Row:
    """One measure with its numbers."""

    measure: Measure
    sums: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    """By currency."""
    months: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many in each month."""

    @property
    def number(self) -> int:
        """In all currencies."""
        return sum(sums.number for sums in self.sums.values())


def read(session: Session, scope: Scope) -> list[Row]:
    """Every measure, with a line even where there is nothing to count."""
    currencies = _currencies(session)
    return [_row(session, scope, measure, currencies) for measure in MEASURES.values()]


def behind(slug: str, scope: Scope, month: str = "") -> Select[Quote]:
    """The very quotes that a number counts; those of one month where it is named."""
    measure = MEASURES[slug]
    query = _narrowed(select(Quote), scope).where(measure.where(scope))
    if month and measure.on:
        query = query.where(func.substr(measure.on(scope), 1, 7) == month)
    return query.options(
        selectinload(Quote.revisions), selectinload(Quote.catalog), selectinload(Quote.partner)
    )


def revision(quote: Quote, scope: Scope) -> QuoteRevision:
    """The one that the customer had at the end: its prices are what the number sums up."""
    sent = (one for one in quote.revisions if one.sent_at and one.sent_at < scope.ends)
    return max(sent, key=lambda one: one.number)


def _row(session: Session, scope: Scope, measure: Measure, currencies: dict[int, str]) -> Row:
    row = Row(measure)
    day = (measure.on(scope) if measure.on else literal(None)).label("day")
    monthly, once = QuoteRevision.monthly_cents, QuoteRevision.once_cents
    term = QuoteRevision.configuration["term"].as_integer()
    query = _narrowed(
        select(
            Quote.catalog_id,
            day,
            func.count(),
            func.sum(monthly),
            func.sum(once),
            func.sum(monthly * term + once),
        ),
        scope,
    )
    for catalog_id, at, *numbers in session.execute(
        query.where(measure.where(scope)).group_by(Quote.catalog_id, day)
    ):
        # PostgreSQL sums up as decimals.
        row.sums[currencies[catalog_id]].add(*map(int, numbers))
        if at:
            row.months[at[:7]] += numbers[0]
    return row


def _narrowed(query: Select[Any], scope: Scope) -> Select[Any]:
    """Whose quotes, each with the revision that the customer had at the end."""
    number = select(func.max(QuoteRevision.number)).where(
        QuoteRevision.quote_id == Quote.id, QuoteRevision.sent_at < scope.ends
    )
    query = query.join(
        QuoteRevision,
        and_(
            QuoteRevision.quote_id == Quote.id,
            QuoteRevision.number == number.correlate(Quote).scalar_subquery(),
        ),
    )
    if scope.partner_id is not None:
        query = query.where(Quote.partner_id == scope.partner_id)
    if scope.service:
        query = query.where(QuoteRevision.configuration["product"].as_string() == scope.service)
    if scope.sub_partner_id:
        query = query.join(Lead, Lead.id == Quote.lead_id)
        query = query.where(Lead.sub_partner_id == scope.sub_partner_id)
    return query


def _currencies(session: Session) -> dict[int, str]:
    currency = CatalogVersion.content["currency"].as_string()
    return {row[0]: row[1] for row in session.execute(select(CatalogVersion.id, currency))}
