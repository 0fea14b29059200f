"""A partner's program that listens, and what the tests of webhooks do with it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.db import Database
from app.domain import webhooks
from app.domain.webhooks import Claim, Result, SecretRef
from app.models import Partner, WebhookDelivery, WebhookEndpoint

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
URL = "https://hooks.tmclabs.com/partner-tools"
TAKEN = Result(204, "", "", 12)
REFUSED = Result(500, "It answered 500.", "oops", 34)


def listen(database: Database, *events: str, public_id: str = "1234567", url: str = URL) -> int:
    """An endpoint of TMC Labs, which hears of everything unless told otherwise; its id."""
    with database.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == public_id)).one()
        ref = SecretRef("nonce", "check")
        endpoint = webhooks.create(session, partner.id, url, events or list(webhooks.KINDS), ref, NOON)
        session.commit()
        return endpoint.id


def announce(database: Database, count: int = 1, kind: str = "lead.received", at: datetime = NOON) -> None:
    with database.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        for number in range(count):
            webhooks.announce(session, partner.id, kind, {"number": number}, at)
        session.commit()


def claim(database: Database, now: datetime = NOON, limit: int = 10) -> list[Claim]:
    with database.writing() as session:
        claims = webhooks.claim(session, now, LEASE, limit)
        session.commit()
    return claims


def settle(database: Database, claimed: Claim, result: Result, now: datetime = NOON) -> bool:
    with database.writing() as session:
        ours = webhooks.settle(session, claimed, result, now, 0)
        session.commit()
    return ours


def messages(database: Database) -> list[WebhookDelivery]:
    with database.reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def heard(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of every message, in order."""
    return [(one.kind, json.loads(one.payload)["data"]) for one in messages(database)]


def endpoint_of(database: Database) -> WebhookEndpoint:
    with database.reading() as session:
        return session.scalars(select(WebhookEndpoint)).one()
