"""Earning: what a payment, a refund or a credit note adds to a partner's commission, or takes from it.

One rule: commission is due on that part of an invoice's net amount which is paid and not credited.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.db import InsertOnce
from app.domain import attribution, credit
from app.domain.commission import holding
from app.models import Account, CommissionEntry, Invoice, Partner, Payment

_INSERT = InsertOnce(CommissionEntry.__table__)


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the commissionable net amount, and the rate at that time."""

    net: int
    rate_bp: int


def commissionable(net: int, total: int, paid: int, credited: int) -> int:
    """What of an invoice's net amount commission is due on, half-even; all of it where nobody has to pay."""
    if total <= 0:
        return net
    return round(Fraction(net * max(0, min(paid, total - credited)), total))


def earned(steps: Iterable[Step]) -> int:
    """The commission on an invoice after these steps, in whole cents.

    Rounded once, at the end: so entries add up to the rate of their sum, and to nothing where all
    is taken back. What goes takes from each rate in proportion.
    """
    exact, net = Fraction(0), 0
    for step in steps:
        if step.net > 0 or net <= 0:
            exact += Fraction(step.net * step.rate_bp, 10_000)
        else:
            exact *= Fraction(net + step.net, net)
        net += step.net
    return round(exact)


def settle(session: Session, invoice: Invoice, source: str, now: datetime) -> CommissionEntry | None:
    """Write down what `source`, like "payment:7" or "credit:9", has changed; None where that is nothing.

    To be called in the transaction of the payment or the credit note, after it is written; of a
    credit note either the invoice that it corrects or the note itself may be named.
    """
    invoice = invoice.corrects or invoice
    if invoice.partner_id is None:
        return None
    # Whoever settles the same invoice meanwhile has to see what we write, and we what they wrote.
    session.execute(select(Invoice.id).where(Invoice.id == invoice.id).with_for_update(key_share=True))
    before = _entries(session, invoice)
    net = _commissionable_now(session, invoice) - sum(entry.net_cents for entry in before)
    if net == 0:
        return None
    partner = session.get_one(Partner, invoice.partner_id)
    account = session.get_one(Account, invoice.account_id)
    tie = attribution.of(session, account.id)
    steps = [Step(entry.net_cents, entry.rate_bp) for entry in before]
    # A reversal names the rate of what it takes back.
    rate = before[-1].rate_bp if net < 0 and before else partner.commission_bp
    values = {
        "source": source,
        "kind": "accrued" if net > 0 else "reversed",
        "partner_id": partner.id,
        "account_id": account.id,
        "invoice_id": invoice.id,
        "sub_partner_id": tie.sub_partner_id if tie and tie.partner_id == partner.id else None,
        "currency": invoice.currency,
        "net_cents": net,
        "rate_bp": rate,
        "amount_cents": earned([*steps, Step(net, rate)]) - earned(steps),
        "held_for": _held(before, partner, account, net),
        "at": now,
    }
    number = _INSERT(session, values)
    return None if number is None else session.get_one(CommissionEntry, number)


def _held(before: list[CommissionEntry], partner: Partner, account: Account, net: int) -> str | None:
    """What is earned waits until credit is given; what is taken back, only with what it is taken from."""
    if net > 0 or not before:
        return credit.paid_out(partner, account).held
    waiting = (entry.held_for for entry in before if holding.is_held(entry))
    return next(waiting, None)


def _entries(session: Session, invoice: Invoice) -> list[CommissionEntry]:
    query = select(CommissionEntry).where(CommissionEntry.invoice_id == invoice.id)
    fresh = query.options(joinedload(CommissionEntry.release)).execution_options(populate_existing=True)
    return list(session.scalars(fresh.order_by(CommissionEntry.id)))


def _commissionable_now(session: Session, invoice: Invoice) -> int:
    paid = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(Payment.invoice_id == invoice.id)
    credited = select(func.coalesce(-func.sum(Invoice.total_cents), 0)).where(
        Invoice.corrects_id == invoice.id
    )
    return commissionable(
        invoice.net_cents,
        invoice.total_cents,
        int(session.scalars(paid).one()),
        int(session.scalars(credited).one()),
    )
