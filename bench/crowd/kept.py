"""Filled databases, kept in var/ so that a second run need not fill them again, and copied for each run."""

import hashlib
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from app import migrations
from app.db import Database
from app.demo import cast, people
from bench.crowd import Crowd, fill

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "bench"
ORIGIN = "http://localhost:8001"

# A file that a killed run left behind is made anew, so nothing has to survive that.
_FAST = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "locking_mode=EXCLUSIVE")


def bring(url: str, crowd: Crowd, now: datetime) -> None:
    """Make the database at `url`, which is not there yet, as if this crowd had used it for years."""
    target = make_url(url)
    source = find(crowd, now)
    assert target.database, url
    shutil.copyfile(source, target.database)


def find(crowd: Crowd, now: datetime) -> Path:
    """The kept file of this crowd; it is filled where there is none of this month and this code."""
    path = KEPT / f"{crowd.leads}-{_edition(now)}.db"
    if path.exists():
        return path
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob(f"{crowd.leads}-*"):
        old.unlink()
    draft = path.with_suffix(".draft")
    begun = time.monotonic()
    _say(f"Filling a database with {crowd.leads:,} leads …")
    write(f"sqlite:///{draft}", crowd, now)
    draft.rename(path)
    _say(f"It took {time.monotonic() - begun:.0f} s and is kept: {path.relative_to(ROOT)}")
    return path


def write(url: str, crowd: Crowd, now: datetime) -> None:
    """Migrate an empty database and fill it."""
    database = Database()
    database.open(url)
    migrations.upgrade(database.writer)
    with database.writing() as session:
        _seed(session, now)
        session.commit()
    database.close()
    engine = _engine(make_url(url))
    with engine.begin() as connection:
        fill(connection, crowd, now)
    engine.dispose()


def _seed(session: Session, now: datetime) -> None:
    """The demo's cast, whose logins open the pages that are measured."""
    cast.seed(session, now, ORIGIN)
    people.seed(session, now)


def _edition(now: datetime) -> str:
    """The month, since in the next one invoices are due, and what the filling depends on."""
    digest = hashlib.sha256()
    for folder in (ROOT / "bench" / "crowd", ROOT / "app" / "migrations" / "versions"):
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return f"{now:%Y-%m}-{digest.hexdigest()[:12]}"


def _engine(url: URL) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def hurry(connection: Connection, _record: object) -> None:
            for pragma in _FAST:
                connection.execute(f"PRAGMA {pragma}")  # type: ignore[call-overload]

    return engine


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
