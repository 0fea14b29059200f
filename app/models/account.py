"""Accounts: people whose address is confirmed."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model
from app.models.business import Business

Plan = Literal["guest", "webstore", "quoted", "trial"]
"""What it began with, or was upgraded to: a signup, a quote, or a trial that a partner gave."""


class Account(Business, Model):
    """One customer; an address has one account, in whatever case it is written."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(64))
    last_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str]
    password_changed_at: Mapped[datetime]
    """Sessions from before this moment are over."""
    plan: Mapped[Plan] = mapped_column(String(16))
    created_at: Mapped[datetime]
    upgraded_at: Mapped[datetime | None]
    production_at: Mapped[datetime | None]
    """Since when something that was ordered is provisioned."""
    trial_until: Mapped[date | None]
    """The last day of a trial, in UTC."""
    blocked_at: Mapped[datetime | None]
    blocked_for: Mapped[str | None] = mapped_column(String(500))
    """Why, in words that partner and customer read."""
    tax_bp: Mapped[int] = mapped_column(default=0)
    """What its invoices add as tax, in basis points: 1900 is 19 per cent."""
