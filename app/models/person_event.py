"""What happened to a person on the way from a first touch to a paying customer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model, Short


class PersonEvent(Model):
    """One step of a signup or an account, with its time and actor; never changed afterwards."""

    __tablename__ = "person_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]
