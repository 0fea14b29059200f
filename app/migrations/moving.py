"""Moving house: everything in one database, copied into an empty one of the same schema, and compared."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from app import migrations
from app.models import Model, Payable, State

BATCH = 1_000
"""Rows that are held in memory at once."""

_STATE = Model.metadata.tables[State.__tablename__]
_BY_ITSELF = (_STATE, Model.metadata.tables[Payable.__tablename__])
"""What the database writes into while the others are filled; nothing refers to it, so it can come last."""
_TABLES = sorted(Model.metadata.sorted_tables, key=_BY_ITSELF.__contains__)


class CanNotMove(Exception):
    """Raised with what stands in the way, for the operator; nothing was written."""


def move(source: Engine, target: Engine, tell: Callable[[str, int], None]) -> None:
    """Copy every row, in one transaction, and read each back; `tell` hears of tables and their rows.

    `target` is an engine that writes. Raises CanNotMove.
    """
    for engine, what in ((source, "The database to copy"), (target, "The database to copy to")):
        if not migrations.is_current(engine):
            raise CanNotMove(f"{what} does not have the schema of this version: run migrate on it first.")
    with _reading(source) as old, migrations.changing(target) as new:
        _must_be_empty(new)
        for table in _TABLES:
            if table in _BY_ITSELF:
                new.execute(delete(table))
            tell(table.name, _copy(old, new, table))
        compare(old, new)
        for table in _TABLES:
            _go_on_counting(new, table)


@contextmanager
def _reading(source: Engine) -> Iterator[Connection]:
    """What is read is of one moment, also where somebody forgot to stop the service."""
    one_moment = {} if source.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with source.connect().execution_options(**one_moment) as old:
        migrations.be_patient(old)
        with old.begin():
            yield old


def _must_be_empty(new: Connection) -> None:
    for table in _TABLES:
        if table is not _STATE and new.execute(select(table).limit(1)).first():
            raise CanNotMove(f"The database to copy to is not empty: there are rows in {table.name}.")


def _copy(old: Connection, new: Connection, table: Table) -> int:
    count = 0
    for rows in _batches(old, table):
        try:
            new.execute(insert(table), rows)
        except (DataError, IntegrityError) as error:
            raise CanNotMove(
                f"{table.name} holds what the new database does not take: {error.orig}"
            ) from error
        count += len(rows)
    return count


def compare(old: Connection, new: Connection) -> None:
    """Read every row of both. Raises CanNotMove with the first table that is not the same."""
    for table in _TABLES:
        for one, other in zip_longest(_batches(old, table), _batches(new, table)):
            if one != other:
                raise CanNotMove(f"{table.name} does not read as it was written.")


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their keys, so that a row comes after those that it refers to."""
    (key,) = table.primary_key
    last: Any = None
    while True:
        query = select(table).order_by(key).limit(BATCH)
        rows = connection.execute(query if last is None else query.where(key > last)).mappings().all()
        if not rows:
            return
        yield [dict(row) for row in rows]
        last = rows[-1][key.name]


def _go_on_counting(new: Connection, table: Table) -> None:
    """Let PostgreSQL give the next row the id after the last one; SQLite does so by itself."""
    (key,) = table.primary_key
    if new.dialect.name == "sqlite" or not key.autoincrement or table is _STATE:
        return
    sequence = new.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    if sequence:
        new.execute(
            text("SELECT setval(:sequence, GREATEST(:last, 1), :last > 0)"),
            {"sequence": sequence, "last": new.scalar(select(func.max(key))) or 0},
        )
