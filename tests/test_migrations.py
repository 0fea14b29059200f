"""The schema can be made, taken back and made again, and is what the models say."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import String, insert, inspect, select, text

from app import migrations
from app.db import Database
from app.demo import cast as standing_cast
from app.domain import catalogs
from app.models import Model, Partner, Quote, QuoteEvent, Site, State
from tests import quoting, scene

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_up_down_and_up_again_ends_where_the_models_are(empty_database: Database) -> None:
    engine = empty_database.writer

    migrations.upgrade(engine)
    migrations.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert not migrations.is_current(engine)

    migrations.upgrade(engine)
    migrations.check(engine)
    assert migrations.is_current(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", *Model.metadata.tables}


def test_a_new_database_has_one_state_row_with_the_clock_at_zero(database: Database) -> None:
    with database.reading() as session:
        (state,) = session.scalars(select(State))

    assert (state.id, state.partners_revision, state.clock_offset_seconds) == (1, 0, 0)


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname || ' ' || tgtype FROM pg_trigger WHERE NOT tgisinternal",
}
WATCHED = ("partners", "sites", "channel_managers", "webhook_endpoints")
LOGS = (
    "audit_events",
    "quote_events",
    "catalog_versions",
    "order_events",
    "seat_events",
    "usage_events",
    "invoices",
    "payments",
    "commission_entries",
    "commission_releases",
    "statements",
    "statement_lines",
)
EARNED = ("commission_entries", "commission_releases", "statement_lines")
EVERY_ONE = {
    "sqlite": {f"{table}_{verb}_seen" for table in WATCHED for verb in ("insert", "update", "delete")}
    | {f"{table}_{verb}_refused" for table in LOGS for verb in ("update", "delete")}
    | {f"{table}_payable" for table in EARNED}
    | {"chat_messages_update_refused", "quote_revisions_update_sealed", "quote_revisions_delete_sealed"},
    # 28: after an insert (4), a delete (8) or an update (16); 58: before (2) an update, a delete or a
    # truncate (32); 27: before an update or a delete of a row (1); 5: after an insert of a row.
    "postgresql": {
        *(f"{table}_seen 28" for table in WATCHED),
        *(f"{table}_refused 58" for table in LOGS),
        *(f"{table}_payable 5" for table in EARNED),
        "chat_messages_refused 18",
        "quote_revisions_sealed 27",
        "quote_revisions_refused 34",
    },
}


def triggers(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(text(TRIGGERS[database.engine.dialect.name])))


def test_a_migration_that_makes_a_table_anew_loses_no_trigger(empty_database: Database) -> None:
    engine = empty_database.writer
    kind = engine.dialect.name
    migrations.upgrade(engine)
    assert triggers(empty_database) == EVERY_ONE[kind]
    with empty_database.writing() as session:
        standing_cast.seed(session, NOON, "http://localhost:8001")
        session.commit()

    with migrations.changing(engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("partners", recreate="always" if kind == "sqlite" else "auto") as t:
            t.alter_column("company", type_=String(200))

    assert triggers(empty_database) == EVERY_ONE[kind]
    with empty_database.reading() as session:
        assert len(session.scalars(select(Site)).all()) == 4


def test_of_twins_by_a_double_click_the_newest_draft_stays(empty_database: Database) -> None:
    engine = empty_database.writer
    migrations.upgrade(engine, "0020")
    with empty_database.writing() as session:
        standing_cast.seed(session, NOON, "http://localhost:8001")
        catalog_id = catalogs.pin(session, quoting.CATALOG, NOON)
        session.commit()
    lead_id = scene.enquiry(empty_database)
    with empty_database.writing() as session:
        tmc = session.scalars(select(Partner.id).where(Partner.public_id == "1234567")).one()
        about = {"partner_id": tmc, "lead_id": lead_id, "catalog_id": catalog_id, "created_at": NOON}
        ada = asdict(quoting.ADA) | {"revision": 0, "valid_until": NOON.date()}
        rows = [about | ada | {"state": state} for state in ("sent", "draft", "draft")]
        session.execute(insert(Quote.__table__), rows)  # type: ignore[arg-type]
        session.commit()

    migrations.upgrade(engine)

    with empty_database.reading() as session:
        assert session.scalars(select(Quote.state).order_by(Quote.id)).all() == ["sent", "discarded", "draft"]
        (event,) = session.scalars(select(QuoteEvent))
        told = (event.quote_id, event.kind, event.details)
    assert told == (2, "discarded", {"reason": "The lead had another draft."})


def test_triggers_that_were_lost_before_come_back_with_the_next_upgrade(sqlite: Database) -> None:
    with sqlite.writing() as session:
        session.execute(text("DROP TRIGGER partners_update_seen"))
        session.commit()

    migrations.upgrade(sqlite.writer)

    assert triggers(sqlite) == EVERY_ONE["sqlite"]


def test_a_migration_that_leaves_references_to_nothing_is_taken_back(sqlite: Database, cast: None) -> None:
    with pytest.raises(RuntimeError, match="rows that refer to nothing"):  # noqa: SIM117
        with migrations.changing(sqlite.writer) as connection:
            connection.execute(text("DELETE FROM partners"))

    with sqlite.reading() as session:
        assert session.scalars(select(Partner)).first()


def test_every_change_to_a_partner_a_site_or_a_manager_is_counted(database: Database, cast: None) -> None:
    changes = (
        "UPDATE partners SET company = 'TMC' WHERE public_id = '1234567'",
        "UPDATE channel_managers SET name = 'J. Smith' WHERE match_name = 'johnsmith'",
        "UPDATE sites SET origin = 'https://www.tmclabs.com' WHERE origin = 'http://www.tmclabs.com'",
        "INSERT INTO channel_managers (name, match_name, email) VALUES ('A B', 'ab', 'ab@example.com')",
        "DELETE FROM channel_managers WHERE match_name = 'ab'",
        "DELETE FROM sites",
        "DELETE FROM partners",
    )
    before = revision(database)
    for change in changes:
        with database.writing() as session:
            session.execute(text(change))
            session.commit()
        after = revision(database)
        assert after > before, change
        before = after


def test_what_concerns_no_partner_is_not_counted(database: Database, cast: None) -> None:
    before = revision(database)

    with database.writing() as session:
        session.execute(text("UPDATE state SET clock_offset_seconds = 60"))
        session.commit()

    assert revision(database) == before


def test_a_change_that_is_rolled_back_is_not_counted(database: Database, cast: None) -> None:
    before = revision(database)

    with database.writing() as session:
        partner = session.scalars(select(Partner)).first()
        session.add(Site(partner=partner, origin="https://new.example", created_at=NOON))
        session.flush()
        session.rollback()

    assert revision(database) == before


def test_seeding_again_counts_nothing(sqlite: Database, cast: None) -> None:
    before = revision(sqlite)

    with sqlite.writing() as session:
        standing_cast.seed(session, NOON, "http://localhost:8001")
        session.commit()

    assert revision(sqlite) == before


def revision(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(State.partners_revision)).one()
