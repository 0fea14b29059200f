"""Payments as files and systems tell them: read once, then taken, or refused in words that help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain import billing, invoice_lists, money, payments
from app.domain.payments import LONGEST_REFERENCE, MoreThanAwaited, MoreThanPaid, PaymentError, ReferenceTaken
from app.domain.text import is_readable_line
from app.models import Invoice, Payment

EARLIEST = date(2000, 1, 1)
FIELDS = ("invoice", "reference", "amount", "date")


class BadPayment(Exception):
    """Raised with the field that is wrong, and what to do about it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


class Contradiction(BadPayment):
    """Raised for a reference under which something else was told before."""


@dataclass(frozen=True, slots=True)
class Told:
    """A payment as somebody tells it, understood once."""

    invoice: int
    """The number of the invoice, not its id."""
    reference: str
    amount_cents: int
    received_on: date


@dataclass(frozen=True, slots=True)
class Taken:
    """The payment as it is kept, and whether it was new."""

    payment: Payment
    invoice: Invoice
    is_new: bool


def read(values: Mapping[str, str], today: date) -> Told:
    """Understand the four fields. Raises BadPayment."""
    number = billing.read(values["invoice"])
    if number is None or values["invoice"].strip().upper().startswith("CR"):
        raise BadPayment("invoice", "Write the number of an invoice, like INV-00012.")
    return Told(
        invoice=number,
        reference=read_reference(values["reference"]),
        amount_cents=read_amount(values["amount"]),
        received_on=read_day(values["date"], today),
    )


def read_reference(text: str) -> str:
    """The payer's or the bank's reference. Raises BadPayment."""
    reference = " ".join(text.split())
    if not reference or len(reference) > LONGEST_REFERENCE or not is_readable_line(reference):
        words = f"Write the reference of the bank or the payer, in at most {LONGEST_REFERENCE} characters."
        raise BadPayment("reference", words)
    return reference


def read_amount(text: str) -> int:
    """An amount that is not nothing; a refund is negative. Raises BadPayment."""
    try:
        cents = money.read(text)
    except money.MalformedAmount:
        raise BadPayment("amount", money.ADVICE) from None
    if not cents:
        raise BadPayment("amount", "Write an amount other than 0.")
    return cents


def read_day(text: str, today: date) -> date:
    """The day on which the money came. Raises BadPayment."""
    words = "Write the day on which the money came, like 2026-12-31; it can not be later than today."
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise BadPayment("date", words) from None
    # Python also reads other forms of ISO 8601, which people hardly mean.
    if day.isoformat() != text.strip() or not EARLIEST <= day <= today:
        raise BadPayment("date", words)
    return day


def take(session: Session, told: Told, source: str, actor: str, now: datetime) -> Taken:
    """Record what was told, once. Raises BadPayment."""
    invoice = invoice_lists.numbered(session, told.invoice)
    if invoice is None:
        raise BadPayment(
            "invoice", f"There is no invoice {told.invoice}. Look its number up, like INV-00012."
        )
    try:
        payment = payments.record(
            session, invoice, told.amount_cents, told.reference, told.received_on, source, actor, now
        )
    except PaymentError as error:
        raise refusal(invoice, error) from error
    if payment:
        return Taken(payment, invoice, is_new=True)
    known = payments.find(session, told.reference)
    if known is None:
        raise LookupError(told.reference)
    return Taken(known, invoice, is_new=False)


def refusal(invoice: Invoice, error: PaymentError) -> BadPayment:
    """Why a payment can not be recorded, in words."""
    number, currency = billing.shown(invoice), invoice.currency
    match error:
        case MoreThanAwaited(awaited=0):
            return BadPayment("amount", f"Nothing is open on {number}.")
        case MoreThanAwaited():
            open_ = money.shown(error.awaited, currency)
            return BadPayment("amount", f"Only {open_} are open on {number}. Write at most that.")
        case MoreThanPaid():
            paid = money.shown(error.paid, currency)
            return BadPayment("amount", f"Only {paid} were paid on {number}: no more can go back.")
        case ReferenceTaken():
            known = error.payment
            amount, other = money.shown(known.amount_cents, currency), billing.shown(known.invoice)
            words = f"The reference {known.reference} was recorded before: {amount} for {other}."
            return Contradiction("reference", f"{words} Another payment needs another reference.")
        case _:
            return BadPayment("invoice", f"Nothing can be paid on {number}.")
