"""Users: the people of partners and of the vendor, who sign in to portal or console."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Model, Short
from app.models.channel_manager import ChannelManager
from app.models.partner import Partner

Role = Literal["partner", "cm", "admin"]


class User(Model):
    """One person with a role; invited by letter, joined once a password was chosen."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(role = 'partner') = (partner_id IS NOT NULL)", name="partners_people"),
        CheckConstraint("(role = 'cm') = (channel_manager_id IS NOT NULL)", name="managers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[Role] = mapped_column(String(16))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    channel_manager_id: Mapped[int | None] = mapped_column(ForeignKey("channel_managers.id"), index=True)
    password_hash: Mapped[str | None]
    """None until the invitation was followed."""
    password_changed_at: Mapped[datetime]
    """Sessions from before this moment are over."""
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_since: Mapped[datetime | None]
    """Since when signing in asks for a code of an authenticator app, too; None while it does not."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The time step of the last code that was taken: a code works once."""
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    partner: Mapped[Partner | None] = relationship()
    channel_manager: Mapped[ChannelManager | None] = relationship()
