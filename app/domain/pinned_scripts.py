"""Scripts that partners pin by their hash, kept for good: browsers take no other (SPEC section 11)."""

import threading
from datetime import datetime

from sqlalchemy import select

from app.db import Database, InsertOnce
from app.models import PinnedScript

_INSERT = InsertOnce(PinnedScript.__table__)


class Archive:
    """Keeps every script that was offered, written once however many processes offer it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: set[str] = set()
        self._lock = threading.Lock()

    def keep(self, name: str, content: bytes, now: datetime) -> None:
        """Have this script be found by its name from now on."""
        with self._lock:
            if name in self._kept:
                return
            with self._database.writing() as session:
                _INSERT(session, {"name": name, "content": content, "created_at": now})
                session.commit()
            self._kept.add(name)

    def find(self, name: str) -> bytes | None:
        """The script that was offered under this name."""
        with self._database.reading() as session:
            return session.scalar(select(PinnedScript.content).where(PinnedScript.name == name))
