"""Quotes: what a partner offers a customer, revision by revision, and what came of it."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Hash, Model, Short
from app.models.lead import Lead
from app.models.partner import Partner

QuoteState = Literal[
    "draft", "discarded", "sent", "accepted", "ordered", "completed", "rejected", "lost", "withdrawn"
]
RequestState = Literal["open", "applied", "declined", "dropped"]


class CatalogVersion(Model):
    """One catalogue that a quote was made from, as it was then; never changed, never removed."""

    __tablename__ = "catalog_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(Hash, unique=True)
    version: Mapped[str] = mapped_column(String(32))
    content: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]
    """When the first quote was made from it."""


class Quote(Model):
    """One offer to one customer; what it offers stands in its revisions."""

    __tablename__ = "quotes"
    __table_args__ = (
        Index("ix_quotes_partner_id_id", "partner_id", "id"),
        Index("ix_quotes_state_id", "state", "id"),
        # One lead has one draft at a time, however many clicks; quotes from nothing have no lead.
        Index(
            "uq_quotes_draft",
            "partner_id",
            "lead_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    catalog_id: Mapped[int] = mapped_column(ForeignKey("catalog_versions.id"))
    state: Mapped[QuoteState] = mapped_column(String(16), default="draft")
    revision: Mapped[int] = mapped_column(default=0)
    """The number of the last revision that was sent; 0 before."""
    valid_until: Mapped[date]
    """The last day, in UTC, on which it can be accepted."""

    company: Mapped[str] = mapped_column(Short)
    name: Mapped[str] = mapped_column(Short)
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime]

    partner: Mapped[Partner] = relationship()
    lead: Mapped[Lead | None] = relationship()
    catalog: Mapped[CatalogVersion] = relationship()
    revisions: Mapped[list["QuoteRevision"]] = relationship(
        back_populates="quote", order_by="QuoteRevision.number"
    )
    events: Mapped[list["QuoteEvent"]] = relationship(order_by="QuoteEvent.id", viewonly=True)
    requests: Mapped[list["ModificationRequest"]] = relationship(
        back_populates="quote", order_by="ModificationRequest.id"
    )


class QuoteRevision(Model):
    """What is offered, with its prices as they were then; once sent, the database keeps it as it is."""

    __tablename__ = "quote_revisions"
    __table_args__ = (UniqueConstraint("quote_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    number: Mapped[int]
    configuration: Mapped[dict[str, Any]]
    lines: Mapped[list[dict[str, Any]]]
    monthly_cents: Mapped[int] = mapped_column(BigInteger)
    once_cents: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[str]
    """What the partner writes above it."""
    made_by: Mapped[str] = mapped_column(Short)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    quote: Mapped[Quote] = relationship(back_populates="revisions")


class QuoteLink(Model):
    """The link of one letter, as a hash; every one to the customer's address leads to the last revision."""

    __tablename__ = "quote_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Hash, unique=True)
    email: Mapped[str] = mapped_column(String(254))
    """Where the letter went: once the quote is for another address, the link opens nothing."""
    minted_at: Mapped[datetime]

    quote: Mapped[Quote] = relationship()


class QuoteEvent(Model):
    """One step of a quote, with its time, actor and reason; never changed, never removed."""

    __tablename__ = "quote_events"
    # What happens once, or once a day, has its day; the others have none, and may happen again.
    __table_args__ = (UniqueConstraint("quote_id", "kind", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    kind: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]
    day: Mapped[str | None] = mapped_column(String(10))
    details: Mapped[dict[str, Any]]


class ModificationRequest(Model):
    """What a customer wants to have changed, seen against the revision that they looked at."""

    __tablename__ = "modification_requests"
    __table_args__ = (Index("ix_modification_requests_quote_id_id", "quote_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    handle_hash: Mapped[str] = mapped_column(Hash, unique=True)
    """Of the rendered form's handle: a second click finds this request instead of making another."""
    revision: Mapped[int]
    """The number of the revision that it changes."""
    configuration: Mapped[dict[str, Any]]
    note: Mapped[str]
    state: Mapped[RequestState] = mapped_column(String(16), default="open")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(Short)
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was declined, in words that the customer reads."""

    quote: Mapped[Quote] = relationship(back_populates="requests")
