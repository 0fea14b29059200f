"""The form that changes seats, and what it says where a change can not be."""

from collections.abc import Iterable
from datetime import date

from wtforms import Field, HiddenField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.domain import money
from app.domain.seat_rules import SeatRuleBroken
from app.domain.seats import ChangedMeanwhile, DayNotPossible, SeatsError, TooFewSeats
from app.edge.fields import is_count, line, lines, offer, one_of
from app.edge.own_form import OwnForm
from app.models import Subscription

ADD, REMOVE = "add", "remove"
_MEANWHILE = (
    "Nothing was changed now: the seats have changed since you opened this page. Look at them, and send it"
    " again if you still mean it."
)
_DAY = "Enter a day like 2027-01-31."


def _is_day(form: BaseForm, field: Field) -> None:
    try:
        date.fromisoformat(field.data or "")
    except ValueError:
        raise StopValidation(_DAY) from None


class SeatsForm(OwnForm):
    """Seats that come, go, or move to another service of the same account."""

    what = one_of("What happens", (), "Choose what happens.", radio=True)
    seats = line(
        "Seats",
        "Enter a whole number like 5.",
        7,
        is_count,
        width="short",
        inputmode="numeric",
        autocomplete="off",
    )
    effective_on = line("From this day on", _DAY, 10, _is_day, type="date", width="medium")
    reason = lines("Reason", "Say why: it stands in the ledger.", 500, rows=2)
    changes = HiddenField()

    def offers(self, others: Iterable[Subscription], first: date, last: date) -> None:
        """Let seats move to these services, and say which days can be chosen."""
        moves = [(str(one.id), f"Move seats to {one.name}") for one in others]
        offer(self.what, [(ADD, "Add seats"), (REMOVE, "Remove seats"), *moves])
        days = f"From {money.day(first)} to {money.day(last)}."
        self.effective_on.description = f"{days} What was invoiced already is corrected by the day."

    @property
    def seen(self) -> int:
        """How often the seats had changed when the form was shown; -1 where it does not say."""
        text = self.changes.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    @property
    def number(self) -> int:
        """How many seats."""
        return int("".join(letter for letter in self.seats.data or "" if letter.isdigit()))

    @property
    def day(self) -> date:
        """From when on."""
        return date.fromisoformat(self.effective_on.data or "")

    def blame(self, error: SeatsError | SeatRuleBroken) -> None:
        """Say beside the field why it can not be done."""
        match error:
            case ChangedMeanwhile():
                self.form_errors.append(_MEANWHILE)
            case DayNotPossible():
                words = f"Choose a day from {money.day(error.first)} to {money.day(error.last)}."
                self.effective_on.errors = [*self.effective_on.errors, words]
            case TooFewSeats():
                has = f"{error.service} has {_counted(error.seats)} on {money.day(error.day)}"
                words = f"{has}: not as many as that."
                self.seats.errors = [*self.seats.errors, words]
            case SeatRuleBroken():
                self.seats.errors = [*self.seats.errors, error.because]
            case _:
                raise error


def _counted(number: int) -> str:
    return "1 seat" if number == 1 else f"{number:,} seats"
