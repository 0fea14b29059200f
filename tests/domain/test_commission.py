"""Commission: one rule for payments, refunds and credits; held, released, and stated exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.domain import commission
from app.domain.commission import Step
from app.models import (
    Account,
    CommissionEntry,
    CommissionRelease,
    Invoice,
    Letter,
    Partner,
    Statement,
    StatementLine,
)
from tests import earning
from tests.earning import NOON

pytestmark = pytest.mark.usefixtures("cast")
DECEMBER = datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def held(database: Database, number: int | None) -> str | None:
    """Why an entry is held now."""
    assert number is not None
    with database.reading() as session:
        return commission.reason(session.get_one(CommissionEntry, number))


def test_a_payment_earns_the_partners_rate_on_the_net_amount(database: Database) -> None:
    ada = earning.customer(database)
    number = earning.invoice(database, ada, net=10_000, tax_bp=1900)

    earning.pays(database, number, 5_950)
    earning.pays(database, number, 5_950)

    assert earning.entries(database) == [("accrued", 5_000, 500), ("accrued", 5_000, 500)]
    with database.reading() as session:
        entry = session.scalars(select(CommissionEntry).limit(1)).one()
        assert (entry.rate_bp, entry.sub_partner_id, entry.account_id) == (1000, "106", ada)


def test_a_new_rate_counts_for_payments_from_then_on(sqlite: Database) -> None:
    number = earning.invoice(sqlite, earning.customer(sqlite))
    earning.pays(sqlite, number, 5_000)

    earning.changes(sqlite, Partner, earning.tim(sqlite), commission_bp=2_000)
    earning.pays(sqlite, number, 5_000)
    earning.pays(sqlite, number, -10_000)

    assert earning.entries(sqlite) == [
        ("accrued", 5_000, 500),
        ("accrued", 5_000, 1_000),
        ("reversed", -10_000, -1_500),
    ]


def test_what_nobody_earns_by_has_no_entry(sqlite: Database) -> None:
    number = earning.invoice(sqlite, earning.customer(sqlite, by=None), partner_id=None)

    assert earning.pays(sqlite, number, 10_000) is None


def test_a_credit_takes_back_only_what_was_earned(database: Database) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 6_000)

    earning.credits(database, number, 4_000)
    earning.credits(database, number, 3_000)
    earning.pays(database, number, -3_000)

    # Of the first credit nothing was paid; the money that goes back with the second earns nothing any more.
    assert earning.entries(database) == [("accrued", 6_000, 600), ("reversed", -3_000, -300)]


def test_a_payment_counts_once(database: Database) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 10_000)

    with database.writing() as session:
        bill = session.get_one(Invoice, number)
        assert commission.settle(session, bill, "payment:1", NOON) is None
        session.commit()

    assert len(earning.entries(database)) == 1


def test_ten_payments_at_once_earn_what_their_sum_earns(database: Database) -> None:
    number = earning.invoice(database, earning.customer(database), net=3_333)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: earning.pays(database, number, 333), range(10)))

    kinds, nets, amounts = zip(*earning.entries(database), strict=True)
    assert (len(kinds), sum(nets), sum(amounts)) == (10, 3_330, 333)


@pytest.mark.parametrize(
    ("kind", "begins", "ends", "word"),
    [
        (Partner, {"suspended_at": NOON}, {"suspended_at": None}, "suspended"),
        (Account, {"blocked_at": NOON}, {"blocked_at": None}, "blocked"),
        (Account, {"production_at": None}, {"production_at": NOON}, "not in production"),
    ],
    ids=["suspended", "blocked", "trial"],
)
def test_credit_is_held_with_its_reason_and_released_when_that_ends(
    database: Database, kind: Any, begins: dict[str, Any], ends: dict[str, Any], word: str
) -> None:
    ada = earning.customer(database)
    whose = earning.tim(database) if kind is Partner else ada
    number = earning.invoice(database, ada)
    earning.changes(database, kind, whose, **begins)
    entry = earning.pays(database, number, 10_000)

    assert word in (held(database, entry) or "")
    assert (earning.releases(database, NOON + DAY), earning.closes(database, DECEMBER)) == (0, 0)
    earning.changes(database, kind, whose, **ends)
    assert earning.releases(database, DECEMBER) == 1
    assert earning.releases(database, DECEMBER) == 0

    assert held(database, entry) is None
    # It became payable in December, when it was released.
    assert (earning.closes(database, DECEMBER), earning.closes(database, JANUARY)) == (0, 1)
    assert earning.statements(database) == [("2026-12", 1, 1_000)]


def test_a_refund_of_what_is_held_waits_with_it(sqlite: Database) -> None:
    number = earning.invoice(sqlite, earning.customer(sqlite))
    earning.changes(sqlite, Partner, earning.tim(sqlite), suspended_at=NOON)
    earning.pays(sqlite, number, 10_000)
    earning.pays(sqlite, number, -4_000)

    assert earning.closes(sqlite, DECEMBER) == 0
    earning.changes(sqlite, Partner, earning.tim(sqlite), suspended_at=None)

    assert earning.releases(sqlite, DECEMBER) == 2
    earning.closes(sqlite, JANUARY)
    assert earning.statements(sqlite) == [("2026-12", 2, 600)]


def test_a_late_refund_stands_on_the_next_statement_even_of_a_suspended_partner(sqlite: Database) -> None:
    number = earning.invoice(sqlite, earning.customer(sqlite))
    earning.pays(sqlite, number, 10_000)
    earning.closes(sqlite, DECEMBER)

    earning.changes(sqlite, Partner, earning.tim(sqlite), suspended_at=DECEMBER)
    earning.pays(sqlite, number, -10_000, at=DECEMBER)
    earning.closes(sqlite, JANUARY)

    assert earning.statements(sqlite) == [("2026-11", 1, 1_000), ("2026-12", 1, -1_000)]


def test_a_month_is_closed_once_it_is_over_and_told_by_letter(database: Database) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 10_000)
    the_last_moment = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)

    assert (earning.closes(database, the_last_moment), earning.closes(database, DECEMBER)) == (0, 1)
    assert earning.closes(database, DECEMBER) == 0

    with database.reading() as session:
        assert not commission.any_due(session, DECEMBER)
        letter = session.scalars(select(Letter)).one()
        assert (letter.kind, letter.recipient) == ("statement_closed", "tim@tmclabs.com")


def test_months_that_were_missed_are_closed_each_by_its_own(database: Database) -> None:
    number = earning.invoice(database, earning.customer(database))
    for month in (10, 11, 12):
        earning.pays(database, number, 1_000, at=datetime(2026, month, 15, tzinfo=UTC))
    euros = earning.invoice(database, earning.customer(database, "bob@x.example"), currency="EUR")
    earning.pays(database, euros, 10_000)

    assert earning.closes(database, datetime(2027, 3, 2, tzinfo=UTC)) == 4

    assert earning.statements(database) == [
        ("2026-10", 1, 100),
        ("2026-11", 1, 1_000),
        ("2026-11", 1, 100),
        ("2026-12", 1, 100),
    ]


def test_what_comes_after_its_month_was_closed_stands_on_the_next(sqlite: Database) -> None:
    """A transaction that lasts beyond midnight."""
    number = earning.invoice(sqlite, earning.customer(sqlite))
    earning.pays(sqlite, number, 5_000)
    earning.closes(sqlite, DECEMBER)

    earning.pays(sqlite, number, 5_000, at=datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))

    with sqlite.reading() as session:
        assert not commission.any_due(session, DECEMBER)
    assert (earning.closes(sqlite, DECEMBER), earning.closes(sqlite, JANUARY)) == (0, 1)
    assert earning.statements(sqlite) == [("2026-11", 1, 500), ("2026-12", 1, 500)]


def test_workers_who_close_at_once_make_one_statement(database: Database) -> None:
    for at in range(20):
        number = earning.invoice(database, earning.customer(database, f"ada{at}@engines.example"))
        earning.pays(database, number, 10_000, at=NOON - 31 * DAY * (at % 3))

    with ThreadPoolExecutor(4) as pool:
        closed = list(pool.map(lambda _: earning.closes(database, DECEMBER), range(4)))

    assert sorted(closed) == [0, 0, 0, 3]
    assert [lines for _, lines, _ in earning.statements(database)] == [6, 7, 7]
    with database.reading() as session:
        assert len(session.scalars(select(Letter)).all()) == 3


@pytest.mark.parametrize("table", [CommissionEntry, CommissionRelease, Statement, StatementLine])
def test_what_was_written_stays(database: Database, table: Any) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.changes(database, Partner, earning.tim(database), suspended_at=NOON)
    earning.pays(database, number, 10_000)
    earning.changes(database, Partner, earning.tim(database), suspended_at=None)
    earning.releases(database, NOON)
    earning.closes(database, DECEMBER)

    for attempt in (update(table).values(id=table.id + 1), delete(table)):
        with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
            session.execute(attempt)


STEPS = st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10_000)), min_size=1, max_size=8)


@given(STEPS)
def test_a_full_reversal_leaves_nothing_whatever_the_rates(levels: list[tuple[int, int]]) -> None:
    steps, net = [], 0
    for level, rate in [*levels, (0, 1_000)]:
        steps.append(Step(level - net, rate))
        net = level

    assert commission.earned(steps) == 0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 10_000))
def test_at_one_rate_entries_add_up_to_the_rate_of_their_sum(levels: list[int], rate: int) -> None:
    steps = [Step(level - before, rate) for before, level in zip([0, *levels], levels, strict=False)]

    assert commission.earned(steps) == round(Fraction(levels[-1] * rate, 10_000))


@given(st.integers(0, 10**9), st.integers(0, 2_500), st.integers(0, 100), st.integers(0, 100))
def test_commission_is_due_on_what_is_paid_and_not_credited(
    net: int, tax_bp: int, paid: int, credited: int
) -> None:
    total = net + round(Fraction(net * tax_bp, 10_000))

    due = commission.commissionable(net, total, total * paid // 100, total * credited // 100)

    assert 0 <= due <= net
    assert commission.commissionable(net, total, total, 0) == net
    assert commission.commissionable(net, total, total, total) == (net if total == 0 else 0)
