"""Leads: enquiries of prospects, and what happened to each."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.models.base import Hash, Model, Short
from app.models.channel_manager import ChannelManager
from app.models.partner import Partner

LeadState = Literal["new", "forwarded", "accepted", "declined", "won", "lost", "spam", "duplicate"]

_WAITS = "remind_at IS NOT NULL"
_FORWARDED = "forwarded_at IS NOT NULL"
_HELD = "credit_held IS NOT NULL"
REMINDER = "kind IN ('reminded_manager', 'reminded_sales')"


class Lead(Model):
    """One enquiry, with a snapshot of what the partner's URL asked for at that moment."""

    __tablename__ = "leads"
    __table_args__ = (
        Index("ix_leads_state_created_at", "state", "created_at"),
        # Lists go from the newest to the oldest, a page at a time, at the same pace for a million.
        Index("ix_leads_partner_id_id", "partner_id", "id"),
        # However many a partner has, those in one state are counted and found without the others.
        Index("ix_leads_partner_id_state_id", "partner_id", "state", "id"),
        Index("ix_leads_channel_manager_id_id", "channel_manager_id", "id"),
        # Only leads that wait are looked for, however many there are.
        Index("ix_leads_remind_at", "remind_at", sqlite_where=text(_WAITS), postgresql_where=text(_WAITS)),
        Index(
            "ix_leads_forwarded_at",
            "forwarded_at",
            sqlite_where=text(_FORWARDED),
            postgresql_where=text(_FORWARDED),
        ),
        Index("ix_leads_held", "partner_id", "id", sqlite_where=text(_HELD), postgresql_where=text(_HELD)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle_hash: Mapped[str] = mapped_column(Hash, unique=True)
    """Of the rendered form's handle: a second click finds this lead instead of making another."""
    state: Mapped[LeadState] = mapped_column(String(16), default="new")

    first_name: Mapped[str] = mapped_column(Short)
    last_name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(Short)
    company: Mapped[str] = mapped_column(Short)
    users: Mapped[int | None]
    message: Mapped[str]

    widget: Mapped[str] = mapped_column(String(64))
    """The slug of the form it came through."""
    service: Mapped[str] = mapped_column(String(64))
    claimed_partner_id: Mapped[str | None] = mapped_column(Short)
    """The PartnerID as it was given, known or not."""
    sub_partner_id: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[dict[str, Any]]
    """All source_* values as shown or defaulted, by parameter name."""
    site: Mapped[str | None] = mapped_column(String(300))
    """Origin of the page that embedded the form, as the browser told it."""
    utm: Mapped[dict[str, Any]]

    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    channel_manager_id: Mapped[int | None] = mapped_column(ForeignKey("channel_managers.id"))
    credit_held: Mapped[str | None] = mapped_column(Short)
    """Why credit waits, in words; none while partner and lead are in good standing."""
    created_at: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    """When to look again whether somebody has to be reminded; none once nobody has."""
    forwarded_at: Mapped[datetime | None]
    """When it was forwarded for the first time: what came between is the response time."""

    shown_state: Mapped[str | None] = query_expression()
    """The state with what quotes say about it, where a list has asked for it; nothing stores that."""

    partner: Mapped[Partner | None] = relationship()
    channel_manager: Mapped[ChannelManager | None] = relationship()
    events: Mapped[list["LeadEvent"]] = relationship(back_populates="lead", order_by="LeadEvent.id")


class LeadEvent(Model):
    """One step of a lead, with its time and actor; never changed afterwards."""

    __tablename__ = "lead_events"
    __table_args__ = (
        # However many workers look, one reminder of each kind.
        Index(
            "uq_lead_events_reminder",
            "lead_id",
            "kind",
            unique=True,
            sqlite_where=text(REMINDER),
            postgresql_where=text(REMINDER),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]

    lead: Mapped[Lead] = relationship(back_populates="events")
