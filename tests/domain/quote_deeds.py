"""Deeds to a quote, for tables of tests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import quotes
from app.models import Letter, Quote
from tests.quoting import TEN, TIM, does

ANALYTICS = replace(TEN, features=(("analytics", 1),))
Deed = Callable[[Session, Quote], Any]
ACCEPT: Deed = lambda s, q: quotes.accept(s, q, 1, "Ada Lovelace", clock.now())  # noqa: E731
REJECT: Deed = lambda s, q: quotes.reject(s, q, "Too dear.", clock.now())  # noqa: E731
LOSE: Deed = lambda s, q: quotes.close(s, q, "lost", TIM, "They stay.", clock.now())  # noqa: E731
WITHDRAW: Deed = lambda s, q: quotes.close(s, q, "withdrawn", TIM, "My mistake.", clock.now())  # noqa: E731
CHANGE: Deed = lambda s, q: quotes.change(s, q, TEN, TIM, clock.now())  # noqa: E731
SEND: Deed = lambda s, q: quotes.send(s, q, TIM, clock.now())  # noqa: E731
AGAIN: Deed = lambda s, q: quotes.send_again(s, q, TIM, clock.now())  # noqa: E731
THROW: Deed = lambda s, q: quotes.throw_away(s, q, TIM, clock.now())  # noqa: E731
ASK: Deed = lambda s, q: quotes.ask(s, q, 1, replace(TEN, users=12), "", "h", clock.now())  # noqa: E731


def tries(database: Database, number: int, deed: Deed) -> Any:
    return does(database, lambda session: deed(session, session.get_one(Quote, number)))


def letters(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.kind, one.recipient) for one in session.scalars(select(Letter).order_by(Letter.id))]
