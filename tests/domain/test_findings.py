"""Findings cost next to nothing: counted in memory, written in bulk, bounded for each partner."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Connection

from app.db import Database
from app.domain import findings
from app.domain.findings import Ledger, Noted
from app.edge import observing
from app.models import Finding, Partner

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def tmc_labs(database: Database, cast: None) -> int:
    with database.reading() as session:
        return session.scalars(select(Partner.id).where(Partner.public_id == "1234567")).one()


def misspelt(value: str) -> tuple[Noted, ...]:
    return (Noted("misspelt", "PartnerID", value),)


def written(database: Database, partner_id: int | None) -> list[Finding]:
    with database.reading() as session:
        return findings.of(session, partner_id)


def test_the_same_finding_is_one_row_with_first_last_and_count(database: Database, tmc_labs: int) -> None:
    ledger = Ledger(database, observing.found)
    for minutes in range(3):
        ledger.note(tmc_labs, misspelt("partnerid"), NOON + timedelta(minutes=minutes))
    assert written(database, tmc_labs) == []
    ledger.flush()
    ledger.note(tmc_labs, misspelt("partnerid"), NOON + timedelta(hours=1))
    ledger.flush()

    (found,) = written(database, tmc_labs)

    assert (found.rule, found.value, found.count) == ("misspelt:PartnerID", "partnerid", 4)
    assert (found.first_at, found.last_at) == (NOON, NOON + timedelta(hours=1))


def test_calls_without_a_known_partner_are_kept_apart(database: Database, tmc_labs: int) -> None:
    ledger = Ledger(database, observing.found)
    ledger.note(None, misspelt("partnerid"), NOON)
    ledger.note(tmc_labs, misspelt("PARTNERID"), NOON)
    ledger.flush()

    assert [found.value for found in written(database, None)] == ["partnerid"]
    assert [found.value for found in written(database, tmc_labs)] == ["PARTNERID"]


def test_a_value_is_cut_at_80_characters(database: Database, tmc_labs: int) -> None:
    ledger = Ledger(database, observing.found)
    ledger.note(tmc_labs, misspelt("x" * 500), NOON)
    ledger.note(tmc_labs, misspelt("x" * 600), NOON)
    ledger.flush()

    (found,) = written(database, tmc_labs)
    assert (found.value, found.count) == ("x" * 80, 2)


@pytest.mark.parametrize("batch", [1000, 37])
def test_a_partner_has_at_most_200_findings_and_the_oldest_gives_way(
    database: Database, tmc_labs: int, batch: int
) -> None:
    ledger = Ledger(database, observing.found)
    ledger.note(None, misspelt("other"), NOON)
    for number in range(300):
        ledger.note(tmc_labs, misspelt(f"p{number}"), NOON + timedelta(seconds=number))
        if number % batch == batch - 1:
            ledger.flush()
    ledger.note(tmc_labs, misspelt("p0"), NOON + timedelta(hours=1))
    ledger.flush()

    found = [one.value for one in written(database, tmc_labs)]
    assert found == ["p0", *(f"p{number}" for number in range(299, 100, -1))]
    assert len(written(database, None)) == 1


def test_a_flood_in_memory_keeps_the_latest(sqlite: Database) -> None:
    ledger = Ledger(sqlite, observing.found)
    for number in range(findings.MOST_WAITING + 1):
        ledger.note(None, misspelt(f"p{number}"), NOON)
    ledger.note(None, misspelt("the last one"), NOON + timedelta(seconds=1))
    ledger.flush()

    assert written(sqlite, None)[0].value == "the last one"


def test_the_right_to_write_is_given_back_again_and_again(database: Database, cast: None) -> None:
    ledger = Ledger(database, observing.found)
    with database.reading() as session:
        partners = session.scalars(select(Partner.id)).all()
    for partner in partners:
        for number in range(findings.MOST_PER_PARTNER):
            ledger.note(partner, misspelt(f"p{number}"), NOON)
    transactions = [0]

    def count(_c: Connection, _cursor: object, _statement: str, rows: object, _x: object, many: bool) -> None:
        transactions[-1] += len(rows) if many and isinstance(rows, list) else 0

    event.listen(database.writer, "before_cursor_execute", count)
    event.listen(database.writer, "commit", lambda _: transactions.append(0))
    ledger.flush()
    event.remove(database.writer, "before_cursor_execute", count)

    assert sum(transactions) == findings.MOST_PER_PARTNER * len(partners)
    assert max(transactions) <= findings.SLICE


@pytest.mark.parametrize("value", ["partnerid\udcff", "partnerid\x00", "\ud800", "=cmd()", "💥" * 50])
def test_a_strange_value_takes_no_other_finding_with_it(
    database: Database, tmc_labs: int, value: str
) -> None:
    ledger = Ledger(database, observing.found)
    ledger.note(tmc_labs, misspelt("before"), NOON)
    ledger.note(tmc_labs, misspelt(value), NOON)
    ledger.note(tmc_labs, misspelt("after"), NOON)
    ledger.flush()

    assert {"before", "after"} <= {found.value for found in written(database, tmc_labs)}


def test_a_database_that_is_away_costs_findings_and_nothing_else(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Ledger(sqlite, observing.found)
    with sqlite.engine.begin() as connection:
        connection.execute(text("ALTER TABLE findings RENAME TO away"))
    ledger.note(None, misspelt("lost"), NOON)
    ledger.note(None, misspelt("lost too"), NOON)
    ledger.flush()
    assert [(one.message, one.__dict__["count"]) for one in caplog.records] == [("findings_dropped", 2)]

    with sqlite.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO findings"))
    ledger.note(None, misspelt("kept"), NOON)
    ledger.flush()

    assert [found.value for found in written(sqlite, None)] == ["kept"]
