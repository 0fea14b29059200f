"""What customers want to have changed: asked once, applied, declined, rebased."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import catalogs, quotes
from app.domain.quotes import Outdated, RuleBroken, StepNotPossible
from app.models import ModificationRequest, Quote
from tests import quoting
from tests.domain.quote_deeds import ANALYTICS, letters, tries
from tests.quoting import TEN, TIM

pytestmark = pytest.mark.usefixtures("cast")


def test_a_request_is_applied_as_a_new_revision_and_sent(database: Database) -> None:
    number = quoting.sent(database)
    wanted = replace(TEN, users=25, term=36)
    request = quoting.asked(database, number, wanted)

    tries(
        database,
        number,
        lambda s, q: quotes.apply(s, q, s.get_one(ModificationRequest, request), TIM, clock.now()),
    )

    with database.reading() as session:
        quote = session.get_one(Quote, number)
        _, offered = catalogs.configured(session, quote, quote.revisions[-1])
        assert (quote.revision, offered) == (2, wanted)
        assert [one.state for one in quote.requests] == ["applied"]
    assert letters(database) == [
        ("quote_sent", "ada@engines.example"),
        ("quote_asked", "tim@tmclabs.com"),
        ("quote_sent", "ada@engines.example"),
    ]


def test_a_request_against_an_older_revision_has_to_be_rebased(database: Database) -> None:
    number = quoting.sent(database)
    request = quoting.asked(database, number, replace(TEN, users=25, features=()))
    quoting.revise(database, number, replace(TEN, term=36, items=(("phone", 5),)))

    def applies(session: Session, quote: Quote) -> None:
        quotes.apply(session, quote, session.get_one(ModificationRequest, request), TIM, clock.now())

    with pytest.raises(Outdated):
        tries(database, number, applies)
    tries(
        database,
        number,
        lambda s, q: quotes.rebase(s, q, s.get_one(ModificationRequest, request), TIM, clock.now()),
    )
    tries(database, number, applies)

    with database.reading() as session:
        quote = session.get_one(Quote, number)
        _, offered = catalogs.configured(session, quote, quote.revisions[-1])
    # Ada's users and features, and what Tim changed meanwhile.
    assert offered == replace(TEN, users=25, features=(), term=36, items=(("phone", 5),))


def test_a_request_is_decided_once(sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(TEN, users=25))

    def declines(session: Session, quote: Quote) -> None:
        asked = session.get_one(ModificationRequest, request)
        quotes.decline(session, quote, asked, "Not at this price.", TIM, clock.now())

    tries(sqlite, number, declines)
    with pytest.raises(StepNotPossible):
        tries(sqlite, number, declines)

    assert letters(sqlite)[-1] == ("quote_declined", "ada@engines.example")
    with sqlite.reading() as session:
        asked = session.get_one(ModificationRequest, request)
        assert (asked.state, asked.reason, asked.decided_by) == ("declined", "Not at this price.", TIM)


def test_a_second_click_asks_once_and_a_second_request_replaces_the_first(database: Database) -> None:
    number = quoting.sent(database)
    first = quoting.asked(database, number, replace(TEN, users=25))

    assert quoting.asked(database, number, replace(TEN, users=25)) == first
    second = quoting.asked(database, number, replace(TEN, users=30), handle="i")

    with database.reading() as session:
        states = {one.id: one.state for one in session.get_one(Quote, number).requests}
    assert states == {first: "dropped", second: "open"}


def test_a_customer_can_not_ask_for_what_breaks_a_rule(sqlite: Database) -> None:
    number = quoting.sent(sqlite)

    with pytest.raises(RuleBroken):
        quoting.asked(sqlite, number, ANALYTICS)
