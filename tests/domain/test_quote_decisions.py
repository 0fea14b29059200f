"""A quote ends once: accepted, rejected, lost or withdrawn, and never after its date."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.db import Database
from app.domain import quotes
from app.domain.quotes import (
    DateIsOver,
    NothingToSend,
    Outdated,
    StepNotPossible,
)
from app.models import Quote
from tests import quoting
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


@pytest.mark.parametrize(
    ("deed", "steps", "told"),
    [
        (ACCEPT, ["accepted", "ordered"], ["quote_accepted"]),
        (REJECT, ["rejected"], ["quote_rejected"]),
        (LOSE, ["lost"], []),
        (WITHDRAW, ["withdrawn"], []),
    ],
)
def test_a_quote_ends_once(database: Database, deed: Deed, steps: list[str], told: list[str]) -> None:
    number = quoting.sent(database)

    tries(database, number, deed)

    assert quoting.state(database, number) == steps[-1]
    assert quoting.story(database, number) == ["drafted", "sent", *steps]
    heard = [kind for kind, recipient in letters(database) if recipient == "tim@tmclabs.com"]
    assert heard == told
    for other in (ACCEPT, REJECT, LOSE, WITHDRAW, CHANGE, AGAIN, ASK, THROW):
        with pytest.raises(StepNotPossible):
            tries(database, number, other)
    with pytest.raises(NothingToSend):
        tries(database, number, SEND)


def test_ten_who_accept_at_once_accept_once(database: Database) -> None:
    number = quoting.sent(database)

    def accepts(_: int) -> bool:
        try:
            tries(database, number, ACCEPT)
        except StepNotPossible:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(accepts, range(10)))

    assert sorted(outcomes) == [False] * 9 + [True]
    assert quoting.story(database, number).count("accepted") == 1
    assert letters(database).count(("quote_accepted", "tim@tmclabs.com")) == 1


def test_what_was_not_seen_is_not_accepted(database: Database) -> None:
    number = quoting.sent(database)
    quoting.revise(database, number, replace(TEN, users=20))

    with pytest.raises(Outdated):
        tries(database, number, ACCEPT)

    assert quoting.state(database, number) == "sent"


def test_an_expired_quote_is_none_until_its_date_is_extended(sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    later = clock.now() + timedelta(days=31)

    with sqlite.reading() as session:
        quote = session.get_one(Quote, number)
        assert (quotes.standing(quote, later.date()), quote.state) == ("expired", "sent")
    for deed in (
        lambda s, q: quotes.accept(s, q, 1, "Ada", later),
        lambda s, q: quotes.ask(s, q, 1, TEN, "", "h", later),
    ):
        with pytest.raises(DateIsOver):
            tries(sqlite, number, deed)
    with pytest.raises(DateIsOver):
        tries(sqlite, number, lambda s, q: quotes.extend(s, q, clock.now().date(), TIM, later))
    tries(sqlite, number, lambda s, q: quotes.extend(s, q, later.date(), TIM, later))
    tries(sqlite, number, lambda s, q: quotes.accept(s, q, 1, "Ada", later))

    assert quoting.story(sqlite, number) == ["drafted", "sent", "extended", "accepted", "ordered"]
