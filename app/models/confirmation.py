"""Confirmations: the link and the code of one letter, as hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Hash, Model
from app.models.signup import Signup


class Confirmation(Model):
    """What one letter can confirm: this version of a signup's address, and no other."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id"), index=True)
    address_version: Mapped[int]
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    """Guesses at the code so far."""
    handed_over_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    signup: Mapped[Signup] = relationship()
