"""A whole installation moves into another database, and goes on there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, insert, select, update

from app import clock, migrations
from app.config import Settings
from app.db import Database
from app.demo import cast, people, story
from app.migrations.moving import CanNotMove, move
from app.models import Lead, Model, Partner, State
from tests.conftest import MOCK_SITE
from tests.databases import PostgresServer
from tests.test_cli import runs


@pytest.fixture
def told(sqlite: Database) -> Database:
    """A SQLite installation with everything that the demo begins with."""
    with sqlite.writing() as session:
        cast.seed(session, clock.now(), MOCK_SITE)
        people.seed(session, clock.now())
        story.tell(session, clock.now())
        session.execute(update(State).values(clock_offset_seconds=77))
        session.commit()
    return sqlite


@pytest.fixture
def elsewhere(postgres_server: PostgresServer) -> Iterator[Database]:
    """An empty PostgreSQL of the same schema."""
    with postgres_server.fresh() as url:
        other = Database()
        other.open(url)
        yield other
        other.close()


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Model.metadata.sorted_tables
        }


def test_nothing_is_lost_on_the_way_to_postgresql(told: Database, elsewhere: Database) -> None:
    heard: dict[str, int] = {}

    move(told.engine, elsewhere.writer, heard.__setitem__)

    assert rows(elsewhere) == rows(told)
    assert heard == {name: len(found) for name, found in rows(told).items()}
    assert heard["leads"] >= 10


def test_a_lead_that_comes_afterwards_gets_the_next_number(told: Database, elsewhere: Database) -> None:
    move(told.engine, elsewhere.writer, lambda *_: None)
    with told.reading() as session:
        last = session.scalars(select(func.max(Lead.id))).one()
        values = {column.name: getattr(session.get(Lead, last), column.name) for column in Lead.__table__.c}

    values |= {"handle_hash": "another"}
    del values["id"]
    with elsewhere.writing() as session:
        number = session.execute(insert(Lead).values(values).returning(Lead.id)).scalar_one()

    assert number == last + 1


def test_it_goes_into_an_empty_database_alone(told: Database, elsewhere: Database) -> None:
    move(told.engine, elsewhere.writer, lambda *_: None)
    before = rows(elsewhere)

    with pytest.raises(CanNotMove, match=r"is not empty: there are rows in \w+\."):
        move(told.engine, elsewhere.writer, lambda *_: None)

    assert rows(elsewhere) == before


def test_what_the_new_database_does_not_take_leaves_it_empty(told: Database, elsewhere: Database) -> None:
    with told.writing() as session:
        # SQLite does not count letters.
        session.execute(update(Partner).values(contact_name="x" * 121))
        session.commit()

    with pytest.raises(CanNotMove, match="partners"):
        move(told.engine, elsewhere.writer, lambda *_: None)

    assert {name: found for name, found in rows(elsewhere).items() if found} == {"state": [(1, 0, 0, None)]}


def test_both_have_to_be_of_this_version(told: Database, postgres_server: PostgresServer) -> None:
    older = Database()
    with postgres_server.empty() as url:
        older.open(url)
        migrations.upgrade(older.writer)
        migrations.downgrade(older.writer, "-1")

        with pytest.raises(CanNotMove, match="The database to copy to does not have the schema"):
            move(told.engine, older.writer, lambda *_: None)
        older.close()


def test_an_operator_moves_by_one_command(
    settings: Settings, told: Database, postgres_server: PostgresServer
) -> None:
    with postgres_server.empty() as url:
        status, output = runs(settings, "copy", url)
        again = runs(settings, "copy", url)

    assert status == 0
    assert "leads: 22\n" in output
    assert output.endswith("Change DATABASE_URL, then start everything again.")
    assert again[0] == 1
    assert again[1].startswith("Error: The database to copy to is not empty")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nonsense", "Error: TARGET is no address like"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "Error: TARGET can not be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_so(
    settings: Settings, told: Database, target: str, words: str
) -> None:
    status, output = runs(settings, "copy", target)

    assert status == 1
    assert output.startswith(words)
