"""What people do with an order: try again, or give it up."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.orders.steps import StepNotPossible, move, plain
from app.domain.quotes import steps as quote_steps
from app.domain.webhooks import events
from app.models import Order, OrderState, Quote, Subscription

_CANCELLABLE: tuple[OrderState, ...] = ("queued", "provisioning", "failed")


def retry(session: Session, order: Order, actor: str, now: datetime) -> None:
    """Go on with the step at which it failed. Raises StepNotPossible."""
    values = {"reason": None, "tries": 0, "due_at": now, "leased_until": None}
    move(session, order, "queued", "retried", actor, now, Order.state == "failed", values=values)


def cancel(session: Session, order: Order, reason: str, actor: str, now: datetime) -> None:
    """Give it up for good, as long as nothing of it is in production. Raises StepNotPossible."""
    words = plain(reason)
    values = {"reason": words, "leased_until": None}
    move(session, order, "cancelled", "cancelled", actor, now, values=values, reason=words)
    # After the row is ours: a step that was just being taken may have begun it.
    if _has_begun(session, order):
        raise StepNotPossible(f"order {order.id} is in production")
    quote = session.get(Quote, order.quote_id) if order.quote_id else None
    if quote:
        quote_steps.record(session, quote, "order_cancelled", actor, now, order=order.id, reason=words)
    details = {"order_id": order.id}
    outbox.post(session, "order_cancelled", order.email, details=details, now=now)
    events.of_order(session, order, "cancelled", now)


def can_be_cancelled(session: Session, order: Order) -> bool:
    """Whether nothing of it is in production yet."""
    return order.state in _CANCELLABLE and not _has_begun(session, order)


def _has_begun(session: Session, order: Order) -> bool:
    return bool(session.scalar(select(exists().where(Subscription.order_id == order.id))))
