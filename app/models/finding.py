"""Findings: what is wrong with a partner's integration, counted for the partner."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Model
from app.models.partner import Partner


class Finding(Model):
    """One rule broken with one value, however often; reported by browsers, so never proof."""

    __tablename__ = "findings"
    __table_args__ = (Index("uq_findings_key", "partner_key", "rule", "value", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    partner_key: Mapped[int]
    """The partner's id, or 0: a unique index does not compare NULLs."""
    rule: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(80))
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)

    partner: Mapped[Partner | None] = relationship()
