"""Payments: what came for an invoice, once for each reference; refunds are negative (SPEC section 18)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import commission
from app.domain.billing import balance
from app.models import Invoice, Payment

LONGEST_REFERENCE = 120

_INSERT = InsertOnce(Payment.__table__)


class PaymentError(Exception):
    """The base of what can be wrong with a payment."""


class NotPayable(PaymentError):
    """Raised for a credit note, and for an amount of nothing."""


class MoreThanAwaited(PaymentError):
    """Raised for a payment of more than is open, with that in cents."""

    def __init__(self, awaited: int) -> None:
        super().__init__(f"{awaited} cents are open")
        self.awaited = awaited


class MoreThanPaid(PaymentError):
    """Raised for a refund of more than was paid, with that in cents."""

    def __init__(self, paid: int) -> None:
        super().__init__(f"{paid} cents were paid")
        self.paid = paid


class ReferenceTaken(PaymentError):
    """Raised with the payment that has this reference and is of another amount, or for another invoice."""

    def __init__(self, payment: Payment) -> None:
        super().__init__(f"payment {payment.id}")
        self.payment = payment


def record(
    session: Session,
    invoice: Invoice,
    amount_cents: int,
    reference: str,
    received_on: date,
    source: str,
    actor: str,
    now: datetime,
) -> Payment | None:
    """Write a payment down; None where this very one was written down before.

    Raises NotPayable, MoreThanAwaited, MoreThanPaid, ReferenceTaken.
    """
    if invoice.kind == "credit" or not amount_cents:
        raise NotPayable
    balance.hold(session, invoice)
    if _is_known(session, invoice, amount_cents, reference):
        return None
    _judge(invoice, amount_cents)
    values = {
        "invoice_id": invoice.id,
        "reference": reference,
        "amount_cents": amount_cents,
        "received_on": received_on,
        "source": source,
        "actor": actor[:120],
        "at": now,
    }
    payment_id = _INSERT(session, values)
    if payment_id is None:
        # Somebody has told the same reference of another invoice at this very moment.
        _is_known(session, invoice, amount_cents, reference)
        return None
    balance.write_down(session, invoice)
    commission.settle(session, invoice, f"payment:{payment_id}", now)
    return session.get_one(Payment, payment_id)


def find(session: Session, reference: str) -> Payment | None:
    """The payment that has this reference."""
    return session.scalar(select(Payment).where(Payment.reference == reference))


def _is_known(session: Session, invoice: Invoice, amount_cents: int, reference: str) -> bool:
    known = find(session, reference)
    if known and (known.invoice_id, known.amount_cents) != (invoice.id, amount_cents):
        raise ReferenceTaken(known)
    return known is not None


def _judge(invoice: Invoice, amount_cents: int) -> None:
    if amount_cents > max(0, balance.awaited(invoice)):
        raise MoreThanAwaited(max(0, balance.awaited(invoice)))
    if -amount_cents > balance.paid(invoice):
        raise MoreThanPaid(balance.paid(invoice))
