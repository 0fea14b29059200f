"""Closing: what is payable is found among nothing else, and stands on one statement, whatever happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from app import migrations
from app.db import Database
from app.demo import cast as standing_cast
from app.domain import commission
from app.models import Account, CommissionEntry, CommissionRelease, Partner, Statement
from tests import earning
from tests.earning import NOON
from tests.quoting import does

DECEMBER = datetime(2026, 12, 1, 0, 0, 30, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def another_partner(database: Database, public_id: str) -> int:
    with database.writing() as session:
        one = Partner(
            public_id=public_id, company="X", contact_name="X", email="x@x.example", created_at=NOON
        )
        session.add(one)
        session.commit()
        return one.id


def test_a_few_partners_are_closed_at_a_time_who_waits_longest_first(sqlite: Database, cast: None) -> None:
    ada = earning.customer(sqlite)
    for at in range(7):
        partner_id = another_partner(sqlite, str(3_000_000 + at))
        bill = earning.invoice(sqlite, ada, partner_id=partner_id)
        earning.pays(sqlite, bill, 10_000, at=NOON - at * DAY)

    turns = [earning.closes(sqlite, DECEMBER) for _ in range(4)]

    assert turns == [3, 3, 1, 0]
    with sqlite.reading() as session:
        assert not commission.any_due(session, DECEMBER)
        told = session.scalars(select(Partner.public_id).join(Statement).order_by(Statement.id)).all()
    order = (4, 5, 6, 1, 2, 3, 0)
    assert told == [str(3_000_000 + at) for at in order]


@pytest.mark.parametrize(("of_one", "turns"), [(False, [100, 1, 0]), (True, [101, 0, 0])])
def test_a_worker_releases_some_at_a_time_and_a_reinstatement_all_of_a_partner(
    sqlite: Database, cast: None, of_one: bool, turns: list[int]
) -> None:
    ada, tim = earning.customer(sqlite), earning.tim(sqlite)
    entry = {
        "kind": "accrued",
        "partner_id": tim,
        "account_id": ada,
        "invoice_id": earning.invoice(sqlite, ada),
        "currency": "USD",
        "net_cents": 10,
        "rate_bp": 1_000,
        "amount_cents": 1,
        "held_for": "TMC Labs was suspended.",
        "at": NOON,
    }
    rows = [entry | {"source": f"payment:{number}"} for number in range(101)]
    does(sqlite, lambda session: session.execute(insert(CommissionEntry), rows))

    released = [
        does(sqlite, lambda session: commission.release_due(session, NOON, "Dave", tim if of_one else None))
        for _ in range(3)
    ]

    assert released == turns
    assert len(earning.payable(sqlite)) == 101


def test_what_is_released_while_others_are_closed_stands_on_the_next(database: Database, cast: None) -> None:
    ada = earning.customer(database)
    earning.pays(database, earning.invoice(database, ada), 10_000)
    earning.changes(database, Account, ada, blocked_at=NOON)
    late = earning.pays(database, earning.invoice(database, ada), 5_000)
    earning.changes(database, Account, ada, blocked_at=None)

    with ThreadPoolExecutor(1) as pool, database.writing() as session:
        assert commission.close_due(session, DECEMBER) == 1
        released = pool.submit(earning.releases, database, DECEMBER)
        if database.engine.dialect.name == "postgresql":
            # It waits for nobody who closes; on SQLite there is one writer at a time.
            assert released.result(timeout=60) == 1
        session.commit()

    assert released.result() == 1
    assert earning.payable(database) == {late: DECEMBER}
    assert (earning.closes(database, DECEMBER), earning.closes(database, JANUARY)) == (0, 1)
    assert earning.statements(database) == [("2026-11", 1, 1_000), ("2026-12", 1, 500)]


def test_a_worker_that_dies_while_it_closes_has_stated_nothing(database: Database, cast: None) -> None:
    number = earning.pays(database, earning.invoice(database, earning.customer(database)), 10_000)

    with database.writing() as session:
        assert commission.close_due(session, DECEMBER) == 1
        session.rollback()

    assert (earning.statements(database), earning.payable(database)) == ([], {number: NOON})
    assert earning.closes(database, DECEMBER) == 1
    assert (earning.statements(database), earning.payable(database)) == ([("2026-11", 1, 1_000)], {})


def test_what_no_statement_holds_yet_is_payable_after_the_upgrade(empty_database: Database) -> None:
    engine = empty_database.writer
    migrations.upgrade(engine)
    with empty_database.writing() as session:
        standing_cast.seed(session, NOON, "http://localhost:8001")
        session.commit()
    ada, later = earning.customer(empty_database), NOON + 7 * DAY
    earning.pays(empty_database, earning.invoice(empty_database, ada), 10_000)
    earning.closes(empty_database, NOON + 31 * DAY)
    earning.changes(empty_database, Account, ada, blocked_at=NOON)
    held = [earning.pays(empty_database, earning.invoice(empty_database, ada), 10_000) for _ in range(2)]
    earning.changes(empty_database, Account, ada, blocked_at=None)
    migrations.downgrade(engine, "0024")
    with empty_database.writing() as session:
        # What an older version goes on to write.
        row = {"entry_id": held[0], "reason": "", "actor": "", "at": later}
        session.execute(insert(CommissionRelease.__table__), row)  # type: ignore[arg-type]
        session.commit()
    plain = earning.pays(empty_database, earning.invoice(empty_database, ada), 10_000)

    migrations.upgrade(engine)

    assert earning.payable(empty_database) == {held[0]: later, plain: NOON}
    assert earning.releases(empty_database, later) == 1
    assert earning.payable(empty_database) == {held[0]: later, held[1]: later, plain: NOON}
