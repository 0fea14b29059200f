"""Long lists: a page at a time, from the newest row to the oldest, at the same pace for a million rows.

Pages are found by key, never counted off: `before` and `after` are ids of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE = 50
"""Rows of one page."""

BATCH = 1_000
"""Rows that are read at once where all are wanted."""

MOST_WORDS = 8
"""Of one search."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Which page is asked for: the rows older than `before`, or newer than `after`; else the newest."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a list; `older` and `newer` lead on, None where the list ends."""

    rows: tuple[T, ...]
    older: int | None
    newer: int | None

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def page(
    session: Session,
    query: Select[T],
    key: InstrumentedAttribute[int],
    cursor: Cursor,
    size: int = PAGE,
) -> Slice[T]:
    """A page of what `query` selects, newest first. `key` is the id of the entity that it selects."""
    backwards = cursor.after is not None
    if backwards:
        query = query.where(key > cursor.after).order_by(key.asc())
    else:
        query = query.order_by(key.desc())
        if cursor.before is not None:
            query = query.where(key < cursor.before)
    found: list[T] = list(session.scalars(query.limit(size + 1)))
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    name = key.key
    older = _id(rows[-1], name) if rows and (more or backwards) else None
    newer = _id(rows[0], name) if rows and (more if backwards else cursor.before is not None) else None
    return Slice(tuple(rows), older, newer)


def everything(session: Session, query: Select[T], key: InstrumentedAttribute[int], most: int) -> Iterator[T]:
    """At most so many rows, newest first, read in batches, so that memory holds only one of them."""
    cursor, left = Cursor(), most
    while left > 0:
        part = page(session, query, key, cursor, min(BATCH, left))
        yield from part
        session.expunge_all()
        left -= len(part.rows)
        if part.older is None:
            return
        cursor = Cursor(before=part.older)


def mentions(text: str, *columns: InstrumentedAttribute[Any]) -> list[ColumnElement[bool]]:
    """Every word of a search is in one of the columns, whatever its case."""
    return [
        or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
        for word in text.lower().split()[:MOST_WORDS]
    ]


def _id(row: Any, name: str) -> int:
    return int(getattr(row, name))
