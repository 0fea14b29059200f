"""What is asked about invoices in the console."""

from collections.abc import Callable

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app import clock
from app.domain import billing, money, payment_lines
from app.domain.payment_lines import BadPayment
from app.edge.fields import Rule, line, lines, offer, one_of
from app.edge.own_form import OwnForm
from app.models import Invoice

WHOLE = "whole"
_AMOUNT = "Write the amount, like 1234.50."


def _judged(read: Callable[[str], object]) -> Rule:
    """A rule of the domain as one of a field."""

    def judge(form: BaseForm, field: Field) -> None:
        try:
            read(field.data or "")
        except BadPayment as error:
            raise StopValidation(error.words) from None

    return judge


class PaymentForm(OwnForm):
    """Money that came, or went back."""

    amount = line(
        "Amount",
        _AMOUNT,
        16,
        _judged(payment_lines.read_amount),
        hint="Money that went back to the customer is negative.",
        inputmode="decimal",
        width="medium",
        autocomplete="off",
    )
    reference = line(
        "Reference",
        "Write the reference that the bank or the payer gave.",
        120,
        _judged(payment_lines.read_reference),
        hint="Each payment is recorded once by it.",
        autocomplete="off",
    )
    received_on = line(
        "Received on",
        "Write the day on which the money came, like 2026-12-31.",
        10,
        _judged(lambda text: payment_lines.read_day(text, clock.now().date())),
        type="date",
        width="medium",
    )


class CreditForm(OwnForm):
    """What is given back of an invoice, and why."""

    part = one_of("Give back", (), "Choose what is given back.", radio=True)
    amount = line(
        "Amount of the line, without tax",
        None,
        16,
        hint="Only for a line; all that is left of it where this stays empty.",
        inputmode="decimal",
        width="medium",
        autocomplete="off",
    )
    reason = lines(
        "Reason", "Say why; it stands on the credit note.", 500, rows=2, hint="The customer reads it."
    )

    def __init__(self, invoice: Invoice) -> None:
        super().__init__()
        self._invoice = invoice
        rest = money.shown(billing.left(invoice), invoice.currency)
        offered = [(WHOLE, f"Everything that is left: {rest}, tax included")]
        for index, one in enumerate(invoice.lines):
            if (left := billing.line_left(invoice, index)) > 0:
                offered.append((str(index), f"{one['name']}: at most {money.shown(left, invoice.currency)}"))
        offer(self.part, offered)

    def parts(self) -> dict[int, int] | None:
        """Cents by the index of a line, None for everything. Raises MalformedAmount."""
        if self.part.data == WHOLE:
            return None
        index, text = int(self.part.data), self.amount.data
        return {index: money.read(text) if text else billing.line_left(self._invoice, index)}
