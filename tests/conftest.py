"""What every test can ask for: databases, Redis, a mail server, settings, the cast."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from hypothesis import settings as tries

from app import clock
from app.config import Settings
from app.db import Database, db
from app.demo import cast as standing_cast
from tests.browser import Browser, browsing
from tests.databases import PostgresServer, SqliteFiles
from tests.post_office import PostOffice
from tests.redis_server import RedisServer

MOCK_SITE = "http://localhost:8001"

# No test is wrong for being slow once: the machine may be busy with something else.
tries.register_profile("patient", deadline=None)
tries.load_profile("patient")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


def _maker(kind: str, request: pytest.FixtureRequest) -> SqliteFiles | PostgresServer:
    # Asked for by name, so that a run without PostgreSQL tests does not start one.
    maker = request.getfixturevalue("sqlite_files" if kind == "sqlite" else "postgres_server")
    assert isinstance(maker, SqliteFiles | PostgresServer)
    return maker


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """`app.db.db` on a fresh, migrated database; the test runs once on each kind."""
    with _maker(request.param, request).fresh() as url:
        db.open(url)
        yield db
        db.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database without any table, once on each kind."""
    with _maker(request.param, request).empty() as url:
        opened = Database()
        opened.open(url)
        yield opened
        opened.close()


@pytest.fixture
def sqlite(sqlite_files: SqliteFiles) -> Iterator[Database]:
    """`app.db.db` on a fresh, migrated SQLite: for tests to which the database does not matter."""
    with sqlite_files.fresh() as url:
        db.open(url)
        yield db
        db.close()


@pytest.fixture
def the_database(request: pytest.FixtureRequest) -> Database:
    """Whichever of `database` and `sqlite` the test asked for; SQLite if neither."""
    opened = request.getfixturevalue("database" if "database" in request.fixturenames else "sqlite")
    assert isinstance(opened, Database)
    return opened


@pytest.fixture
def cast(the_database: Database) -> None:
    """The standing cast, in the test's database."""
    with the_database.writing() as session:
        standing_cast.seed(session, clock.now(), MOCK_SITE)
        session.commit()


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[PostOffice]:
    """A mail server that can be told to misbehave."""
    office = PostOffice(tmp_path / "mail")
    office.start()
    yield office
    office.stop()


@pytest.fixture
def settings(the_database: Database, smtp: PostOffice, tmp_path: Path) -> Settings:
    """Settings of a test installation: the test's database and mail server."""
    return Settings(
        env="test",
        database_url=the_database.engine.url.render_as_string(hide_password=False),
        smtp_url=smtp.url,
        secret_keys=("a key for tests that protects nothing at all",),
        mail_dir=smtp.folder,
        # As cheap as Argon2 allows: what a hash costs is the operator's choice.
        password_memory=8,
        password_passes=1,
    )


@pytest.fixture
def browser(settings: Settings, cast: None) -> Iterator[Browser]:
    """A browser on the service with the standing cast; ask for `database` to run on both kinds."""
    with browsing(settings) as one:
        yield one


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """A real Redis, emptied."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(autouse=True)
def _the_clock_is_set_back() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))
