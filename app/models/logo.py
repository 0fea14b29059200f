"""Logos: pictures that partners uploaded, kept where every web process finds them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model


class Logo(Model):
    """One picture, drawn anew by us; its name is part of addresses on other people's pages."""

    __tablename__ = "logos"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    content: Mapped[bytes | None]
    """PNG; None once another one has taken its place, to which its address leads from then on."""
    created_at: Mapped[datetime]
