"""What a demo of our own stands on: SQLite and one process of each kind, or more of everything."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.databases import PostgresServer
from tests.redis_server import RedisServer

Shape = Callable[[Path], AbstractContextManager[dict[str, str]]]
"""Settings for a demo whose files are in this folder, as long as it runs."""

NAMES = ("sqlite", "postgresql")


@contextmanager
def shape(name: str) -> Iterator[Shape]:
    """The shape of this name; what all demos of a run share runs meanwhile."""
    if name == "sqlite":
        yield _small
        return
    server = PostgresServer()
    try:
        yield lambda folder: _grown(server, folder)
    finally:
        server.stop()


@contextmanager
def _small(_folder: Path) -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def _grown(server: PostgresServer, folder: Path) -> Iterator[dict[str, str]]:
    """A database and a Redis of its own, two web processes and two workers."""
    with server.empty() as url, RedisServer(folder) as redis:
        yield {"DATABASE_URL": url, "REDIS_URL": redis.url, "WEB_PROCESSES": "2", "WORKERS": "2"}
