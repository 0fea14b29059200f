"""Persisting: a result that nobody else knows yet is committed, however long the database is away."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.db import AWAY, db

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 0.5
"""Seconds between two attempts to commit while the database is away."""

INSIST = 30.0
"""Seconds for which a worker that was asked to stop still tries to commit its last result."""


def persist(work: Callable[[Session], T], stop: threading.Event) -> T:
    """Do the work in a transaction of its own, again and again until it is committed."""
    deadline = clock.monotonic() + INSIST
    while True:
        try:
            with db.writing() as session:
                result = work(session)
                session.commit()
                return result
        except AWAY as error:
            log.warning("database_away", extra={"reason": type(error).__name__})
            if stop.is_set() and clock.monotonic() > deadline:
                raise
            time.sleep(PATIENCE)
