"""Drafts of quotes: changed in place, a new revision of what was sent, thrown away."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import quotes
from app.domain.quotes import (
    AlreadyDrafted,
    StepNotPossible,
)
from app.models import Quote
from tests import quoting, scene
from tests.domain.quote_deeds import (
    ACCEPT,
    AGAIN,
    ASK,
    CHANGE,
    LOSE,
    REJECT,
    SEND,
    THROW,
    WITHDRAW,
    Deed,
    letters,
    tries,
)
from tests.quoting import TEN, TIM

pytestmark = pytest.mark.usefixtures("cast")


def test_a_change_is_a_new_revision_and_the_old_one_stays(database: Database) -> None:
    number = quoting.sent(database)

    quoting.revise(database, number, replace(TEN, users=20))

    with database.reading() as session:
        quote = session.get_one(Quote, number)
        assert [one.configuration["users"] for one in quote.revisions] == [10, 20]
        assert (quote.state, quote.revision) == ("sent", 2)
    assert quoting.story(database, number) == ["drafted", "sent", "sent"]


def test_a_draft_is_changed_in_place_and_a_second_one_can_be_discarded(sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    tries(sqlite, number, CHANGE)
    tries(sqlite, number, CHANGE)

    tries(sqlite, number, lambda s, q: quotes.discard(s, q))

    with sqlite.reading() as session:
        assert [one.number for one in session.get_one(Quote, number).revisions] == [1]
    with pytest.raises(StepNotPossible):
        tries(sqlite, number, lambda s, q: quotes.discard(s, q))


def test_ten_changes_at_once_are_one_new_revision(database: Database) -> None:
    number = quoting.sent(database)

    def changes(users: int) -> None:
        wanted = replace(TEN, users=users)
        tries(database, number, lambda s, q: quotes.change(s, q, wanted, TIM, clock.now()))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(changes, range(20, 30)))

    with database.reading() as session:
        revisions = session.get_one(Quote, number).revisions
        assert [one.number for one in revisions] == [1, 2]
        assert revisions[0].configuration["users"] == 10


@pytest.mark.parametrize("deed", [ACCEPT, REJECT, LOSE, WITHDRAW, AGAIN, ASK])
def test_a_draft_is_nobodys_yet(sqlite: Database, deed: Deed) -> None:
    number = quoting.drafted(sqlite)

    with pytest.raises(StepNotPossible):
        tries(sqlite, number, deed)

    assert quoting.story(sqlite, number) == ["drafted"]


def test_a_draft_is_thrown_away_once_and_what_was_written_of_it_stays(database: Database) -> None:
    number = quoting.drafted(database)

    tries(database, number, THROW)

    assert (quoting.state(database, number), letters(database)) == ("discarded", [])
    assert quoting.story(database, number) == ["drafted", "discarded"]
    for other in (THROW, SEND, CHANGE, ACCEPT, REJECT, LOSE, WITHDRAW, AGAIN, ASK):
        with pytest.raises(StepNotPossible):
            tries(database, number, other)


def test_what_was_sent_is_not_thrown_away(sqlite: Database) -> None:
    number = quoting.sent(sqlite)

    with pytest.raises(StepNotPossible):
        tries(sqlite, number, THROW)

    assert quoting.state(sqlite, number) == "sent"


def test_ten_who_begin_with_one_lead_at_once_make_one_draft(database: Database) -> None:
    lead = scene.enquiry(database)

    def begins(_: int) -> bool:
        try:
            quoting.drafted(database, lead_id=lead)
        except AlreadyDrafted:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(begins, range(10)))

    assert sorted(outcomes) == [False] * 9 + [True]
    with database.reading() as session:
        (quote,) = session.scalars(select(Quote))
        assert [one.number for one in quote.revisions] == [1]
    assert quoting.story(database, quote.id) == ["drafted"]


@pytest.mark.parametrize("deed", [SEND, THROW])
def test_a_lead_gets_another_draft_once_the_first_is_sent_or_gone(database: Database, deed: Deed) -> None:
    lead = scene.enquiry(database)
    first = quoting.drafted(database, lead_id=lead)
    with pytest.raises(AlreadyDrafted):
        quoting.drafted(database, lead_id=lead)

    tries(database, first, deed)

    assert quoting.drafted(database, lead_id=lead) != first
