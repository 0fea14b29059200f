"""Webhooks: where a partner's own systems hear of what happens, and each message to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Hash, Model, Short
from app.models.partner import Partner

_OPEN = "delivered_at IS NULL AND given_up_at IS NULL"
_GIVEN_UP = "given_up_at IS NOT NULL"


class WebhookEndpoint(Model):
    """An address of a partner's that hears of the kinds of events it has chosen.

    Its signing secret rests nowhere: it is made from the installation's key and `secret_nonce`,
    and `secret_check` tells which of several keys made it.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    url: Mapped[str] = mapped_column(String(2048))
    events: Mapped[list[str]]
    secret_nonce: Mapped[str] = mapped_column(Hash)
    secret_check: Mapped[str] = mapped_column(Hash)
    earlier_nonce: Mapped[str | None] = mapped_column(Hash)
    """Of the secret before the last rotation, which signs as well until `earlier_until`."""
    earlier_check: Mapped[str | None] = mapped_column(Hash)
    earlier_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None] = mapped_column(Short)
    """In words; none where the partner switched it off."""

    partner: Mapped[Partner] = relationship()


class WebhookDelivery(Model):
    """One message to one endpoint; it is open until `delivered_at` or `given_up_at` is set."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        # Only open ones are looked for, however many were delivered.
        Index("ix_webhook_deliveries_open", "due_at", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
        Index(
            "ix_webhook_deliveries_given_up",
            "given_up_at",
            sqlite_where=text(_GIVEN_UP),
            postgresql_where=text(_GIVEN_UP),
        ),
        Index("ix_webhook_deliveries_log", "endpoint_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id"))
    message_id: Mapped[str] = mapped_column(String(64))
    """The same at every try, and for every endpoint that hears of the same event."""
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str]
    """The very text that is signed and sent."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None] = mapped_column(Short)
    last_answer: Mapped[str | None]
    """The beginning of what the endpoint answered, at most 1 KB."""
    took_ms: Mapped[int | None]

    endpoint: Mapped[WebhookEndpoint] = relationship()
