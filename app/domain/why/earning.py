"""What was earned: invoices, payments, commission with what held it, and the statements that it stands on."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain import commission, money
from app.domain.billing import numbering
from app.domain.commission import rates
from app.domain.why.step import Step
from app.models import Account, CommissionEntry, Invoice, Partner, Statement, StatementLine

MOST = 24
"""Invoices and credit notes, the newest."""


def steps(session: Session, account: Account, reader: Partner | None) -> list[Step]:
    """Every step of the newest documents of an account that are the reader’s, or anybody’s for the vendor."""
    query = select(Invoice).where(Invoice.account_id == account.id).options(selectinload(Invoice.payments))
    if reader:
        query = query.where(Invoice.partner_id == reader.id)
    found = session.scalars(query.order_by(Invoice.id.desc()).limit(MOST + 1)).all()
    invoices = found[:MOST][::-1]
    earlier = []
    if len(found) > MOST:
        words = "Earlier invoices and their commission are not listed here."
        earlier = [Step(invoices[0].issued_at, words)]
    entries = _entries(session, [one.id for one in invoices])
    return [
        *earlier,
        *(step for invoice in invoices for step in _of_invoice(invoice)),
        *(step for entry in entries for step in _of_entry(entry)),
        *_of_statements(entries),
    ]


def _entries(session: Session, invoices: Sequence[int]) -> Sequence[CommissionEntry]:
    query = select(CommissionEntry).where(CommissionEntry.invoice_id.in_(invoices))
    return session.scalars(
        query.order_by(CommissionEntry.id).options(
            joinedload(CommissionEntry.invoice),
            joinedload(CommissionEntry.release),
            joinedload(CommissionEntry.line).joinedload(StatementLine.statement),
        )
    ).all()


def _of_invoice(invoice: Invoice) -> Iterator[Step]:
    number, currency = numbering.shown(invoice), invoice.currency
    if invoice.kind == "credit":
        back = money.shown(-invoice.total_cents, currency)
        yield Step(invoice.issued_at, f"Credit note {number} gave {back} back.")
        return
    total = money.shown(invoice.total_cents, currency)
    yield Step(invoice.issued_at, f"Invoice {number} was issued: {total}.")
    for payment in invoice.payments:
        came = money.shown(abs(payment.amount_cents), currency)
        words = f"{came} were paid on invoice {number}."
        if payment.amount_cents < 0:
            words = f"{came} of invoice {number} were paid back."
        yield Step(payment.at, words)


def _of_entry(entry: CommissionEntry) -> Iterator[Step]:
    amount = money.shown(abs(entry.amount_cents), entry.currency)
    number = numbering.shown(entry.invoice)
    if entry.kind == "reversed":
        words = f"{amount} of the commission on invoice {number} were taken back."
    else:
        net = money.shown(entry.net_cents, entry.currency)
        sub = f", for SubPartnerID {entry.sub_partner_id}" if entry.sub_partner_id else ""
        words = f"{amount} of commission: {rates.shown(entry.rate_bp)} % of {net} net{sub}."
    yield Step(entry.at, f"{words} Held: {entry.held_for}" if entry.held_for else words)
    if entry.release:
        yield Step(entry.release.at, f"{amount} on invoice {number} were released. {entry.release.reason}")


def _of_statements(entries: Sequence[CommissionEntry]) -> Iterator[Step]:
    """What of this customer stands on each statement."""
    sums: dict[tuple[datetime, int], tuple[Statement, int]] = {}
    for entry in entries:
        if entry.line:
            statement = entry.line.statement
            key = statement.closed_at, statement.id
            sums[key] = statement, sums.get(key, (statement, 0))[1] + entry.amount_cents
    for (at, number), (statement, cents) in sorted(sums.items()):
        month, amount = commission.shown(statement.month), money.shown(cents, statement.currency)
        yield Step(at, f"{amount} stand on statement {number}, for {month}.")
