"""Partners: who embeds, in what standing, and on which sites."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Model, Short
from app.models.channel_manager import ChannelManager


class Partner(Model):
    """A company that sells for the vendor; `public_id` is the PartnerID of its snippets."""

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    company: Mapped[str] = mapped_column(Short)
    contact_name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(Short)
    """The registered address: leads are forwarded here and nowhere else."""
    number: Mapped[str | None] = mapped_column(String(32))
    """Telephone, as prospects read it beside syndicated content."""
    brand: Mapped[str | None] = mapped_column(String(7))
    logo: Mapped[str | None] = mapped_column(String(32))
    """The name of the picture that codes fill in."""
    public_email: Mapped[str | None] = mapped_column(String(254))
    """The address that prospects read; None where it is the registered one."""
    channel_manager_id: Mapped[int | None] = mapped_column(ForeignKey("channel_managers.id"), index=True)
    approved_at: Mapped[datetime | None]
    """Since when the PartnerID works; until then it is nobody's."""
    suspended_at: Mapped[datetime | None]
    suspended_for: Mapped[str | None] = mapped_column(String(500))
    """Why, in words that the partner reads."""
    form_api_activated_at: Mapped[datetime | None]
    """Since when the partner's own form may post to us; None while it may not (SPEC section 4)."""
    form_api_requested_at: Mapped[datetime | None]
    """When the partner asked for that; the vendor decides."""
    form_api_agreement: Mapped[str | None] = mapped_column(String(32))
    """The version of the agreement that the partner took for it (SPEC section 3)."""
    commission_bp: Mapped[int] = mapped_column(default=1000)
    """The commission on what its customers pay, in basis points: 1000 is 10 per cent."""
    created_at: Mapped[datetime]

    channel_manager: Mapped[ChannelManager | None] = relationship()
    sites: Mapped[list["Site"]] = relationship(back_populates="partner", order_by="Site.id")


class Site(Model):
    """One registered origin; it decides who may frame, post, and be returned to."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("partner_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    origin: Mapped[str] = mapped_column(String(300))
    builder: Mapped[str | None] = mapped_column(String(32))
    """The site builder, of the vendor's list, whose own frames hold this site's custom code."""
    created_at: Mapped[datetime]

    partner: Mapped[Partner] = relationship(back_populates="sites")
