"""The audit log: who did what, written with the deed and guarded by the database itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Model, Short
from app.models.partner import Partner


class AuditEvent(Model):
    """One deed of somebody who was signed in, or of the system; never changed, never removed."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_partner_id_id", "partner_id", "id"),
        Index("ix_audit_events_deed_id", "deed", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor: Mapped[str] = mapped_column(Short)
    """Their name at that time."""
    deed: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(Short)
    """What it was done to, in words."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    """Whose business it was."""
    details: Mapped[dict[str, Any]]

    partner: Mapped[Partner | None] = relationship()
