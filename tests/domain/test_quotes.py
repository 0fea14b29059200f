"""Quotes: each step once, with its event; what was sent stays as it was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import catalogs, pricing, quotes
from app.domain.catalog import Catalog
from app.domain.quotes import (
    AlreadyDrafted,
    Customer,
    DateIsOver,
    NothingToSend,
    Outdated,
    RuleBroken,
    StepNotPossible,
    UnknownLink,
)
from app.models import (
    CatalogVersion,
    Letter,
    ModificationRequest,
    Quote,
    QuoteEvent,
    QuoteLink,
    QuoteRevision,
)
from tests import quoting, scene
from tests.quoting import TEN, TIM, does

pytestmark = pytest.mark.usefixtures("cast")
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


def test_a_quote_is_sent_with_a_letter_and_keeps_its_catalogue(database: Database) -> None:
    number = quoting.drafted(database)
    assert letters(database) == []

    quoting.send(database, number)

    assert quoting.state(database, number) == "sent"
    assert quoting.story(database, number) == ["drafted", "sent"]
    assert letters(database) == [("quote_sent", "ada@engines.example")]
    with database.reading() as session:
        quote = session.get_one(Quote, number)
        (revision,) = quote.revisions
        assert (quote.revision, revision.number, revision.sent_at is not None) == (1, 1, True)
        assert catalogs.of(session, quote).digest == quoting.CATALOG.digest
        product, wanted = catalogs.configured(session, quote, revision)
        price = pricing.price(product, wanted)
        assert (revision.monthly_cents, revision.once_cents) == (price.monthly, price.once)


def test_a_dearer_catalogue_changes_no_quote_and_is_kept_beside_the_old_one(sqlite: Database) -> None:
    number = quoting.drafted(sqlite)
    content: dict[str, Any] = {**quoting.CATALOG.content, "version": "2027-01"}
    with sqlite.writing() as session:
        catalogs.pin(session, Catalog(content), clock.now())
        catalogs.pin(session, Catalog(content), clock.now())
        session.commit()

    with sqlite.reading() as session:
        assert catalogs.of(session, session.get_one(Quote, number)).version == "2026-11"
        assert session.scalars(select(CatalogVersion.version)).all() == ["2026-11", "2027-01"]


@pytest.mark.parametrize(
    "attempt",
    [
        update(QuoteRevision).values(monthly_cents=1),
        delete(QuoteRevision),
        update(QuoteEvent).values(actor="nobody"),
        delete(QuoteEvent),
        update(CatalogVersion).values(version="2020"),
        delete(CatalogVersion),
    ],
    ids=str,
)
def test_what_was_sent_and_what_happened_stays(database: Database, attempt: Any) -> None:
    quoting.sent(database)

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)


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


def test_a_broken_rule_blocks_sending_and_names_the_mend(sqlite: Database) -> None:
    number = quoting.drafted(sqlite, ANALYTICS)

    with pytest.raises(RuleBroken) as caught:
        quoting.send(sqlite, number)

    assert [one.mend for one in caught.value.violations] == ["Add Call Recording"]
    assert quoting.state(sqlite, number) == "draft"


def test_nothing_is_sent_twice(sqlite: Database) -> None:
    number = quoting.sent(sqlite)

    with pytest.raises(NothingToSend):
        quoting.send(sqlite, number)

    assert len(letters(sqlite)) == 1


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


def test_each_day_on_which_somebody_looks_is_written_down_once(database: Database) -> None:
    number = quoting.sent(database)
    tomorrow = clock.now() + timedelta(days=1)

    for at in (clock.now(), clock.now(), tomorrow, tomorrow):
        tries(database, number, lambda s, q, at=at: quotes.visited(s, q, at))  # type: ignore[misc]

    assert sorted(quoting.story(database, number)[2:]) == ["first_viewed", "visited", "visited"]


def test_a_link_opens_its_quote_and_is_kept_as_a_hash(sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    token = quoting.link(sqlite, number).rpartition("/")[2]

    with sqlite.reading() as session:
        assert quotes.look(session, token).id == number
        assert token not in session.scalars(select(QuoteLink.token_hash)).one()
        with pytest.raises(UnknownLink):
            quotes.look(session, token + "x")
