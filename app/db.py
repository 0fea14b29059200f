"""The database: one engine, sessions that read and sessions that write."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, FromClause, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

BUSY_TIMEOUT_MS = 10_000

AWAY = (OperationalError, InterfaceError, TimeoutError)
"""What is raised when the database can not be asked now: it is gone, hangs, or all its doors are taken."""


class Database:
    """Opened once per process by `create_app`, the worker or a command."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._writer: Engine | None = None
        self._turn: AbstractContextManager[Any] = nullcontext()

    def open(self, url: str) -> None:
        """Connect lazily to `url`, `sqlite:///…` or `postgresql://…`."""
        self.close()
        if make_url(url).get_backend_name() == "sqlite":
            # Two engines: what only one of them writes to, its connection need not read again.
            self._engine = _sqlite(url, "BEGIN")
            self._writer = _sqlite(url, "BEGIN IMMEDIATE")
            # SQLite's lock is unfair: waiting here in turn is what keeps the slowest request short.
            self._turn = threading.Lock()
        else:
            # Its driver takes ten megabytes, which are spared where SQLite does.
            from app import postgres

            self._engine = self._writer = postgres.engine(make_url(url))
            self._turn = nullcontext()

    def close(self) -> None:
        """Give every connection back."""
        for engine in (self._engine, self._writer):
            if engine is not None:
                engine.dispose()

    @property
    def engine(self) -> Engine:
        """The engine; a RuntimeError before `open`."""
        return _opened(self._engine)

    @property
    def writer(self) -> Engine:
        """The engine of sessions that write; a RuntimeError before `open`."""
        return _opened(self._writer)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only; it never waits for a writer."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that has the right to write from its first statement on.

        On SQLite a transaction that reads first and then writes fails at once with
        "database is locked"; BEGIN IMMEDIATE waits for its turn instead. The caller commits.
        """
        with self._turn, Session(self.writer, expire_on_commit=False) as session:
            yield session


def _opened(engine: Engine | None) -> Engine:
    if engine is None:
        raise RuntimeError("the database is not open")
    return engine


def _sqlite(url: str, begin: str) -> Engine:
    timeout = BUSY_TIMEOUT_MS / 1000
    engine = create_engine(url, hide_parameters=True, pool_timeout=timeout, connect_args={"timeout": timeout})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            # An acknowledged lead survives a power cut; NORMAL may lose the last commits.
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            # Each lead writes 14 pages, most of them the last one's again: the later they are carried
            # over, the fewer there are. The log grows to 16 MB.
            "wal_autocheckpoint=4000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def do_begin(connection: PoolProxiedConnection) -> None:
        connection.cursor().execute(begin)

    # By an event it would cost ten times as much, and each statement would ask for events of its own.
    engine.dialect.do_begin = do_begin  # type: ignore[method-assign,assignment]
    return engine


_INSERTS = (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))


class InsertOnce:
    """INSERT … ON CONFLICT DO NOTHING, put together once, so that it costs what its values cost."""

    def __init__(self, table: FromClause) -> None:
        key = next(iter(table.primary_key))
        self._statements = {
            name: insert(table).on_conflict_do_nothing().returning(key)  # type: ignore[arg-type]
            for name, insert in _INSERTS
        }

    def __call__(self, session: Session, values: dict[str, Any]) -> Any:
        """The primary key of the new row, or None where a unique constraint has its like already."""
        connection = session.connection()
        return connection.execute(self._statements[connection.dialect.name], values).scalar()


class InsertOrUpdate:
    """INSERT … ON CONFLICT DO UPDATE, put together once, for many rows at a time."""

    def __init__(
        self, table: FromClause, key: Sequence[str], changes: Callable[[Any], dict[str, Any]]
    ) -> None:
        """`key` is that of a unique index; `changes` says what a new row changes in the old one."""
        self._statements = {}
        for name, insert in _INSERTS:
            statement = insert(table)  # type: ignore[arg-type]
            self._statements[name] = statement.on_conflict_do_update(
                index_elements=key, set_=changes(statement.excluded)
            )

    def __call__(self, session: Session, rows: list[dict[str, Any]]) -> None:
        """Store all rows, none of which may have the key of another."""
        connection = session.connection()
        connection.execute(self._statements[connection.dialect.name], rows)


db = Database()
