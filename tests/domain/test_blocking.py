"""Accounts are blocked with a reason, and opened again with everything as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import accounts, billing, blocking, history
from app.models import Account, Invoice, PersonEvent
from tests import selling
from tests.quoting import TIM, does

WHY = "The invoice of March is open."


def blocked(database: Database) -> int:
    number = selling.account_of(database, selling.provisioned(database))
    block(database, number)
    return number


def block(database: Database, number: int) -> None:
    does(
        database,
        lambda session: blocking.block(session, session.get_one(Account, number), WHY, TIM, clock.now()),
    )


def unblock(database: Database, number: int) -> None:
    does(
        database,
        lambda session: blocking.unblock(session, session.get_one(Account, number), TIM, clock.now()),
    )


def test_a_block_has_a_reason_and_is_written_down(database: Database, cast: None) -> None:
    number = blocked(database)

    with database.reading() as session:
        account = session.get_one(Account, number)
        last = session.scalars(select(PersonEvent).order_by(PersonEvent.id.desc()).limit(1)).one()

    assert accounts.standing(account, clock.now().date()) == "blocked"
    assert account.blocked_for == WHY
    assert (last.kind, last.actor, last.details) == ("blocked", TIM, {"reason": WHY})


def test_whoever_comes_second_changes_nothing(database: Database, cast: None) -> None:
    number = blocked(database)

    with pytest.raises(blocking.NothingToChange):
        block(database, number)
    unblock(database, number)
    with pytest.raises(blocking.NothingToChange):
        unblock(database, number)

    with database.reading() as session:
        kinds = [event.kind for event in history.of_account(session, number)]
    assert kinds.count("blocked") == kinds.count("unblocked") == 1


def test_nothing_is_invoiced_for_months_in_which_an_account_was_blocked(
    database: Database, cast: None
) -> None:
    number = blocked(database)
    clock.shift(timedelta(days=70))
    does(database, lambda session: billing.issue_due(session, clock.now()))
    assert kinds_of_invoices(database) == ["opening"]

    unblock(database, number)
    does(database, lambda session: billing.issue_due(session, clock.now()))

    with database.reading() as session:
        later = session.scalars(select(Invoice).where(Invoice.kind == "period")).all()
        assert accounts.standing(session.get_one(Account, number), clock.now().date()) == "production"
    assert {one.starts_on.replace(day=1) for one in later} <= {clock.now().date().replace(day=1)}


def kinds_of_invoices(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Invoice.kind).order_by(Invoice.id)))
