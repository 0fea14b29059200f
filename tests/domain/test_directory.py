"""The directory: partners from memory, never older than a second, whatever changed."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, event, insert, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import NoResultFound

from app import clock
from app.config import Builder
from app.db import Database
from app.domain import directory as module
from app.domain.directory import Directory
from app.models import ChannelManager, Partner, Site, State

TMC = "1234567"


@pytest.fixture
def directory(database: Database, cast: None) -> Directory:
    return Directory(database)


@pytest.fixture
def asked(database: Database) -> Iterator[list[str]]:
    """The questions to the database so far."""
    seen: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def change(database: Database, *statements: Executable) -> None:
    with database.writing() as session:
        for statement in statements:
            session.execute(statement)
        session.commit()


def test_a_partner_is_known_with_everything_a_page_needs(directory: Directory) -> None:
    partner = directory.find(TMC)

    assert partner is not None
    assert (partner.public_id, partner.company, partner.contact_name, partner.suspended) == (
        TMC,
        "TMC Labs",
        "Tim Mathews",
        False,
    )
    assert partner.sites == ("http://www.tmclabs.com",)


def test_a_builder_counts_once_and_while_it_is_vetted(database: Database, cast: None) -> None:
    wix = Builder("wix", "Wix", ("https://*.filesusr.com",))
    change(
        database,
        update(Site).values(builder="wix"),
        insert(Site).values(
            partner_id=2, origin="http://more.example", builder="gone", created_at=clock.now()
        ),
    )

    partner = Directory(database, (Builder("x", "X", ("https://x.example",)), wix)).find(TMC)

    assert partner is not None
    assert partner.builders == (wix,)
    assert partner.ancestors == (*partner.sites, "https://*.filesusr.com")
    assert "https://www.filesusr.com" not in partner.sites


@pytest.mark.parametrize(
    "public_id", [None, "9999999", "", " 1234567", "1234567 ", "１２３４５６７", "1' OR '1'='1"]
)
def test_nobody_else_is_found(directory: Directory, public_id: str | None) -> None:
    assert directory.find(public_id) is None


def test_while_it_is_fresh_nobody_is_asked_twice(directory: Directory, asked: list[str]) -> None:
    found = [directory.find(TMC) for _ in range(50)]

    assert len(asked) == 1
    assert len(set(found)) == 1


def test_no_partner_id_needs_no_question(directory: Directory, asked: list[str]) -> None:
    directory.find(None)

    assert asked == []


@pytest.mark.parametrize(
    "statement",
    [
        update(Partner).where(Partner.public_id == TMC).values(brand="#123456"),
        update(Partner).where(Partner.public_id == TMC).values(suspended_at=clock.now()),
        update(Partner).where(Partner.public_id == TMC).values(company="TMC Laboratories"),
        update(Site).where(Site.origin == "http://www.tmclabs.com").values(origin="http://new.example"),
        delete(Site).where(Site.origin == "http://www.tmclabs.com"),
        insert(Site).values(partner_id=2, origin="http://more.example", created_at=clock.now()),
        update(Site).where(Site.origin == "http://www.tmclabs.com").values(builder="wix"),
        update(ChannelManager).values(name="Somebody"),
    ],
    ids=["brand", "suspended", "company", "site moved", "site gone", "site added", "builder", "manager"],
)
def test_whatever_changes_is_seen(
    database: Database, directory: Directory, asked: list[str], statement: Executable
) -> None:
    before = directory.find(TMC)
    directory.find("4958765")
    change(database, statement)
    assert directory.find(TMC) is before

    directory.forget()
    directory.find(TMC)
    questions = len(asked)
    directory.find("4958765")

    # The other partner was forgotten as well: the revision grew.
    assert len(asked) == questions + 1


def test_a_change_made_elsewhere_is_seen_after_a_second(sqlite: Database, cast: None) -> None:
    directory = Directory(sqlite)
    directory.find(TMC)
    change(sqlite, update(Partner).where(Partner.public_id == TMC).values(brand="#123456"))
    time.sleep(module.FRESH_FOR)

    partner = directory.find(TMC)

    assert partner is not None
    assert partner.brand == "#123456"


def test_a_change_made_here_is_seen_at_once(database: Database, directory: Directory) -> None:
    directory.find(TMC)
    change(database, update(Partner).where(Partner.public_id == TMC).values(brand="#123456"))

    directory.forget()

    partner = directory.find(TMC)
    assert partner is not None
    assert partner.brand == "#123456"


def test_a_partner_who_is_gone_is_not_found_again(database: Database, directory: Directory) -> None:
    directory.find("7654321")
    change(
        database,
        delete(Site).where(Site.origin == "http://www.quietvalley.example"),
        delete(Partner).where(Partner.public_id == "7654321"),
    )

    directory.forget()

    assert directory.find("7654321") is None
    assert directory.find("7654321") is None


def test_the_demos_clock_is_read_along(database: Database, directory: Directory) -> None:
    real = clock.real_timestamp()
    change(database, update(State).values(clock_offset_seconds=86_400))

    directory.keep_fresh()

    assert timedelta(seconds=clock.timestamp() - real) >= timedelta(days=1)


def test_a_database_that_was_never_migrated_is_told(directory: Directory, database: Database) -> None:
    change(database, delete(State))
    try:
        with pytest.raises(NoResultFound, match="has it been migrated"):
            directory.find(TMC)
    finally:
        change(database, insert(State).values(id=1, partners_revision=0, clock_offset_seconds=0))


@pytest.mark.parametrize(
    ("name", "public_id", "email"),
    [
        ("Dave Ryan", None, "dave@panterranetworks.com"),
        ("  dave   RYAN ", "4958765", "dave@panterranetworks.com"),
        ("Nobody", "4958765", "john@panterranetworks.com"),
        (None, "4958765", "john@panterranetworks.com"),
        ("Nobody", None, None),
        (None, None, None),
    ],
)
def test_the_named_manager_looks_after_a_lead_then_the_partners_own(
    directory: Directory, name: str | None, public_id: str | None, email: str | None
) -> None:
    manager = directory.manager_for(name, directory.find(public_id))

    assert (manager.email if manager else None) == email


def test_managers_are_asked_for_once_and_seen_anew_when_they_change(
    database: Database, directory: Directory, asked: list[str]
) -> None:
    directory.manager_for("Dave Ryan", None)
    questions = len(asked)
    directory.manager_for("John Smith", None)
    assert len(asked) == questions

    change(database, update(ChannelManager).values(email="new@panterranetworks.com"))
    directory.forget()

    manager = directory.manager_for("Dave Ryan", None)
    assert manager
    assert manager.email == "new@panterranetworks.com"
