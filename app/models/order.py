"""Orders: what was bought, at which prices, and how far it is provisioned."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Model, Short
from app.models.partner import Partner
from app.models.quote import CatalogVersion, Quote

OrderOrigin = Literal["quote", "signup", "upgrade", "partner"]
OrderState = Literal["queued", "provisioning", "provisioned", "failed", "cancelled"]


class Order(Model):
    """One order of one customer; its lines are those that were accepted."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_partner_id_id", "partner_id", "id"),
        Index("ix_orders_account_id_id", "account_id", "id"),
        # The worker looks for what is due.
        Index("ix_orders_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[OrderOrigin] = mapped_column(String(16))
    origin_key: Mapped[str] = mapped_column(String(64), unique=True)
    """What it was made from, like "quote:12": that makes one order, however often it is asked to."""
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """None until provisioning has found or opened the customer's account."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    """Whose pages show it: the partner who sold it, or whom the customer belongs to."""
    catalog_id: Mapped[int] = mapped_column(ForeignKey("catalog_versions.id"))
    configuration: Mapped[dict[str, Any]]
    lines: Mapped[list[dict[str, Any]]]
    currency: Mapped[str] = mapped_column(String(3))
    monthly_cents: Mapped[int] = mapped_column(BigInteger)
    once_cents: Mapped[int] = mapped_column(BigInteger)
    company: Mapped[str] = mapped_column(Short)
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(Short)
    state: Mapped[OrderState] = mapped_column(String(16), default="queued")
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it failed or was cancelled, in words that the partner reads."""
    tries: Mapped[int] = mapped_column(default=0)
    """Of the step in hand."""
    due_at: Mapped[datetime]
    """When the worker takes the next step."""
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    provisioned_at: Mapped[datetime | None]

    quote: Mapped[Quote | None] = relationship()
    account: Mapped[Account | None] = relationship()
    partner: Mapped[Partner | None] = relationship()
    catalog: Mapped[CatalogVersion] = relationship()
    events: Mapped[list["OrderEvent"]] = relationship(order_by="OrderEvent.id", viewonly=True)


class OrderEvent(Model):
    """One step of an order, with its time, actor and details; never changed, never removed."""

    __tablename__ = "order_events"
    # A step is done once; what may happen again names none.
    __table_args__ = (UniqueConstraint("order_id", "kind", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(32))
    step: Mapped[str | None] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]
