"""Invoices and what was paid on them."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import Account
from app.models.base import Model, Short
from app.models.partner import Partner

InvoiceKind = Literal["opening", "period", "credit"]
ReceivableState = Literal["open", "part_paid", "paid", "credited"]


class Series(Model):
    """The last number of a series; whoever takes the next one holds this row until they commit."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger, default=0)


class Invoice(Model):
    """One invoice or credit note, as it was issued; never changed, never removed."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "period"),
        UniqueConstraint("series", "number"),
        Index("ix_invoices_account_id_id", "account_id", "id"),
        Index("ix_invoices_partner_id_id", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(BigInteger)
    """In its series, from 1, without gaps."""
    kind: Mapped[InvoiceKind] = mapped_column(String(16))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    """Under whose brand it is issued, and who earns by it; None for the vendor's own."""
    period: Mapped[str] = mapped_column(String(64))
    """What it is for, once per account and kind: "2026-11 USD", "order 12", "invoice 7, 1"."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day."""
    currency: Mapped[str] = mapped_column(String(3))
    lines: Mapped[list[dict[str, Any]]]
    net_cents: Mapped[int] = mapped_column(BigInteger)
    """Negative on a credit note, as are tax and total."""
    tax_bp: Mapped[int]
    """Basis points: 1900 is 19 per cent."""
    tax_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    customer: Mapped[dict[str, Any]]
    """Name and address, as they were."""
    issuer: Mapped[dict[str, Any]]
    """The brand that it carries, as it was."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    issued_by: Mapped[str] = mapped_column(Short)
    issued_at: Mapped[datetime]
    due_on: Mapped[date]

    account: Mapped[Account] = relationship()
    partner: Mapped[Partner | None] = relationship()
    receivable: Mapped["Receivable | None"] = relationship(viewonly=True)
    """None for a credit note."""
    corrects: Mapped["Invoice | None"] = relationship(remote_side=[id], back_populates="credits")
    credits: Mapped[list["Invoice"]] = relationship(back_populates="corrects", order_by="Invoice.id")
    payments: Mapped[list["Payment"]] = relationship(back_populates="invoice", order_by="Payment.id")


class Receivable(Model):
    """What is awaited for an invoice, kept with each payment and credit so that lists can look for it.

    The sums decide: its state is what they came to last. Whoever pays or credits holds the row until
    they commit, so that no two decide by the same sum.
    """

    __tablename__ = "receivables"
    __table_args__ = (
        Index("ix_receivables_state_invoice_id", "state", "invoice_id"),
        Index("ix_receivables_partner_id_state_invoice_id", "partner_id", "state", "invoice_id"),
    )

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    state: Mapped[ReceivableState] = mapped_column(String(16))
    due_on: Mapped[date]
    movements: Mapped[int] = mapped_column(default=0)
    """Payments and credits so far."""
    remind_on: Mapped[date | None] = mapped_column(index=True)
    """When the customer is reminded, if nothing comes until then."""
    reminded_at: Mapped[datetime | None]


class Payment(Model):
    """Money that came, or went back where it is negative; never changed, never removed."""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), index=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    """The payer's or the bank's: whatever is told again is counted once."""
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    received_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(16))
    """console, csv or webhook."""
    actor: Mapped[str] = mapped_column(Short)
    at: Mapped[datetime]

    invoice: Mapped[Invoice] = relationship(back_populates="payments")
