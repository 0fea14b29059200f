"""What tests do to seats, and see of them."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from app.db import Database
from app.domain import seats
from app.models import SeatEvent, Subscription
from tests import seating
from tests.quoting import TEN, TIM, does
from tests.seating import NOON

TODAY = NOON.date()
ESSENTIAL = replace(TEN, plan="essential", features=())
COMPANY = replace(TEN, product="uc", plan="company", users=12, features=(), items=())


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def change(database: Database, service: int, number: int, on: date = TODAY) -> None:
    does(
        database,
        lambda s: seats.change(s, s.get_one(Subscription, service), number, on, "They grew.", TIM, NOON),
    )


def move(database: Database, source: int, target: int, number: int, on: date = TODAY) -> None:
    does(
        database,
        lambda s: seats.move(
            s,
            s.get_one(Subscription, source),
            s.get_one(Subscription, target),
            number,
            on,
            "New desks.",
            TIM,
            NOON,
        ),
    )


def on(database: Database, service: int, when: date = TODAY) -> int:
    with database.reading() as session:
        return seats.on(session, service, when)


def events(database: Database) -> list[SeatEvent]:
    with database.reading() as session:
        return list(session.scalars(select(SeatEvent).order_by(SeatEvent.id)))


def two(database: Database) -> tuple[int, int]:
    """Two services of one account, ten seats each."""
    account_id = seating.account(database)
    return seating.service(database, account_id), seating.service(database, account_id, key="b")
