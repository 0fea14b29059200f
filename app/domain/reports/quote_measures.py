"""What each number about quotes counts: in words, and for the database. Nothing else defines it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select

from app.domain.quotes import CLOSED, NEVER_SENT, SENT
from app.domain.reports.scope import Scope, day_after, utc_day, within
from app.models import ModificationRequest, Quote, QuoteEvent

_DECISIONS = ("accepted", *CLOSED)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the report: which quotes it counts, in words and for the database."""

    slug: str
    title: str
    definition: str
    where: Callable[[Scope], ColumnElement[bool]]
    on: Callable[[Scope], ColumnElement[Any]] | None
    """The day on which it happened; None for what lasts."""


def _events(*kinds: str) -> tuple[ColumnElement[bool], ...]:
    return (QuoteEvent.quote_id == Quote.id, QuoteEvent.kind.in_(kinds))


def _happened(kind: str) -> Callable[[Scope], ColumnElement[bool]]:
    # What a quote is now tells which events it can have: few are asked for theirs.
    states = {"sent": (*SENT, *_DECISIONS), "accepted": SENT[1:], "completed": SENT[-1:]}.get(kind, (kind,))

    def where(scope: Scope) -> ColumnElement[bool]:
        happens = exists().where(*_events(kind), *within(QuoteEvent.at, scope))
        return and_(Quote.state.in_(states), happens)

    return where


def _day_of(kind: str) -> Callable[[Scope], ColumnElement[Any]]:
    def on(_: Scope) -> ColumnElement[Any]:
        first = select(utc_day(func.min(QuoteEvent.at))).where(*_events(kind))
        return first.correlate(Quote).scalar_subquery()

    return on


def _first_sent(scope: Scope) -> ColumnElement[bool]:
    earlier = exists().where(*_events("sent"), QuoteEvent.at < scope.begins)
    return and_(_happened("sent")(scope), ~earlier)


def _undecided(scope: Scope) -> ColumnElement[bool]:
    decided = exists().where(*_events(*_DECISIONS), QuoteEvent.at < scope.ends)
    return and_(Quote.state.not_in(NEVER_SENT), or_(Quote.state == "sent", ~decided))


def _until(scope: Scope) -> ColumnElement[Any]:
    """Its last day, as it stood at the end; None where it was not sent by then."""
    told = func.coalesce(QuoteEvent.details["until"].as_string(), cast(Quote.valid_until, String))
    dated = select(told).where(*_events("sent", "extended"), QuoteEvent.at < scope.ends)
    return dated.order_by(QuoteEvent.id.desc()).limit(1).correlate(Quote).scalar_subquery()


def _open(scope: Scope) -> ColumnElement[bool]:
    return and_(_undecided(scope), _until(scope) >= scope.last.isoformat())


def _closed(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (*_events("lost"), QuoteEvent.at < scope.ends)


def _lost(scope: Scope) -> ColumnElement[bool]:
    closed = and_(Quote.state == "lost", exists().where(*_closed(scope)))
    on = _lost_on(scope).between(scope.first.isoformat(), scope.last.isoformat())
    return and_(or_(closed, _undecided(scope)), on)


def _lost_on(scope: Scope) -> ColumnElement[Any]:
    """When it was closed; whoever closes what had expired changes nothing about when it was lost."""
    closed = select(utc_day(func.min(QuoteEvent.at))).where(*_closed(scope)).correlate(Quote)
    on, over = closed.scalar_subquery(), day_after(_until(scope))
    return case((on < over, on), else_=over)


def _asked(scope: Scope) -> ColumnElement[bool]:
    waits = or_(ModificationRequest.decided_at.is_(None), ModificationRequest.decided_at >= scope.ends)
    asked = exists().where(
        ModificationRequest.quote_id == Quote.id, ModificationRequest.made_at < scope.ends, waits
    )
    return and_(Quote.state.not_in(NEVER_SENT), asked)


MEASURES = {
    one.slug: one
    for one in (
        Measure(
            "open",
            "Open",
            "Sent, not decided, and its date was not over: at the end of the last day.",
            _open,
            None,
        ),
        Measure(
            "asked",
            "Change requests open",
            "The customer has asked for changes, and nobody had answered at the end of the last day.",
            _asked,
            None,
        ),
        Measure("sent", "Sent", "Sent to the customer for the first time.", _first_sent, _day_of("sent")),
        Measure("won", "Won", "Accepted by the customer.", _happened("accepted"), _day_of("accepted")),
        Measure(
            "completed",
            "Completed",
            "Accepted, and what was ordered is provisioned.",
            _happened("completed"),
            _day_of("completed"),
        ),
        Measure(
            "rejected",
            "Rejected",
            "The customer said no, with a reason.",
            _happened("rejected"),
            _day_of("rejected"),
        ),
        Measure(
            "lost",
            "Lost",
            "Closed by the partner as lost, or its date went by without an answer.",
            _lost,
            _lost_on,
        ),
        Measure(
            "withdrawn",
            "Withdrawn",
            "Taken back by the partner, with a reason.",
            _happened("withdrawn"),
            _day_of("withdrawn"),
        ),
    )
}
