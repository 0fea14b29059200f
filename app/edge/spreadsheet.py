"""Lists as CSV: safe to open in a spreadsheet, and sent while it is read."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from flask import Response, stream_with_context
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import db

T = TypeVar("T")
Columns = Mapping[str, Callable[[Any], object]]
"""What stands in each column, by its heading."""

MOST = 1_000_000
"""Rows: what spreadsheets hold."""

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def answer(name: str, columns: Columns, read: Callable[[Session], Iterator[T]]) -> Response:
    """A file of this name; `read` finds its rows, batch by batch, in a session that lasts as long as that."""

    def lines() -> Iterator[str]:
        # Spreadsheets take the mark as the sign of UTF-8.
        yield "\ufeff" + _line(columns)
        with db.reading() as session:
            _have_time(session)
            for row in read(session):
                yield _line(cell(read_cell(row)) for read_cell in columns.values())

    return Response(
        stream_with_context(lines()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _have_time(session: Session) -> None:
    """Let whoever has a slow line read to the end; what is only read keeps nobody from writing."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def cell(value: object) -> str:
    """A value as text that no spreadsheet computes with."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
