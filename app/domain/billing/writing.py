"""Writing a document: its number, names as they are now, its sums, and the letter to the customer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import attribution, outbox
from app.domain.billing import balance, numbering
from app.domain.billing.lines import Line, total
from app.domain.money import half_even
from app.models import Account, Invoice, InvoiceKind, Partner

_CUSTOMER = ("email", "company", "address1", "address2", "city", "postal_code", "country", "phone")
_ISSUER = ("public_id", "company", "contact_name", "number", "brand", "logo")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document says, before it has a number."""

    kind: InvoiceKind
    period: str
    starts_on: date
    ends_on: date
    currency: str
    lines: list[Line]
    actor: str = "system"


def issue(session: Session, account: Account, paper: Paper, now: datetime) -> Invoice:
    """Issue an invoice under the brand of the customer's partner, and tell the customer."""
    tie = attribution.of(session, account.id)
    net = total(paper.lines)
    invoice = _write(
        session,
        paper,
        now,
        series=numbering.INVOICES,
        account_id=account.id,
        partner_id=tie.partner_id if tie else None,
        net_cents=net,
        tax_bp=account.tax_bp,
        tax_cents=half_even(net * account.tax_bp, 10_000),
        customer=_customer(account),
        issuer=_issuer(tie.partner) if tie else {},
    )
    balance.open_account(session, invoice)
    return invoice


def issue_credit(session: Session, invoice: Invoice, paper: Paper, reason: str, now: datetime) -> Invoice:
    """Issue a credit note for an invoice that the caller holds; what it takes off was judged before."""
    net = total(paper.lines)
    return _write(
        session,
        paper,
        now,
        series=numbering.CREDITS,
        account_id=invoice.account_id,
        partner_id=invoice.partner_id,
        net_cents=net,
        tax_bp=invoice.tax_bp,
        tax_cents=-_tax_back(invoice, -net),
        customer=invoice.customer,
        issuer=invoice.issuer,
        corrects_id=invoice.id,
        reason=reason,
    )


def net_left(invoice: Invoice) -> int:
    """Net cents that no credit note has taken off yet."""
    return invoice.net_cents + sum(note.net_cents for note in invoice.credits)


def _tax_back(invoice: Invoice, net: int) -> int:
    """The tax on a part that is given back: all that is left with the last part, and never more."""
    tax_left = invoice.tax_cents + sum(note.tax_cents for note in invoice.credits)
    if net == net_left(invoice):
        return tax_left
    return min(tax_left, half_even(net * invoice.tax_bp, 10_000))


def _write(session: Session, paper: Paper, now: datetime, **values: Any) -> Invoice:
    invoice = Invoice(
        number=numbering.following(session, values["series"]),
        kind=paper.kind,
        period=paper.period,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        currency=paper.currency,
        lines=paper.lines,
        issued_by=paper.actor[:120],
        issued_at=now,
        due_on=balance.due_on(now),
        total_cents=values["net_cents"] + values["tax_cents"],
        **values,
    )
    session.add(invoice)
    session.flush()
    recipient, details = invoice.customer["email"], {"invoice_id": invoice.id}
    outbox.post(session, "invoice_issued", recipient, details=details, now=now)
    return invoice


def _customer(account: Account) -> dict[str, Any]:
    name = f"{account.first_name} {account.last_name}".strip()
    return {"name": name, **{key: getattr(account, key) for key in _CUSTOMER}}


def _issuer(partner: Partner) -> dict[str, Any]:
    email = partner.public_email or partner.email
    return {"email": email, **{key: getattr(partner, key) for key in _ISSUER}}
