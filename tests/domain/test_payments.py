"""Payments and credit notes: once for each reference, never more than there is, down to exactly nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import billing, payments
from app.domain.billing import MoreThanLeft, NothingLeft
from app.domain.payments import MoreThanAwaited, MoreThanPaid, NotPayable, ReferenceTaken
from app.models import Invoice, Payment, Receivable
from tests import invoicing
from tests.invoicing import BARE, documents, today_is
from tests.quoting import TIM, does

pytestmark = pytest.mark.usefixtures("cast")
PRICE = 26_950


@pytest.fixture
def invoice(the_database: Database) -> int:
    """Ten seats for the whole of December: 269.50."""
    today_is("2026-12-01")
    return invoicing.opened(the_database, BARE)


def pays(database: Database, number: int, cents: int, reference: str = "bank 1") -> int | None:
    """The id of the payment; None where it was known."""

    def deed(session: Session) -> int | None:
        found, today = session.get_one(Invoice, number), clock.now().date()
        paid = payments.record(session, found, cents, reference, today, "console", TIM, clock.now())
        return paid.id if paid else None

    return does(database, deed)


def credits(database: Database, number: int, parts: dict[int, int] | None = None) -> int:
    """The id of the credit note."""

    def deed(session: Session) -> int:
        found = session.get_one(Invoice, number)
        return billing.credit(session, found, parts, "They asked.", TIM, clock.now()).id

    return does(database, deed)


def standing(database: Database, number: int, days: int = 0) -> str:
    """How it stands so many days from now; its row for lists has to say the same."""
    found = next(one for one in documents(database) if one.id == number)
    said = billing.standing(found, clock.now().date() + timedelta(days))
    assert found.receivable
    assert found.receivable.state == said or said == "overdue"
    return said


def test_it_is_open_then_part_paid_then_paid(database: Database, invoice: int) -> None:
    assert standing(database, invoice) == "open"

    pays(database, invoice, 10_000)
    assert standing(database, invoice) == "part_paid"

    pays(database, invoice, PRICE - 10_000, "bank 2")
    assert standing(database, invoice) == "paid"


def test_it_is_overdue_from_the_day_after_it_was_due(sqlite: Database, invoice: int) -> None:
    pays(sqlite, invoice, 10_000)

    assert billing.DAYS_TO_PAY == 14, "docs/vendors.md says so"
    assert standing(sqlite, invoice, billing.DAYS_TO_PAY) == "part_paid"
    assert standing(sqlite, invoice, billing.DAYS_TO_PAY + 1) == "overdue"

    pays(sqlite, invoice, PRICE - 10_000, "bank 2")
    assert standing(sqlite, invoice, billing.DAYS_TO_PAY + 1) == "paid"


def test_a_refund_makes_it_open_again(database: Database, invoice: int) -> None:
    pays(database, invoice, PRICE)

    pays(database, invoice, -PRICE, "returned 1")

    assert standing(database, invoice) == "open"


def test_the_same_reference_again_is_the_same_payment(database: Database, invoice: int) -> None:
    first = pays(database, invoice, PRICE)

    again = pays(database, invoice, PRICE)

    assert (first, again) == (1, None)
    assert [one.amount_cents for one in documents(database)[0].payments] == [PRICE]


def test_a_reference_is_never_of_another_amount_or_invoice(database: Database, invoice: int) -> None:
    other = invoicing.opened(database, BARE, email="grace@engines.example")
    pays(database, invoice, 10_000)

    for number, cents in ((invoice, 10_001), (other, 10_000)):
        with pytest.raises(ReferenceTaken) as refused:
            pays(database, number, cents)
        assert refused.value.payment.reference == "bank 1"


@pytest.mark.parametrize(
    ("cents", "error"),
    [(PRICE + 1, MoreThanAwaited), (0, NotPayable), (-1, MoreThanPaid)],
)
def test_never_more_than_is_open_and_never_back_more_than_came(
    sqlite: Database, invoice: int, cents: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        pays(sqlite, invoice, cents)

    assert standing(sqlite, invoice) == "open"


def test_ten_payments_at_once_are_never_more_than_is_open(database: Database, invoice: int) -> None:
    def tries(turn: int) -> bool:
        try:
            return pays(database, invoice, 10_000, f"bank {turn}") is not None
        except MoreThanAwaited:
            return False

    with ThreadPoolExecutor(10) as pool:
        done = list(pool.map(tries, range(10)))

    assert done.count(True) == 2
    assert standing(database, invoice) == "part_paid"


def test_ten_tellings_of_one_reference_are_one_payment(database: Database, invoice: int) -> None:
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda _: pays(database, invoice, 10_000), range(10)))

    assert sorted(told, key=str) == [1] + [None] * 9


def test_one_reference_told_of_two_invoices_at_once_is_refused_for_one(
    database: Database, invoice: int
) -> None:
    other = invoicing.opened(database, BARE, email="grace@engines.example")

    def tries(number: int) -> bool:
        try:
            return pays(database, number, 10_000) is not None
        except ReferenceTaken:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tries, (invoice, other))) == [False, True]


def test_a_credit_note_gives_back_the_whole(database: Database, invoice: int) -> None:
    credits(database, invoice)

    _, note = documents(database)
    assert (note.number, note.series, note.total_cents, note.reason) == (1, "credit", -PRICE, "They asked.")
    assert standing(database, invoice) == "credited"
    for number in (invoice, note.id):
        with pytest.raises(NothingLeft):
            credits(database, number)


def test_a_part_of_a_line_is_credited_and_less_is_awaited(sqlite: Database, invoice: int) -> None:
    pays(sqlite, invoice, 20_000)

    credits(sqlite, invoice, {0: 6_950})

    assert standing(sqlite, invoice) == "paid"
    with pytest.raises(MoreThanLeft) as refused:
        credits(sqlite, invoice, {0: 20_001})
    assert refused.value.left == 20_000


@pytest.mark.parametrize("cents", [0, -1, PRICE + 1])
def test_a_credit_is_something_and_never_more_than_the_line(
    sqlite: Database, invoice: int, cents: int
) -> None:
    with pytest.raises(MoreThanLeft):
        credits(sqlite, invoice, {0: cents})


def test_a_credit_after_the_payment_leaves_something_to_pay_back(sqlite: Database, invoice: int) -> None:
    pays(sqlite, invoice, PRICE)
    credits(sqlite, invoice, {0: 950})

    assert billing.awaited(documents(sqlite)[0]) == -950
    pays(sqlite, invoice, -950, "back 1")
    assert billing.awaited(documents(sqlite)[0]) == 0
    assert standing(sqlite, invoice) == "paid"


def test_ten_credits_at_once_are_never_more_than_is_left(database: Database, invoice: int) -> None:
    def tries(_: int) -> bool:
        try:
            return bool(credits(database, invoice, {0: 10_000}))
        except MoreThanLeft:
            return False

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(tries, range(10))).count(True) == 2
    assert [one.number for one in documents(database)[1:]] == [1, 2]


def credits_plan(database: Database, number: int, cents: int, _reference: str) -> int:
    return credits(database, number, {1: cents})


MOVES = st.lists(st.tuples(st.sampled_from([pays, credits_plan]), st.integers(-2_000, 9_000)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tax=st.sampled_from([0, 700, 1_900, 2_137]), moves=MOVES)
def test_whatever_happens_the_rest_is_credited_to_exactly_nothing(
    sqlite: Database, tax: int, moves: list[tuple[Callable[..., Any], int]]
) -> None:
    today_is("2026-12-09")
    turn = does(sqlite, lambda s: s.scalar(select(func.count()).select_from(Invoice))) or 0
    number = invoicing.opened(sqlite, email=f"ada{turn}@engines.example", tax_bp=tax)
    for index, (verb, cents) in enumerate(moves):
        try:
            verb(sqlite, number, cents, f"{turn} {index}") if verb is pays else credits(
                sqlite, number, {0: cents}
            )
        except (payments.PaymentError, billing.CreditError):
            continue
        standing(sqlite, number)

    credits(sqlite, number)

    found = next(one for one in documents(sqlite) if one.id == number)
    assert sum(note.net_cents for note in found.credits) == -found.net_cents
    assert sum(note.tax_cents for note in found.credits) == -found.tax_cents
    assert billing.left(found) == 0
    for one in (found, *found.credits):
        assert sum(line["amount"] for line in one.lines) == one.net_cents
        assert one.net_cents + one.tax_cents == one.total_cents


@pytest.mark.parametrize("attempt", [update(Payment).values(amount_cents=1), delete(Payment)], ids=str)
def test_what_was_paid_stays_written(database: Database, invoice: int, attempt: Any) -> None:
    pays(database, invoice, PRICE)

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)


def test_whoever_has_paid_is_not_to_be_reminded(sqlite: Database, invoice: int) -> None:
    pays(sqlite, invoice, PRICE)

    with sqlite.reading() as session:
        assert session.get_one(Receivable, invoice).remind_on is None
