"""What a report is about: whose rows, which days, and what narrows them down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MOST_MONTHS = 36
"""Lines of a table by months: the last ones of a longer period."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """The days from `first` to `last`, both included, in UTC; all is as it was at the end of `last`."""

    first: date
    last: date
    partner_id: int | None = None
    """None is all partners."""
    service: str = ""
    sub_partner_id: str = ""

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + ONE_DAY, time(), UTC)

    @property
    def months(self) -> list[str]:
        """Like 2026-11, the oldest first."""
        return list(_months(self.first, self.last))[-MOST_MONTHS:]

    def part(self, when: str) -> tuple[date, date]:
        """The first and the last day of a month or a day, as far as they lie in the period."""
        if len(when) > len("2026-11"):
            return date.fromisoformat(when), date.fromisoformat(when)
        first = date.fromisoformat(f"{when}-01")
        last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
        return max(first, self.first), min(last, self.last)

    @property
    def days(self) -> list[str]:
        """Like 2026-11-23, the oldest first."""
        number = (self.last - self.first).days + 1
        return [(self.first + n * ONE_DAY).isoformat() for n in range(number)]


class utc_day(FunctionElement[str]):
    """The day of a moment, as text like 2026-11-23."""

    inherit_cache = True
    type = String()


@compiles(utc_day, "sqlite")
def _sqlite(element: utc_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"substr({compiler.process(element.clauses, **kw)}, 1, 10)"


@compiles(utc_day, "postgresql")
def _postgresql(element: utc_day, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char(timezone('UTC', {compiler.process(element.clauses, **kw)}), 'YYYY-MM-DD')"


class day_after(FunctionElement[str]):
    """The day after one that is given as such text."""

    inherit_cache = True
    type = String()


@compiles(day_after, "sqlite")
def _sqlite_next(element: day_after, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+1 day')"


@compiles(day_after, "postgresql")
def _postgresql_next(element: day_after, compiler: SQLCompiler, **kw: Any) -> str:
    return f"to_char(cast({compiler.process(element.clauses, **kw)} AS date) + 1, 'YYYY-MM-DD')"


def within(column: InstrumentedAttribute[datetime], scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """A moment that lies in the period."""
    return (column >= scope.begins, column < scope.ends)


def _months(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)
