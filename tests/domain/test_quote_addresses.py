"""Whom a quote is for, put right after it was sent."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import quotes
from app.domain.quotes import Customer, StepNotPossible, UnknownLink
from app.models import QuoteEvent
from tests import quoting
from tests.domain.quote_deeds import ACCEPT, LOSE, REJECT, Deed, letters, tries
from tests.quoting import TIM

pytestmark = pytest.mark.usefixtures("cast")
GRACE = Customer("Analytical Engines", "Grace Hopper", "grace@engines.example")
TO_GRACE: Deed = lambda s, q: quotes.readdress(s, q, GRACE, TIM, clock.now())  # noqa: E731


def test_a_wrong_address_is_put_right_and_its_links_end(database: Database) -> None:
    number = quoting.sent(database)
    wrong = quoting.link(database, number).rpartition("/")[2]

    assert tries(database, number, TO_GRACE)
    assert not tries(database, number, TO_GRACE)
    right = quoting.link(database, number).rpartition("/")[2]

    assert letters(database) == [
        ("quote_sent", "ada@engines.example"),
        ("quote_sent", "grace@engines.example"),
    ]
    with database.reading() as session:
        assert quotes.look(session, right).id == number
        with pytest.raises(UnknownLink):
            quotes.look(session, wrong)
        event = session.scalars(select(QuoteEvent).order_by(QuoteEvent.id.desc())).first()
        assert event
        was = {"name": "Ada Lovelace", "email": "ada@engines.example", "phone": "408.555.0100"}
        assert (event.kind, event.details) == ("readdressed", {"was": was})


def test_a_name_is_put_right_and_links_to_the_same_address_stay(sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    token = quoting.link(sqlite, number).rpartition("/")[2]

    named = replace(quoting.ADA, name="Ada King")
    tries(sqlite, number, lambda s, q: quotes.readdress(s, q, named, TIM, clock.now()))

    with sqlite.reading() as session:
        assert quotes.look(session, token).name == "Ada King"


@pytest.mark.parametrize("deed", [ACCEPT, REJECT])
def test_whoever_got_the_wrong_letter_decides_nothing_even_while_it_is_put_right(
    database: Database, deed: Deed
) -> None:
    number = quoting.sent(database)
    token = quoting.link(database, number).rpartition("/")[2]

    with database.reading() as session:
        seen = quotes.look(session, token)
    tries(database, number, TO_GRACE)

    with database.writing() as session, pytest.raises(StepNotPossible):
        deed(session, session.merge(seen, load=False))
    assert quoting.state(database, number) == "sent"


@pytest.mark.parametrize("deed", [ACCEPT, REJECT, LOSE])
def test_what_is_decided_keeps_its_customer(sqlite: Database, deed: Deed) -> None:
    number = quoting.sent(sqlite)
    tries(sqlite, number, deed)

    with pytest.raises(StepNotPossible):
        tries(sqlite, number, TO_GRACE)
