"""Commission: a ledger of entries, what was held of it, and the statements that list it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Model, Short
from app.models.invoice import Invoice
from app.models.partner import Partner

CommissionKind = Literal["accrued", "reversed"]
_HELD = "held_for IS NOT NULL"


class CommissionEntry(Model):
    """What a partner earned by a payment, or lost again by a refund or a credit; never changed."""

    __tablename__ = "commission_entries"
    __table_args__ = (
        Index("ix_commission_entries_partner_id_id", "partner_id", "id"),
        Index("ix_commission_entries_invoice_id_id", "invoice_id", "id"),
        Index(
            "ix_commission_entries_held",
            "partner_id",
            "id",
            sqlite_where=text(_HELD),
            postgresql_where=text(_HELD),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), unique=True)
    """What it came from, like "payment:7" or "credit:9": that makes one entry."""
    kind: Mapped[CommissionKind] = mapped_column(String(16))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"))
    sub_partner_id: Mapped[str | None] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    net_cents: Mapped[int] = mapped_column(BigInteger)
    """What it is reckoned on, negative in a reversal."""
    rate_bp: Mapped[int]
    """Basis points: 1000 is 10 per cent."""
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    held_for: Mapped[str | None] = mapped_column(String(500))
    """Why it can not be paid out yet, in words that the partner reads; a release ends that."""
    at: Mapped[datetime]

    partner: Mapped[Partner] = relationship()
    account: Mapped[Account] = relationship()
    invoice: Mapped[Invoice] = relationship()
    release: Mapped["CommissionRelease | None"] = relationship(viewonly=True)
    line: Mapped["StatementLine | None"] = relationship(viewonly=True)


class CommissionRelease(Model):
    """That what held an entry has ended; never changed."""

    __tablename__ = "commission_releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("commission_entries.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(500))
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]


class Payable(Model):
    """An entry that stands on no statement yet, so that nobody looks for it among all that were ever earned.

    The database keeps this by itself (see `app.migrations.triggers`): an entry that is not held brings its
    row, or its release does, and the line of a statement takes it away.
    """

    __tablename__ = "payables"
    __table_args__ = (Index("ix_payables_partner_id_entry_id", "partner_id", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("commission_entries.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    since: Mapped[datetime] = mapped_column(index=True)
    """When it was earned, or released where it was held."""


class Statement(Model):
    """What a partner has earned up to the end of a month and was not told before; closed when it is made."""

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("partner_id", "month", "currency"),
        Index("ix_statements_partner_id_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    month: Mapped[str] = mapped_column(String(7))
    """Like 2026-11."""
    currency: Mapped[str] = mapped_column(String(3))
    closed_at: Mapped[datetime]

    partner: Mapped[Partner] = relationship()
    lines: Mapped[list["StatementLine"]] = relationship(viewonly=True, order_by="StatementLine.id")


class StatementLine(Model):
    """One entry on a statement; the unique entry keeps it from any other. Never changed."""

    __tablename__ = "statement_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("commission_entries.id"), unique=True)

    statement: Mapped[Statement] = relationship(viewonly=True)
    entry: Mapped[CommissionEntry] = relationship(viewonly=True)
