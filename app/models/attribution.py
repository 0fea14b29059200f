"""Attributions: which partner a customer belongs to, written once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Model
from app.models.partner import Partner
from app.models.signup import Signup


class Attribution(Model):
    """One tie; the unique account makes the first one stay, whoever comes later."""

    __tablename__ = "attributions"
    __table_args__ = (Index("ix_attributions_partner_id_id", "partner_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), unique=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    sub_partner_id: Mapped[str | None] = mapped_column(String(64))
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("signups.id"))
    """The signup that brought the customer; none if an upgrade in the account did."""
    bound_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
    partner: Mapped[Partner] = relationship()
    signup: Mapped[Signup | None] = relationship()
