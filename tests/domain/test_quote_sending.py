"""Sending a quote: its letter and its links; what was sent stays as it was."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.db import Database
from app.domain import catalogs, pricing, quotes
from app.domain.catalog import Catalog
from app.domain.quotes import NothingToSend, RuleBroken, UnknownLink
from app.models import CatalogVersion, Quote, QuoteEvent, QuoteLink, QuoteRevision
from tests import quoting
from tests.domain.quote_deeds import ANALYTICS, letters, tries

pytestmark = pytest.mark.usefixtures("cast")


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
