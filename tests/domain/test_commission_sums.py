"""Whatever happens, in whatever order: the sums agree, to the cent and for each currency."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.db import Database, db
from app.demo import cast
from app.domain.commission import ledger, stating
from app.models import Account, CommissionEntry, Partner, Statement
from tests import earning
from tests.databases import SqliteFiles
from tests.quoting import does

OCTOBER = datetime(2026, 10, 5, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


@dataclass
class Bill:
    """An invoice, and what we did with it."""

    number: int
    currency: str
    net: int
    total: int
    paid: int = 0
    credited: int = 0

    @property
    def earns(self) -> int:
        """What the rule says of it as it stands: 10 per cent of what is paid and not credited."""
        part = Fraction(self.net * min(self.paid, self.total - self.credited), self.total)
        return round(Fraction(round(part), 10))


DEEDS = st.one_of(
    st.tuples(st.sampled_from(["pay", "refund", "credit"]), st.integers(0, 3), st.integers(1, 100)),
    st.tuples(st.sampled_from(["suspend", "reinstate", "block", "open", "release", "close"])),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    nets=st.lists(st.integers(1, 99_999), min_size=4, max_size=4),
    tax_bp=st.sampled_from([0, 700, 1900]),
    deeds=st.lists(DEEDS, max_size=20),
)
def test_statements_payable_and_held_are_all_that_was_earned(
    sqlite_files: SqliteFiles, nets: list[int], tax_bp: int, deeds: list[tuple[str, int, int]]
) -> None:
    with sqlite_files.fresh() as url:
        db.open(url)
        does(db, lambda session: cast.seed(session, OCTOBER, "http://localhost:8001"))
        account = earning.customer(db)
        bills = [_bill(db, account, net, tax_bp, "USD" if at % 2 else "EUR") for at, net in enumerate(nets)]
        now = OCTOBER

        for deed in deeds:
            now += WEEK
            _do(db, deed, bills, account, now)
            _agree(db, bills)

        # In the end nothing is held, nothing waits, and everything stands on a statement.
        for rest in ("reinstate", "open", "release"):
            _do(db, (rest,), bills, account, now)
        earning.closes(db, now + timedelta(days=62))
        _agree(db, bills)
        with db.reading() as session:
            assert ledger.figures(session) == []
        db.close()


def _bill(database: Database, account: int, net: int, tax_bp: int, currency: str) -> Bill:
    number = earning.invoice(database, account, net=net, tax_bp=tax_bp, currency=currency)
    return Bill(number, currency, net, net + round(net * tax_bp / 10_000))


def _do(database: Database, deed: tuple[object, ...], bills: list[Bill], account: int, now: datetime) -> None:
    match deed:
        case ("pay", int(which), int(share)):
            bill = bills[which]
            if cents := min(bill.total * share // 100, max(0, bill.total - bill.credited - bill.paid)):
                bill.paid += cents
                earning.pays(database, bill.number, cents, at=now)
        case ("refund", int(which), int(share)):
            bill = bills[which]
            if cents := bill.paid * share // 100:
                bill.paid -= cents
                earning.pays(database, bill.number, -cents, at=now)
        case ("credit", int(which), int(share)):
            bill = bills[which]
            if cents := (bill.total - bill.credited) * share // 100:
                bill.credited += cents
                earning.credits(database, bill.number, cents, at=now)
        case ("suspend" | "reinstate" as what,):
            since = now if what == "suspend" else None
            earning.changes(database, Partner, earning.tim(database), suspended_at=since)
        case ("block" | "open" as what,):
            earning.changes(database, Account, account, blocked_at=now if what == "block" else None)
        case ("release",):
            earning.releases(database, now)
        case ("close",):
            earning.closes(database, now)


def _agree(database: Database, bills: list[Bill]) -> None:
    """Statements, and what is payable and held, come to all entries, and these to the rule."""
    rule: Counter[str] = Counter()
    for bill in bills:
        rule[bill.currency] += bill.earns
    parts: Counter[str] = Counter()
    with database.reading() as session:
        statements = session.scalars(select(Statement)).all()
        totals = stating.totals(session, [one.id for one in statements])
        for statement in statements:
            parts[statement.currency] += totals[statement.id]
        for figure in ledger.figures(session):
            parts[figure.currency] += figure.payable_cents + figure.held_cents
        rows = session.execute(
            select(CommissionEntry.currency, func.sum(CommissionEntry.amount_cents).label("cents")).group_by(
                CommissionEntry.currency
            )
        )
        entries = Counter({row.currency: int(row.cents) for row in rows})
    assert +parts == +entries == +rule
