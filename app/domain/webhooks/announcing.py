"""Announcing: a message for each endpoint that wants to hear, written with what it announces."""

import json
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models import WebhookDelivery, WebhookEndpoint

_INSERT = insert(WebhookDelivery.__table__)  # type: ignore[arg-type]
TRIAL = "webhook.trial"
"""What a partner sends to themselves, whatever they have chosen."""


def announce(session: Session, partner_id: int, kind: str, data: dict[str, Any], now: datetime) -> None:
    """Have a partner's endpoints told of an event; it leaves once the caller has committed.

    A dry run has no events, so it never comes here. Where a prospect waits, callers ask first
    whether the partner has any webhooks, which `KnownPartner` knows.
    """
    query = select(WebhookEndpoint.id, WebhookEndpoint.events).where(
        WebhookEndpoint.partner_id == partner_id, WebhookEndpoint.disabled_at.is_(None)
    )
    # PostgreSQL: one that is just being removed is waited for, so that no lead fails with it.
    rows = session.execute(query.with_for_update(read=True, key_share=True))
    listening = [row.id for row in rows if kind in row.events]
    _write(session, listening, kind, data, now)


def try_out(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send a message that means nothing, to see whether it arrives."""
    _write(session, [endpoint.id], TRIAL, {"endpoint": endpoint.id}, now)


def _write(
    session: Session, endpoints: Iterable[int], kind: str, data: dict[str, Any], now: datetime
) -> None:
    message_id = f"msg_{secrets.token_hex(16)}"
    payload = json.dumps(
        {"type": kind, "timestamp": moment(now), "data": data}, separators=(",", ":"), ensure_ascii=False
    )
    rows = [
        {
            "endpoint_id": endpoint_id,
            "message_id": message_id,
            "kind": kind,
            "payload": payload,
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for endpoint_id in endpoints
    ]
    if rows:
        session.connection().execute(_INSERT, rows)


def moment(at: datetime) -> str:
    """A moment as messages write it: ISO 8601, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
