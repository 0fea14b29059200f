"""The archive: what was sent, to be read, replayed, and forgotten after a month."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from app.models import WebhookDelivery, WebhookEndpoint

KEPT_FOR = timedelta(days=30)
MOST_FORGOTTEN = 1_000
"""Rows of one transaction."""


def replay(session: Session, delivery: WebhookDelivery, now: datetime) -> bool:
    """Send a message once more, under its old id. False while it is on its way, or its endpoint is off."""
    return bool(_again(session, now, WebhookDelivery.id == delivery.id))


def replay_given_up(session: Session, endpoint: WebhookEndpoint, since: datetime, now: datetime) -> int:
    """Send again all that did not arrive since then; how many there are."""
    return _again(
        session,
        now,
        WebhookDelivery.endpoint_id == endpoint.id,
        WebhookDelivery.given_up_at.is_not(None),
        WebhookDelivery.created_at >= since,
    )


def log_of(endpoint_id: int) -> Select[WebhookDelivery]:
    """The messages to an endpoint."""
    return select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)


def any_old(session: Session, now: datetime) -> bool:
    """Whether `forget_old` has anything to do."""
    return bool(session.scalar(select(exists().where(WebhookDelivery.created_at < now - KEPT_FOR))))


def forget_old(session: Session, now: datetime) -> None:
    """Delete the oldest messages of more than 30 days ago, a thousand at most."""
    old = select(WebhookDelivery.id).where(WebhookDelivery.created_at < now - KEPT_FOR)
    session.execute(
        delete(WebhookDelivery)
        .where(WebhookDelivery.id.in_(old.order_by(WebhookDelivery.created_at).limit(MOST_FORGOTTEN)))
        .execution_options(synchronize_session=False)
    )


def _again(session: Session, now: datetime, *which: ColumnElement[bool]) -> int:
    on = select(WebhookEndpoint.id).where(WebhookEndpoint.disabled_at.is_(None))
    free = or_(WebhookDelivery.leased_until.is_(None), WebhookDelivery.leased_until <= now)
    again = session.execute(
        update(WebhookDelivery)
        .where(*which, free, WebhookDelivery.endpoint_id.in_(on))
        .values(due_at=now, tries=0, delivered_at=None, given_up_at=None, leased_until=None)
        .returning(WebhookDelivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(again.all())
