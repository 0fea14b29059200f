"""The crowd of the scale bench is what the service itself would have left behind."""

from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.demo import people
from app.domain import billing, chats, commission, orders, outbox, reminders, retention, webhooks
from app.models import Account, CommissionEntry, Invoice, Lead, Letter, Model, Partner, StatementLine
from bench import crowd
from bench.crowd import Crowd
from tests.scene import enquiry

TINY = Crowd(partners=30, leads=400, accounts=400)
LEASE = timedelta(minutes=1)


def fill(database: Database) -> None:
    with database.writing() as session:
        people.seed(session, clock.now())
        crowd.fill(session.connection(), TINY, clock.now())
        session.commit()


def count(database: Database, model: type[Model]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_crowd_is_as_large_as_it_says_and_life_goes_on_after_it(database: Database, cast: None) -> None:
    fill(database)

    latest = enquiry(database)

    assert latest == TINY.leads + 1 == count(database, Lead)
    assert count(database, Partner) == TINY.partners + 3
    assert count(database, Account) == TINY.accounts + 1
    assert min(count(database, one) for one in (Letter, Invoice, CommissionEntry, StatementLine)) > 100


def test_nothing_in_a_crowd_is_due(database: Database, cast: None) -> None:
    fill(database)
    now = clock.now()

    with database.writing() as session:
        claimed = [one.claim(session, now, LEASE, 10) for one in (outbox, webhooks, orders)]
        due = [
            reminders.any_due(session, now),
            chats.any_old(session, now),
            retention.any_old(session, now),
            billing.any_due(session, now),
            billing.any_overdue(session, now),
            commission.any_releasable(session),
            commission.any_due(session, now),
        ]

    assert not any([*claimed, *due])
