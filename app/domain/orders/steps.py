"""The states of an order, the one place that moves it, and what it writes down."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import outbox
from app.domain.webhooks import events
from app.models import Order, OrderEvent, OrderState

OPEN: tuple[OrderState, ...] = ("queued", "provisioning")
"""The worker has something to do."""

# What may follow what; everything else is refused.
_STEPS: dict[OrderState, frozenset[OrderState]] = {
    "queued": frozenset({"provisioning", "failed", "cancelled"}),
    "provisioning": frozenset({"provisioned", "failed", "cancelled"}),
    # Somebody lets it be tried again.
    "failed": frozenset({"queued", "cancelled"}),
}
_EVENT = InsertOnce(OrderEvent.__table__)
_LONGEST_REASON = 500


class OrderError(Exception):
    """The base of what can be wrong with a step of an order."""


class StepNotPossible(OrderError):
    """Raised when an order has moved on, or can not go there from where it is."""


def move(
    session: Session,
    order: Order,
    to: OrderState,
    kind: str,
    actor: str,
    now: datetime,
    *guards: ColumnElement[bool],
    values: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Take an order to another state, with who did it and why. Raises StepNotPossible.

    `guards` is what has to be so besides its state, `values` what else changes with it.
    """
    possible = [state for state, steps in _STEPS.items() if to in steps]
    moved = session.execute(
        update(Order)
        .where(Order.id == order.id, Order.state.in_(possible), *guards)
        .values(state=to, **(values or {}))
        .returning(Order.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        raise StepNotPossible(f"order {order.id} can not become {to}")
    session.refresh(order)
    record(session, order, kind, actor, now, **details)


def fail(session: Session, order: Order, reason: str, sales_email: str, now: datetime) -> None:
    """Nothing helps but a person: tell the partner, or Sales where there is none. Raises StepNotPossible."""
    words = plain(reason)
    values = {"reason": words, "leased_until": None}
    move(session, order, "failed", "failed", "system", now, values=values, reason=words)
    recipient = order.partner.email if order.partner else sales_email
    outbox.post(session, "order_failed", recipient, details={"order_id": order.id}, now=now)
    events.of_order(session, order, "failed", now)


def record(
    session: Session,
    order: Order,
    kind: str,
    actor: str,
    now: datetime,
    step: str | None = None,
    **details: Any,
) -> bool:
    """Write one step down; False if it is a step of provisioning that was done before."""
    values = {
        "order_id": order.id,
        "kind": kind,
        "step": step,
        "actor": actor[:120],
        "at": now,
        "details": details,
    }
    return _EVENT(session, values) is not None


def plain(words: str) -> str:
    """Somebody's words as one line of plain text that fits."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())[:_LONGEST_REASON]
