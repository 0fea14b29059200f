"""Acknowledged is stored: each answer must have left its rows in the server's database."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from bench.invalid import InvalidRun
from bench.servers import Server


@dataclass
class Acknowledged:
    """How many answers were given; filled in by whoever counts them."""

    answers: int = 0


@contextmanager
def stored(server: Server, tables: Sequence[str]) -> Iterator[Acknowledged]:
    """InvalidRun if the body's answers left fewer rows than answers in one of the tables."""
    acknowledged = Acknowledged()
    before = _rows(server, tables) if tables else {}
    yield acknowledged
    after = _rows(server, tables) if tables else {}
    for table in tables:
        gained = after[table] - before[table]
        if gained < acknowledged.answers:
            raise InvalidRun(
                f"{server.name}: {acknowledged.answers} answers, but {gained} new rows in {table}."
            )


def _rows(server: Server, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each table has. InvalidRun if the database is not in WAL."""
    with closing(sqlite3.connect(server.directory / "bench.db", timeout=20)) as database:
        (mode,) = database.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            raise InvalidRun(f"{server.name}: the database is in {mode}, not in WAL.")
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
