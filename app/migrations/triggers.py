"""Triggers: what the database itself sees to, by whatever means somebody changes it.

Whoever changes a partner tells every process that keeps partners in memory, what was written
into a log stays as it was written, and what is earned is payable until it stands on a statement.

A migration that alters a table in SQLite makes it anew, without its triggers. So no migration
creates them: they are put back after each.

One deed alone writes into what stays as it was written: forgetting a person takes the words out of
it that `app.models.personal` names, and leaves the rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect, text

from app.models.personal import RULES

_WATCHED = ("partners", "sites", "channel_managers", "webhook_endpoints")
_FOR_GOOD = (
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
# What was said in a chat is forgotten with it one day; until then nobody changes it.
_LOGS = {"chat_messages": ("UPDATE",)} | dict.fromkeys(_FOR_GOOD, ("UPDATE", "DELETE", "TRUNCATE"))
# What may be written anew until this is so, and never after.
_SEALED = {"quote_revisions": "OLD.sent_at IS NOT NULL"}
# By whatever version of ours an entry, a release or a line is written: none is stated twice, or never.
_PAYABLE = {
    "commission_entries": "INSERT INTO payables (entry_id, partner_id, since)"
    " SELECT NEW.id, NEW.partner_id, NEW.at WHERE NEW.held_for IS NULL",
    "commission_releases": "INSERT INTO payables (entry_id, partner_id, since)"
    " SELECT id, partner_id, CASE WHEN NEW.at > at THEN NEW.at ELSE at END"
    " FROM commission_entries WHERE id = NEW.entry_id",
    "statement_lines": "DELETE FROM payables WHERE entry_id = NEW.entry_id",
}
_WORDY = tuple(table for table in (*_LOGS, *_SEALED) if RULES[table].fate == "erased")
"""Out of which a forgotten person's words are taken."""
_FORGETTING = "partner_tools.forgetting"
"""PostgreSQL: what a transaction that does so says of itself."""
_BUMP = "UPDATE state SET partners_revision = partners_revision + 1"
_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION partners_changed() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {_BUMP}; RETURN NULL; END $$",
    "CREATE OR REPLACE FUNCTION stays_written() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'what was written stays'; END $$",
    "CREATE OR REPLACE FUNCTION stays_but_for_words() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF TG_OP = 'UPDATE' AND current_setting('{_FORGETTING}', true) = 'on'"
    " THEN RETURN NEW; END IF; RAISE EXCEPTION 'what was written stays'; END $$",
)


@contextmanager
def erasing(connection: Connection) -> Iterator[None]:
    """Let this transaction write over words of people; rows can be removed no more than before."""
    if connection.dialect.name != "sqlite":
        setting = text("SELECT set_config(:name, :value, true)")
        connection.execute(setting, {"name": _FORGETTING, "value": "on"})
        yield
        connection.execute(setting, {"name": _FORGETTING, "value": "off"})
        return
    # Nobody else sees the tables without: SQLite has one writer, and a schema is part of its transaction.
    for table in _WORDY:
        ending = "sealed" if table in _SEALED else "refused"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_update_{ending}")
    try:
        yield
    finally:
        put_back(connection)


def put_back(connection: Connection) -> None:
    """Create whatever is missing on the tables that are there."""
    there = set(inspect(connection).get_table_names())
    watched = [table for table in _WATCHED if table in there]
    logs = [table for table in _LOGS if table in there]
    sealed = [table for table in _SEALED if table in there]
    statements = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    for statement in statements(watched, logs, sealed):
        connection.exec_driver_sql(statement)
    if "payables" in there:
        for statement in _payable(connection.dialect.name):
            connection.exec_driver_sql(statement)


def _sqlite(watched: list[str], logs: list[str], sealed: list[str]) -> Iterator[str]:
    for table in watched:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_{verb.lower()}_seen"
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {verb} ON {table} BEGIN {_BUMP}; END"
    for table in logs:
        for verb in _LOGS[table]:
            if verb == "TRUNCATE":  # which SQLite has not
                continue
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()}_refused BEFORE {verb} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
            )
    for table in sealed:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_{verb.lower()}_sealed BEFORE {verb} ON {table}"
                f" WHEN {_SEALED[table]} BEGIN SELECT RAISE(ABORT, 'what was written stays'); END"
            )


def _postgresql(watched: list[str], logs: list[str], sealed: list[str]) -> Iterator[str]:
    if watched:
        yield from _FUNCTIONS
    for table in watched:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_seen AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION partners_changed()"
        )
    for table in logs:
        # By statement, so that TRUNCATE is refused too.
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_refused BEFORE {' OR '.join(_LOGS[table])} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_guard(table)}()"
        )
    for table in sealed:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_sealed BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW WHEN ({_SEALED[table]}) EXECUTE FUNCTION {_guard(table)}()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_refused BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stays_written()"
        )


def _payable(dialect: str) -> Iterator[str]:
    for table, deed in _PAYABLE.items():
        name = f"{table}_payable"
        if dialect == "sqlite":
            yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER INSERT ON {table} BEGIN {deed}; END"
            continue
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {deed}; RETURN NULL; END $$"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def _guard(table: str) -> str:
    return "stays_but_for_words" if table in _WORDY else "stays_written"
