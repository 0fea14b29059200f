"""The schema can be made, taken back and made again, and is what the models say."""

from datetime import UTC, datetime

from sqlalchemy import inspect, select, text

from app import migrations
from app.db import Database
from app.demo import cast as standing_cast
from app.models import Model, Partner, Site, State

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_up_down_and_up_again_ends_where_the_models_are(empty_database: Database) -> None:
    engine = empty_database.engine

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
