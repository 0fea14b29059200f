"""What came of leads: each stored once, with one event and one letter, delivered by one name."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from app.db import Database
from app.models import Letter
from tests.faults.crowd import Crowd
from tests.post_office import PostOffice
from tests.scene import advance, letters, wait_until
from tests.widgets import ledger

PATIENCE = 120
"""Seconds, for the next letter."""


def is_stored_once(crowd: Crowd) -> None:
    """Every lead that was acknowledged is there, and none is there twice."""
    stored = Counter(lead.email for lead in ledger.leads())
    assert set(crowd.thanked) <= set(stored)
    assert set(stored.values()) == {1}
    assert ledger.events() == ["received"] * len(stored)


def is_delivered(database: Database, smtp: PostOffice, twice: int = 0) -> None:
    """One letter for each lead arrives, at most so many of them twice, under one Message-ID."""
    # Those in a killed worker's hand are free once its lease is over.
    advance(database, timedelta(minutes=6))
    while still := _waiting(database):
        wait_until(lambda still=still: _waiting(database) < still, seconds=PATIENCE)  # type: ignore[misc]
    written = [f"<{one.message_id}@panterranetworks.com>" for one in letters(database)]
    arrived = Counter(smtp.message_ids())
    assert len(written) == len(ledger.leads())
    assert arrived.keys() == set(written)
    assert sum(arrived.values()) - len(written) <= twice


def _waiting(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).where(Letter.sent_at.is_(None))).one()
