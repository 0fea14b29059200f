"""Ada's enquiry, and what the tests of letters do with it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.db import Database
from app.domain import outbox
from app.models import ChannelManager, Lead, Letter, Partner, State

NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


def ada(**changes: Any) -> Lead:
    """A lead that came through Tim's link of the seed, on TMC Labs' own site."""
    values: dict[str, Any] = {
        "handle_hash": "0" * 64,
        "state": "new",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@engines.example",
        "phone": "408.555.0100",
        "company": "Analytical Engines",
        "users": 25,
        "message": "We move in May.\nCan we keep our numbers?",
        "widget": "landing",
        "service": "pbx",
        "claimed_partner_id": "1234567",
        "sub_partner_id": "106",
        "source": {
            "source_cm_name": "dave ryan",
            "source_partner_name": "Tim Mathews",
            "source_number": "650.365.2879",
            "source_email": "tim.elsewhere@tmclabs.com",
            "source_company": "TMC Labs",
            "source_website": "http://www.tmclabs.com",
            "source_logo": None,
        },
        "site": "http://www.tmclabs.com",
        "utm": {"utm_source": "newsletter", "utm_campaign": "autumn"},
        "created_at": NOON,
        "remind_at": NOON,
    }
    return Lead(**(values | changes))


def enquiry(database: Database) -> int:
    """Ada's lead in the database, just arrived; returns its id."""
    with database.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        manager = session.scalars(select(ChannelManager).where(ChannelManager.name == "Dave Ryan")).one()
        now = clock.now()
        lead = ada(partner=partner, channel_manager=manager, created_at=now, remind_at=now)
        session.add(lead)
        session.commit()
        return lead.id


def post(database: Database, lead_id: int, *recipients: str, kind: str = "lead_received") -> None:
    with database.writing() as session:
        for recipient in recipients:
            outbox.post(session, kind, recipient, lead_id=lead_id, now=clock.now())
        session.commit()


def letters(database: Database) -> list[Letter]:
    """All letters of the outbox, in the order they were written."""
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def advance(database: Database, by: timedelta) -> None:
    """Move everybody's clock, as the demo does."""
    with database.writing() as session:
        seconds = State.clock_offset_seconds + int(by.total_seconds())
        session.execute(update(State).values(clock_offset_seconds=seconds))
        session.commit()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> float:
    """How long it took. Fails after `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it never happened"
        time.sleep(0.01)
    return time.monotonic() - began
