"""Dry runs: what a partner's call with `test=true` was understood to say."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Hash, Model, Short


class DryRun(Model):
    """One press of the button in test mode, with its findings and without form values."""

    __tablename__ = "dry_runs"
    __table_args__ = (Index("ix_dry_runs_partner_id_id", "partner_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(Hash, unique=True)
    form: Mapped[str] = mapped_column(String(64))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    claimed_partner_id: Mapped[str | None] = mapped_column(Short)
    site: Mapped[str | None] = mapped_column(String(300))
    query: Mapped[str]
    findings: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime] = mapped_column(index=True)
