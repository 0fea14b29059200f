"""What every report has: a page, a file of it, and the rows behind each number with a file of theirs."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.reports.scope import Scope
from app.edge.spreadsheet import Columns


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows that a number counts, newest first."""

    title: str
    definition: str
    rows: Select[Any]
    key: InstrumentedAttribute[int]
    template: str
    """Of the list, below office/reports."""
    columns: Columns
    more: dict[str, Any] = field(default_factory=dict)
    """What the list needs to know besides."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `fill` is what its template, office/reports/_<slug>.html, shows."""

    slug: str
    title: str
    fields: frozenset[str]
    """What it can be narrowed down by besides days and SubPartnerID."""
    fill: Callable[[Session, Scope], dict[str, Any]]
    columns: Columns
    lines: Callable[[Session, Scope], Iterable[Any]]
    """Of the file."""
    behind: Callable[[str, Scope], Behind | None]
    """By the name of a number; None where there is no such number."""


def since_first(months: Sequence[str], used: Collection[str]) -> Sequence[str]:
    """The months from the first one on in which there was anything; the last one in any case."""
    first = next((place for place, month in enumerate(months) if month in used), -1)
    return months[first:]
