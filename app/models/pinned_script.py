"""Pinned scripts: each loader that was ever offered under its hash, as it was."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model


class PinnedScript(Model):
    """One script; whoever has pinned it goes on getting these very bytes."""

    __tablename__ = "pinned_scripts"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
