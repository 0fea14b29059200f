"""Many rows into one table."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from app.models import Model

AT_ONCE = 5_000

Row = dict[str, Any]


def table(name: str) -> Table:
    """The table of a model."""
    return Model.metadata.tables[name]


def last_id(connection: Connection, into: Table) -> int:
    """The id of the last row; 0 where there is none."""
    return connection.scalar(select(func.max(into.c.id))) or 0


def write(connection: Connection, into: Table, rows: Iterable[Row]) -> None:
    """Insert all rows, which have the same columns."""
    source: Iterator[Row] = iter(rows)
    statement = insert(into)
    while batch := list(islice(source, AT_ONCE)):
        connection.execute(statement, batch)
    _go_on_counting(connection, into)


def _go_on_counting(connection: Connection, into: Table) -> None:
    """Let PostgreSQL give the next row the id after the last one; SQLite does so by itself."""
    if connection.dialect.name == "sqlite" or "id" not in into.c:
        return
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence(:name, 'id'), GREATEST(:last, 1), :last > 0)"),
        {"name": into.name, "last": last_id(connection, into)},
    )
