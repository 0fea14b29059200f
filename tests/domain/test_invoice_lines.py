"""Lines by the day: whole months are the list price, and whatever is split adds up (property tests)."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain import money
from app.domain.billing import lines
from app.domain.seats import Stretch
from app.models import Subscription

PRICES = st.integers(0, 1_000_000)
DISCOUNTS = st.integers(0, 100)
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
SEATS = st.integers(0, 10_000)


def line(price: int, discount: int, per: str = "user", quantity: int = 1) -> dict[str, Any]:
    return {
        "slug": "plan",
        "name": "Plan",
        "price": price,
        "discount": discount,
        "per": per,
        "quantity": quantity,
    }


@st.composite
def months(draw: st.DrawFn) -> list[Stretch]:
    """The days of a month from some day on, cut wherever seats change."""
    first = draw(DAYS)
    last = lines.last_of_month(first)
    cuts = draw(st.sets(st.integers(1, 30), max_size=8))
    begins = [first, *(day for day in (first + timedelta(cut) for cut in sorted(cuts)) if day <= last)]
    ends = [*(day - timedelta(1) for day in begins[1:]), last]
    return [Stretch(*days, draw(SEATS)) for days in zip(begins, ends, strict=True)]


@given(PRICES, DISCOUNTS, months())
def test_the_days_of_a_month_add_up_within_half_a_cent(
    price: int, discount: int, month: list[Stretch]
) -> None:
    one = line(price, discount)
    in_month = lines.days_of_month(month[0].first)

    a_seat = Fraction(price * (100 - discount), 100 * in_month)
    each_day = sum((a_seat * stretch.seats * stretch.days for stretch in month), Fraction(0))

    assert abs(lines.cost(one, month) - each_day) <= Fraction(1, 2)


@given(PRICES, DISCOUNTS, DAYS, SEATS)
def test_a_whole_month_is_the_list_price(price: int, discount: int, day: date, seats: int) -> None:
    whole = [Stretch(day.replace(day=1), lines.last_of_month(day), seats)]

    assert lines.cost(line(price, discount), whole) == money.half_even(price * seats * (100 - discount), 100)


@given(PRICES, DISCOUNTS, months())
def test_cutting_a_month_where_nothing_changes_changes_nothing(
    price: int, discount: int, month: list[Stretch]
) -> None:
    one = line(price, discount, per="piece", quantity=7)
    whole = [Stretch(month[0].first, month[-1].last, 0)]

    assert lines.cost(one, month) == lines.cost(one, whole)


@given(PRICES, DISCOUNTS, months())
def test_what_was_invoiced_and_its_correction_are_what_the_days_cost(
    price: int, discount: int, month: list[Stretch]
) -> None:
    service = Subscription(id=1, name="Plan", lines=[line(price, discount)])
    advance = lines.in_advance(service, month[0].first, month[0].seats)

    corrections = list(lines.corrections(service, month, {"plan": lines.total(advance)}))

    assert lines.total([*advance, *corrections]) == lines.cost(service.lines[0], month)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_half_goes_to_the_even_neighbour(numerator: int, denominator: int) -> None:
    assert money.half_even(numerator, denominator) == round(Fraction(numerator, denominator))
