"""The way of leads: what became of those that came in a period, by where they came from (SPEC section 18)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload, with_expression

from app.domain import lead_lists
from app.domain.reports.scope import Scope, within
from app.models import Lead, LeadEvent, LeadState, Quote, QuoteEvent

_LEFT_OUT: tuple[LeadState, ...] = ("spam", "duplicate")
_COUNTED = tuple(state for state in get_args(LeadState) if state not in _LEFT_OUT)
MOST = 100
"""Lines of a page; the sum counts those beyond them, too."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: which leads have come so far, in words and for the database."""

    slug: str
    title: str
    definition: str
    where: Callable[[Scope], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """Leads of one origin, and how many of them came how far, in the order of the stages."""

    origin: str | None
    """None where nothing was told."""
    numbers: tuple[int, ...]

    def rate(self, stage: int) -> int:
        """Per cent of all leads; 0 where there are none."""
        return round(100 * self.numbers[stage] / self.numbers[0]) if self.numbers[0] else 0


@dataclass(frozen=True, slots=True)
class Way:
    """The lines, the fullest first, and what they come to."""

    total: Line
    lines: tuple[Line, ...]
    beyond: int
    """Origins that have no line."""


ORIGINS: dict[str, tuple[str, ColumnElement[Any]]] = {
    "service": ("Service", Lead.service.expression),
    "sub": ("SubPartnerID", Lead.sub_partner_id.expression),
    "site": ("Site", Lead.site.expression),
    "source": ("UTM source", Lead.utm["utm_source"].as_string()),
    "campaign": ("UTM campaign", Lead.utm["utm_campaign"].as_string()),
}


def read(session: Session, scope: Scope, origin: str, most: int = MOST) -> Way:
    """All leads of the period by one of ORIGINS."""
    told = func.nullif(ORIGINS[origin][1], "").label("told")
    counts = [
        func.count(),
        *(func.sum(case((stage.where(scope), 1), else_=0)) for stage in list(STAGES.values())[1:]),
    ]
    found = select(told, *(one.label(f"stage_{at}") for at, one in enumerate(counts)))
    # Counted once: a sum over all lines in the same SELECT would go through every stage again.
    # And state by state: an index finds what a lead is, not what it is not.
    grouped = found.where(*_of(scope), Lead.state.in_(_COUNTED)).group_by(told).subquery()
    value, *numbers = grouped.c
    sums = [func.sum(one).over() for one in numbers]
    query = select(value, func.count().over(), *numbers, *sums)
    rows = session.execute(query.order_by(numbers[0].desc(), value).limit(most)).all()
    if not rows:
        return Way(Line(None, (0,) * len(STAGES)), (), 0)
    middle = 2 + len(STAGES)
    lines = tuple(Line(row[0], tuple(map(int, row[2:middle]))) for row in rows)
    return Way(Line(None, tuple(map(int, rows[0][middle:]))), lines, int(rows[0][1]) - len(rows))


def behind(slug: str, scope: Scope, origin: str = "", value: str | None = None) -> Select[Lead]:
    """The very leads that a number counts; with an origin, those that came from there."""
    query = select(Lead).where(*_of(scope), Lead.state.not_in(_LEFT_OUT), STAGES[slug].where(scope))
    if origin:
        told = func.nullif(ORIGINS[origin][1], "")
        query = query.where(told.is_(None) if value is None else told == value)
    return query.options(
        joinedload(Lead.channel_manager),
        joinedload(Lead.partner),
        with_expression(Lead.shown_state, lead_lists.shown_state()),
    )


def _of(scope: Scope) -> list[ColumnElement[bool]]:
    found = [*within(Lead.created_at, scope)]
    if scope.partner_id is not None:
        found.append(Lead.partner_id == scope.partner_id)
    if scope.service:
        found.append(Lead.service == scope.service)
    if scope.sub_partner_id:
        found.append(Lead.sub_partner_id == scope.sub_partner_id)
    return found


def _all(_: Scope) -> ColumnElement[bool]:
    return literal(True)


def _forwarded(scope: Scope) -> ColumnElement[bool]:
    return and_(Lead.forwarded_at.is_not(None), Lead.forwarded_at < scope.ends)


def _stepped(kind: str, scope: Scope) -> ColumnElement[bool]:
    return exists().where(LeadEvent.lead_id == Lead.id, LeadEvent.kind == kind, LeadEvent.at < scope.ends)


def _accepted(scope: Scope) -> ColumnElement[bool]:
    # What it is now spares the look at what was written down about all others.
    return and_(Lead.state.in_(("accepted", "won", "lost")), _stepped("accepted", scope))


def _by_quote(kind: str, scope: Scope) -> ColumnElement[bool]:
    # Asked once for all leads: there are fewer quotes than leads.
    quoted = select(Quote.lead_id).join(QuoteEvent, QuoteEvent.quote_id == Quote.id)
    quoted = quoted.where(QuoteEvent.kind == kind, QuoteEvent.at < scope.ends, Quote.lead_id.is_not(None))
    if scope.partner_id is not None:
        quoted = quoted.where(Quote.partner_id == scope.partner_id)
    return Lead.id.in_(quoted)


def _quoted(scope: Scope) -> ColumnElement[bool]:
    return _by_quote("sent", scope)


def _won(scope: Scope) -> ColumnElement[bool]:
    by_hand = and_(Lead.state == "won", _stepped("won", scope))
    return or_(by_hand, _by_quote("accepted", scope))


def _in_production(scope: Scope) -> ColumnElement[bool]:
    return _by_quote("completed", scope)


STAGES = {
    one.slug: one
    for one in (
        Stage("leads", "Leads", "Enquiries that came in the period, without spam and duplicates.", _all),
        Stage("forwarded", "Forwarded", "Of those: handed over to the partner.", _forwarded),
        Stage("accepted", "Accepted", "Of those: the partner took it.", _accepted),
        Stage("quoted", "Quoted", "Of those: a quote was sent to the customer.", _quoted),
        Stage("won", "Won", "Of those: the customer accepted a quote.", _won),
        Stage(
            "production",
            "In production",
            "Of those: what was ordered is provisioned.",
            _in_production,
        ),
    )
}
