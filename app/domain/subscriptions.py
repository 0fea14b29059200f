"""Subscriptions: what an order becomes once it is in production (SPEC section 18)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import catalogs, seats
from app.domain.catalog import Product
from app.models import Account, Order, Subscription

_INSERT = InsertOnce(Subscription.__table__)


def begin(session: Session, order: Order, account: Account, now: datetime) -> Subscription:
    """Put what was ordered into production today; asked again, it is the same subscription."""
    product, ordered = catalogs.ordered(session, order)
    values = {
        "account_id": account.id,
        "order_id": order.id,
        "product": product.slug,
        "name": order.lines[0]["name"],
        "currency": order.currency,
        "lines": list(_monthly(order, product)),
        "term": ordered.term,
        "starts_on": now.date(),
    }
    if (subscription_id := _INSERT(session, values)) is not None:
        people, reason = ordered.users, f"Order {order.id}"
        seats.record(session, subscription_id, "started", people, now.date(), reason, "system", now)
    return session.scalars(select(Subscription).where(Subscription.order_id == order.id)).one()


def of_account(session: Session, account_id: int) -> list[Subscription]:
    """Everything that an account has in production, in the order in which it came."""
    query = select(Subscription).where(Subscription.account_id == account_id)
    return list(session.scalars(query.order_by(Subscription.id)))


def _monthly(order: Order, product: Product) -> Iterator[dict[str, Any]]:
    """The monthly lines, and what each is counted by; the first one is the plan."""
    for index, line in enumerate(one for one in order.lines if one["monthly"]):
        feature = product.feature(line["slug"]) if index else None
        yield line | {"per": feature.per if feature else "user"}
