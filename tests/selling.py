"""Orders of the standing cast: what Ada has accepted, on its way to production."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import orders, quotes
from app.models import Order, OrderEvent, Quote, Subscription
from tests import quoting
from tests.quoting import does

LEASE = timedelta(minutes=1)
SALES = "sales@panterranetworks.com"


def accepts(database: Database, number: int, at: datetime | None = None) -> int:
    """The id of the order that Ada makes by accepting a quote."""
    now = at or clock.now()

    def deed(session: Any) -> int:
        quote = session.get_one(Quote, number)
        return quotes.accept(session, quote, quote.revision, "Ada Lovelace", now).id

    return does(database, deed)


def ordered(database: Database, at: datetime | None = None, **more: Any) -> int:
    """The id of an order that waits for the worker; `more` is what its quote is made with."""
    return accepts(database, quoting.sent(database, **more), at)


def step(database: Database, at: datetime | None = None) -> int:
    """Take the next step of every order that is due, as a worker's round does; how many there were."""
    now = at or clock.now()
    claims = does(database, lambda session: orders.claim(session, now, LEASE, 100))
    for claim in claims:
        does(database, lambda session, one=claim: orders.take(session, one, now))  # type: ignore[misc]
    return len(claims)


def provision(database: Database, at: datetime | None = None) -> None:
    """Take every step of every order."""
    while step(database, at):
        pass


def provisioned(database: Database, at: datetime | None = None, **more: Any) -> int:
    """The id of an order that is in production."""
    number = ordered(database, at, **more)
    provision(database, at)
    return number


def fails(database: Database, number: int, reason: str = "No numbers are left in 650.") -> None:
    """The step in hand can not be taken, for a reason that only a person can mend."""
    does(
        database,
        lambda session: orders.fail(session, session.get_one(Order, number), reason, SALES, clock.now()),
    )


def subscription_of(database: Database, number: int) -> int:
    """The id of the subscription that an order became."""
    with database.reading() as session:
        return session.scalars(select(Subscription.id).where(Subscription.order_id == number)).one()


def account_of(database: Database, number: int) -> int:
    """The id of the account of an order."""
    with database.reading() as session:
        found = session.get_one(Order, number).account_id
    assert found is not None
    return found


def state(database: Database, number: int) -> str:
    with database.reading() as session:
        return session.get_one(Order, number).state


def story(database: Database, number: int) -> list[str]:
    """What happened to an order, in order; steps by their names."""
    with database.reading() as session:
        query = select(OrderEvent).where(OrderEvent.order_id == number).order_by(OrderEvent.id)
        return [event.step or event.kind for event in session.scalars(query)]
