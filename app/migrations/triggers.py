"""Triggers: whoever changes a partner, by whatever means, tells every process that keeps partners in memory.

A migration that alters a table in SQLite makes it anew, without its triggers. So no migration
creates them: they are put back after each.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect

_WATCHED = ("partners", "sites", "channel_managers")
_BUMP = "UPDATE state SET partners_revision = partners_revision + 1"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION partners_changed() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {_BUMP}; RETURN NULL; END $$"
)


def put_back(connection: Connection) -> None:
    """Create whatever is missing on the tables that are there."""
    there = set(inspect(connection).get_table_names())
    watched = [table for table in _WATCHED if table in there]
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in statements(watched):
        connection.exec_driver_sql(statement)


def _sqlite(watched: list[str]) -> Iterator[str]:
    for table in watched:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{verb.lower()}_seen"
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {verb} ON {table} BEGIN {_BUMP}; END"


def _postgresql(watched: list[str]) -> Iterator[str]:
    if watched:
        yield _FUNCTION
    for table in watched:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_seen AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION partners_changed()"
        )
