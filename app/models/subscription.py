"""Subscriptions: what an account has in production, and the ledger of its seats."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Model, Short
from app.models.order import Order

SeatKind = Literal["started", "added", "moved", "removed"]


class Subscription(Model):
    """One service of one account, at the prices of the order that it came from."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index("ix_subscriptions_account_id_id", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    product: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(Short)
    """Product and plan, as invoices write them."""
    currency: Mapped[str] = mapped_column(String(3))
    lines: Mapped[list[dict[str, Any]]]
    """The monthly lines of the order, each with `per`: user, piece or account; seats count for "user"."""
    term: Mapped[int]
    """Months."""
    starts_on: Mapped[date]
    """The first day in production, in UTC."""
    seat_changes: Mapped[int] = mapped_column(default=0)
    """Counts the events of its seats: who changes them counts on, so that no two decide by the same sum."""
    billed_from: Mapped[date | None]
    """The first day that was invoiced last, together with the rest of its month; None before the opening."""
    bill_from: Mapped[date | None] = mapped_column(index=True)
    """The first day that is to be invoiced next."""

    account: Mapped[Account] = relationship()
    order: Mapped[Order] = relationship()
    seats: Mapped[list["SeatEvent"]] = relationship(order_by="SeatEvent.id", viewonly=True)


class SeatEvent(Model):
    """Seats that came or went; the number of seats on any day is the sum up to it. Never changed."""

    __tablename__ = "seat_events"
    __table_args__ = (
        Index("ix_seat_events_subscription_id_effective_on", "subscription_id", "effective_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id"))
    kind: Mapped[SeatKind] = mapped_column(String(16))
    change: Mapped[int]
    """Seats, negative where they go."""
    effective_on: Mapped[date]
    """From the beginning of this day on, in UTC."""
    reason: Mapped[str] = mapped_column(String(500))
    move: Mapped[str | None] = mapped_column(String(32), index=True)
    """What the two sides of a move have in common."""
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]

    subscription: Mapped[Subscription] = relationship(viewonly=True)


class UsageEvent(Model):
    """What a customer used, as a system of the vendor told us; never changed."""

    __tablename__ = "usage_events"
    __table_args__ = (Index("ix_usage_events_account_id_used_at", "account_id", "used_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    """The sender's own id: whatever is told again is counted once."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(32))
    """What is counted: minutes, messages, …"""
    quantity: Mapped[int]
    used_at: Mapped[datetime]
    received_at: Mapped[datetime]

    account: Mapped[Account] = relationship(viewonly=True)


class ApiToken(Model):
    """What lets a system of the vendor tell us something; stored as a hash."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """To the hour."""
    revoked_at: Mapped[datetime | None]
