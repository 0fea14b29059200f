"""Signups: started registrations, each a claim to an address until somebody confirms it."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account, Plan
from app.models.base import Hash, Model, Short
from app.models.business import Business
from app.models.partner import Partner

_UNCONFIRMED = "confirmed_at IS NULL"

SignupForm = Literal["guest", "webstore", "form_api"]


class Signup(Business, Model):
    """One started registration; nothing binds anybody before `confirmed_at`."""

    __tablename__ = "signups"
    __table_args__ = (
        Index("ix_signups_email_key_created_at", "email_key", "created_at"),
        Index("ix_signups_partner_id_id", "partner_id", "id"),
        # What nobody has confirmed goes one day.
        Index(
            "ix_signups_unconfirmed",
            "created_at",
            sqlite_where=text(_UNCONFIRMED),
            postgresql_where=text(_UNCONFIRMED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(Hash, unique=True)
    """Of the page after signup: a second click finds this signup instead of making another."""
    form: Mapped[SignupForm] = mapped_column(String(16))
    plan: Mapped[Plan] = mapped_column(String(16))
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    address_version: Mapped[int] = mapped_column(default=1)
    """Grows when the address is changed, which kills every earlier link and code."""
    password_hash: Mapped[str]

    claimed_partner_id: Mapped[str | None] = mapped_column(Short)
    sub_partner_id: Mapped[str | None] = mapped_column(String(64))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    site: Mapped[str | None] = mapped_column(String(300))
    utm: Mapped[dict[str, Any]]
    returnurl: Mapped[str | None]
    """As it was asked for; it is judged again before it is emitted."""
    touched_at: Mapped[datetime]
    """When the form was first shown; for a partner's own form, when it was sent."""

    eusa_version: Mapped[str] = mapped_column(String(32))
    eusa_accepted_at: Mapped[datetime]
    eusa_network: Mapped[str] = mapped_column(String(64))
    """The network prefix from which the agreement was accepted."""
    eusa_declared_by: Mapped[Literal["prospect", "partner"]] = mapped_column(String(16))

    resends: Mapped[int] = mapped_column(default=0)
    address_changes: Mapped[int] = mapped_column(default=0)
    last_letter_at: Mapped[datetime]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    disowned_at: Mapped[datetime | None]
    """When whoever reads the address said that it was not them."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)

    partner: Mapped[Partner | None] = relationship()
    account: Mapped[Account | None] = relationship()
