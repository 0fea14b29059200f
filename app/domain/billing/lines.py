"""Lines of invoices: what days of a service cost, rounded half-even once for each line (SPEC section 18).

A line is a dictionary as the invoice stores it: `kind` is "once", "advance", "correction", "credit" or
"balance", `amount` its cents. Nothing here asks the database.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.money import half_even
from app.domain.seats import Stretch
from app.models import Subscription

Line = dict[str, Any]


def days_of_month(day: date) -> int:
    """How many days the month of this day has."""
    return monthrange(day.year, day.month)[1]


def last_of_month(day: date) -> date:
    """The last day of the month of this day."""
    return day.replace(day=days_of_month(day))


def next_month(day: date) -> date:
    """The first day of the month after this day."""
    return last_of_month(day) + timedelta(days=1)


def total(lines: Iterable[Line]) -> int:
    """What they come to, in cents."""
    return sum(line["amount"] for line in lines)


def once(ordered: Sequence[Line]) -> list[Line]:
    """The one-time items of an order."""
    return [
        _line("once", line, None, line["total"], quantity=line["quantity"])
        for line in ordered
        if not line["monthly"]
    ]


def in_advance(subscription: Subscription, first: date, seats: int) -> list[Line]:
    """The days from `first` to the end of its month with so many seats; a whole month is the list price."""
    stretch = Stretch(first, last_of_month(first), seats)
    lines = []
    for line in subscription.lines:
        quantity = _quantity(line, seats)
        if quantity:
            amount = cost(line, [stretch])
            lines.append(_line("advance", line, subscription, amount, quantity=quantity, **_days(stretch)))
    return lines


def corrections(
    subscription: Subscription, stretches: Sequence[Stretch], invoiced: dict[str, int]
) -> Iterator[Line]:
    """What the days that were invoiced in advance really come to, less what was invoiced for them.

    `invoiced` is cents by slug. A line that was right says nothing.
    """
    whole = Stretch(stretches[0].first, stretches[-1].last, 0)
    for line in subscription.lines:
        difference = cost(line, stretches) - invoiced.get(line["slug"], 0)
        if difference:
            story = [[one.first.isoformat(), one.last.isoformat(), one.seats] for one in stretches]
            yield _line("correction", line, subscription, difference, stretches=story, **_days(whole))


def cost(line: Line, stretches: Sequence[Stretch]) -> int:
    """Cents for days of one month, by the day, rounded once."""
    pieces = sum(_quantity(line, stretch.seats) * stretch.days for stretch in stretches)
    month = days_of_month(stretches[0].first)
    return half_even(line["price"] * (100 - line["discount"]) * pieces, 100 * month)


def credit(index: int, line: Line, amount: int) -> Line:
    """So much of a line of an invoice given back; `amount` is negative where the line was positive."""
    keys = ("name", "starts_on", "ends_on")
    return {
        "kind": "credit",
        "of": index,
        "amount": amount,
        **{key: line[key] for key in keys if key in line},
    }


def balance(name: str, amount: int) -> Line:
    """A line that says why a document does not come to what its other lines say."""
    return {"kind": "balance", "name": name, "amount": amount}


def _quantity(line: Line, seats: int) -> int:
    return seats if line["per"] == "user" else int(line["quantity"])


def _line(kind: str, source: Line, subscription: Subscription | None, amount: int, **more: Any) -> Line:
    service = {"subscription": subscription.id, "service": subscription.name} if subscription else {}
    what = {key: source[key] for key in ("slug", "name", "price", "discount")}
    return {"kind": kind, **what, **service, "per": source.get("per", "piece"), **more, "amount": amount}


def _days(stretch: Stretch) -> dict[str, Any]:
    return {
        "starts_on": stretch.first.isoformat(),
        "ends_on": stretch.last.isoformat(),
        "days": stretch.days,
        "of_days": days_of_month(stretch.first),
    }
