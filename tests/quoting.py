"""Quotes of the standing cast: Tim's offer to Ada, at each of its steps."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import catalog, quotes
from app.domain.pricing import Configuration
from app.domain.quotes import Customer
from app.models import ModificationRequest, Partner, Quote, QuoteEvent

CATALOG = catalog.read(Settings.catalog_file)
TIM = "Tim Mathews"
ADA = Customer("Analytical Engines", "Ada Lovelace", "ada@engines.example", "408.555.0100")
TEN = Configuration("pbx", "professional", 10, 24, (("recording", 1),), (("phone", 10),))

T = TypeVar("T")


def does(database: Database, deed: Callable[[Session], T]) -> T:
    """Do something and commit it, as a view does."""
    with database.writing() as session:
        done = deed(session)
        session.commit()
        return done


def drafted(
    database: Database, wanted: Configuration = TEN, lead_id: int | None = None, partner: str = "1234567"
) -> int:
    """The id of a draft of Tim's."""

    def deed(session: Session) -> int:
        tmc = session.scalars(select(Partner).where(Partner.public_id == partner)).one()
        made = quotes.start(session, tmc.id, CATALOG, ADA, wanted, TIM, clock.now(), lead_id)
        return made.id

    return does(database, deed)


def sent(database: Database, **more: Any) -> int:
    """The id of a quote that Ada has."""
    number = drafted(database, **more)
    send(database, number)
    return number


def send(database: Database, number: int) -> None:
    does(database, lambda session: quotes.send(session, session.get_one(Quote, number), TIM, clock.now()))


def revise(database: Database, number: int, wanted: Configuration) -> None:
    """Send another revision."""

    def deed(session: Session) -> None:
        quote = session.get_one(Quote, number)
        quotes.change(session, quote, wanted, TIM, clock.now())
        quotes.send(session, quote, TIM, clock.now())

    does(database, deed)


def link(database: Database, number: int) -> str:
    """The path in a letter of it."""
    token = does(database, lambda session: quotes.mint(session, session.get_one(Quote, number), clock.now()))
    return f"/q/{token}"


def asked(
    database: Database, number: int, wanted: Configuration, revision: int = 1, handle: str = "h"
) -> int:
    """The id of Ada's request for this configuration."""

    def deed(session: Session) -> int:
        quote = session.get_one(Quote, number)
        quotes.ask(session, quote, revision, wanted, "We have grown.", handle * 64, clock.now())
        query = select(ModificationRequest.id).order_by(ModificationRequest.id.desc())
        return session.scalars(query.limit(1)).one()

    return does(database, deed)


def state(database: Database, number: int) -> str:
    with database.reading() as session:
        return session.get_one(Quote, number).state


def story(database: Database, number: int) -> list[str]:
    """The kinds of its events, in order."""
    with database.reading() as session:
        query = select(QuoteEvent.kind).where(QuoteEvent.quote_id == number).order_by(QuoteEvent.id)
        return list(session.scalars(query))
