"""PostgreSQL: how long we wait for it, before it counts as away."""

from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event

CONNECTS_WITHIN = 3
ANSWERS_WITHIN = 5
"""Seconds, for one statement and for a lock alike; every statement here is a short one."""
THINKS_WITHIN = 30
"""Seconds between two statements of a transaction; a process that was stopped there gives its locks up."""

_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
"""How soon either side notices that the other machine is gone: seconds, seconds, and how often it asks."""


class _Connection(psycopg.Connection[Any]):
    """A connection that gives up on a server that says nothing.

    The server's own limits do not help where it has stopped, nor do the kernel's: a machine whose
    database hangs still acknowledges what arrives.
    """

    patience: float | None = ANSWERS_WITHIN + 1
    """Seconds; one more than the server has, which can say what it was."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises OperationalError, and closes, when there is none in time."""
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.errors._WaitTimeout:
            # Whatever comes later would be taken for the answer to something else.
            self.pgconn.finish()
            raise
        except psycopg.errors.IdleInTransactionSessionTimeout as error:
            # The driver takes it for a mistake of ours; but it has hung up, and another try will do.
            self.pgconn.finish()
            raise psycopg.OperationalError(str(error)) from error


def engine(url: URL) -> Engine:
    """An engine to which a server that hangs is away; options in the URL come first."""
    told = {
        "statement_timeout": f"{ANSWERS_WITHIN}s",
        "lock_timeout": f"{ANSWERS_WITHIN}s",
        "idle_in_transaction_session_timeout": f"{THINKS_WITHIN}s",
        # A machine of ours that lost its power says no goodbye: by itself the server would keep its
        # locks for two hours, and the next invoice would wait for as long.
        **{f"tcp_{name}": number for name, number in _KEEPALIVES.items()},
    }
    ours: dict[str, Any] = {
        "connect_timeout": CONNECTS_WITHIN,
        "options": " ".join(f"-c {name}={value}" for name, value in told.items()),
        **_KEEPALIVES,
        "tcp_user_timeout": ANSWERS_WITHIN * 1000,
    }
    made = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=ANSWERS_WITHIN,
        connect_args={name: value for name, value in ours.items() if name not in url.query},
    )

    @event.listens_for(made, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> psycopg.Connection[Any]:
        return _Connection.connect(*args, **options)

    return made


def be_patient(connection: Connection) -> None:
    """Let whoever uses this connection take their time; it is not given back to the pool."""
    driver: Any = connection.connection.driver_connection
    driver.patience = None
    connection.detach()
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
    connection.commit()
