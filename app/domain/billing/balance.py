"""What is open on an invoice: sums over its payments and credit notes, and nothing that is stored."""

from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.models import Invoice, Receivable, ReceivableState

Standing = Literal["open", "part_paid", "overdue", "paid", "credited"]
STANDINGS: tuple[Standing, ...] = ("open", "part_paid", "overdue", "paid", "credited")
UNSETTLED: tuple[ReceivableState, ...] = ("open", "part_paid")

DAYS_TO_PAY = 14
"""From the day on which an invoice is issued."""

_INSERT = insert(Receivable.__table__)  # type: ignore[arg-type]


def paid(invoice: Invoice) -> int:
    """Cents that came, less those that went back."""
    return sum(payment.amount_cents for payment in invoice.payments)


def credited(invoice: Invoice) -> int:
    """Cents, tax included, that credit notes took off."""
    return -sum(note.total_cents for note in invoice.credits)


def left(invoice: Invoice) -> int:
    """Cents that no credit note has taken off yet."""
    return invoice.total_cents - credited(invoice)


def awaited(invoice: Invoice) -> int:
    """Cents that are still to come; negative is what has to be paid back."""
    return 0 if invoice.kind == "credit" else left(invoice) - paid(invoice)


def standing(invoice: Invoice, today: date) -> Standing:
    """How an invoice stands on a day; a credit note is credited by itself."""
    state = _state(invoice)
    return "overdue" if state in UNSETTLED and invoice.due_on < today else state


def open_account(session: Session, invoice: Invoice) -> None:
    """From now on this invoice is looked for where money is awaited."""
    values = {
        "invoice_id": invoice.id,
        "partner_id": invoice.partner_id,
        "due_on": invoice.due_on,
        "movements": 0,
        "state": "open" if invoice.total_cents else "paid",
        "remind_on": _remind_on(invoice) if invoice.total_cents else None,
        "reminded_at": None,
    }
    session.connection().execute(_INSERT, values)


def hold(session: Session, invoice: Invoice) -> None:
    """Keep everybody else from paying or crediting it until the caller commits, then read its sums."""
    session.execute(
        update(Receivable)
        .where(Receivable.invoice_id == invoice.id)
        .values(movements=Receivable.movements + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(invoice, ["payments", "credits"])


def write_down(session: Session, invoice: Invoice) -> None:
    """Let lists find it by what payments and credits come to now."""
    session.refresh(invoice, ["payments", "credits"])
    state = _state(invoice)
    receivable = session.get_one(Receivable, invoice.id, populate_existing=True)
    receivable.state = state
    is_awaited = state in UNSETTLED and receivable.reminded_at is None
    receivable.remind_on = _remind_on(invoice) if is_awaited else None
    session.flush()


def due_on(now: datetime) -> date:
    """Until when an invoice of this moment is to be paid."""
    return now.date() + timedelta(days=DAYS_TO_PAY)


def _state(invoice: Invoice) -> ReceivableState:
    if invoice.kind == "credit" or (credited(invoice) and not left(invoice)):
        return "credited"
    if awaited(invoice) <= 0:
        return "paid"
    return "part_paid" if paid(invoice) > 0 else "open"


def _remind_on(invoice: Invoice) -> date:
    """The first day on which it is overdue."""
    return invoice.due_on + timedelta(days=1)
