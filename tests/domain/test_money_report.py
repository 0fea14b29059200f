"""Money in reports agrees with invoices, payments and the ledger of commission, to the cent, at any day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import Database
from app.domain.reports import money as report
from app.domain.reports.money_measures import MEASURES
from app.domain.reports.scope import Scope
from app.models import CommissionEntry, Invoice, Partner, Payment
from tests import earning
from tests.earning import NOON

pytestmark = pytest.mark.usefixtures("cast")
DAY = timedelta(days=1)
BEGIN = NOON.date()


def story(database: Database) -> None:
    """Two customers pay, one gets some of it back; a suspension holds what comes next, and ends."""
    ada, ben = earning.customer(database), earning.customer(database, "ben@x.example", sub=None)
    first = earning.invoice(database, ada, 10_000, tax_bp=1_900)
    second = earning.invoice(database, ben, 33_333, currency="EUR", issued_at=NOON + 9 * DAY)
    earning.pays(database, first, 11_900, NOON + DAY)
    earning.credits(database, first, 2_380, NOON + 3 * DAY)
    earning.pays(database, first, -2_380, NOON + 4 * DAY)
    earning.closes(database, NOON + 10 * DAY)
    tim = earning.tim(database)
    earning.changes(database, Partner, tim, suspended_at=NOON, suspended_for="Unpaid.")
    earning.pays(database, second, 33_333, NOON + 20 * DAY)
    earning.changes(database, Partner, tim, suspended_at=None, suspended_for=None)
    earning.releases(database, NOON + 45 * DAY)
    earning.closes(database, NOON + 75 * DAY)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 8), (3, 30), (0, 44), (31, 60), (0, 80), (75, 80)])
def test_every_number_is_that_of_the_rows_at_any_day(database: Database, first: int, last: int) -> None:
    story(database)
    scope = Scope(BEGIN + first * DAY, BEGIN + last * DAY)

    with database.reading() as session:
        rows = {row.measure.slug: row for row in report.read(session, scope)}
        invoices = [
            one for one in session.scalars(select(Invoice)) if scope.begins <= one.issued_at < scope.ends
        ]
        payments = [
            one for one in session.scalars(select(Payment)) if scope.first <= one.received_on <= scope.last
        ]
        entries = session.scalars(select(CommissionEntry)).all()
        expected = {
            "invoiced": sum(one.total_cents for one in invoices if one.kind != "credit"),
            "credited": sum(one.total_cents for one in invoices if one.kind == "credit"),
            "paid": sum(one.amount_cents for one in payments),
            **commission(list(entries), scope),
        }
        assert {slug: sum(one.cents for one in row.sums.values()) for slug, row in rows.items()} == expected
        for slug, row in rows.items():
            listed = session.scalars(report.behind(slug, scope)).all()
            assert len(listed) == row.number
            for month, _ in row.months:
                few = session.scalars(report.behind(slug, scope, month)).all()
                told = sum(cents for (at, _), cents in row.months.items() if at == month)
                assert sum(getattr(one, MEASURES[slug].cents.key or "") for one in few) == told


def commission(entries: list[CommissionEntry], scope: Scope) -> dict[str, int]:
    """Entry by entry, by how each stood at the end."""
    found = dict.fromkeys(("accrued", "reversed", "held", "payable", "stated"), 0)
    for one in entries:
        cents, closed = one.amount_cents, one.line.statement.closed_at if one.line else None
        free = one.held_for is None or (one.release is not None and one.release.at < scope.ends)
        if scope.begins <= one.at < scope.ends:
            found[one.kind] += cents
        if closed and scope.begins <= closed < scope.ends:
            found["stated"] += cents
        if one.at < scope.ends and not free:
            found["held"] += cents
        if one.at < scope.ends and free and not (closed and closed < scope.ends):
            found["payable"] += cents
    return found


def test_the_story_has_something_for_every_number(sqlite: Database) -> None:
    story(sqlite)
    seen = set()

    for last in range(80):
        with sqlite.reading() as session:
            rows = report.read(session, Scope(BEGIN, BEGIN + last * DAY, earning.tim(sqlite)))
            seen |= {row.measure.slug for row in rows if row.number}

    assert seen == set(MEASURES)


def test_somebody_elses_money_and_other_sub_partners_are_left_out(sqlite: Database) -> None:
    story(sqlite)

    def paid(**narrowed: object) -> int:
        with sqlite.reading() as session:
            rows = report.read(session, Scope(BEGIN, BEGIN + 80 * DAY, **narrowed))  # type: ignore[arg-type]
            return sum(row.number for row in rows if row.measure.slug in ("paid", "accrued"))

    assert paid(partner_id=4711) == 0
    assert paid(partner_id=earning.tim(sqlite)) == 5
    assert paid(sub_partner_id="106") == 3
