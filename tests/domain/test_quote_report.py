"""The report on quotes agrees with the rows behind it, to the cent, at the end of any day."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import quotes
from app.domain.quotes import QuoteError, steps
from app.domain.reports import quotes as report
from app.domain.reports.quote_measures import MEASURES
from app.domain.reports.scope import Scope
from app.models import Partner, Quote
from tests import quoting
from tests.quoting import ADA, CATALOG, TEN, TIM
from tests.scene import NOON

pytestmark = pytest.mark.usefixtures("cast")
BEGIN = NOON.date()
Step = Callable[[Session, Quote, datetime], Any]


def begun(session: Session, at: datetime, users: int) -> Quote:
    tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
    return quotes.start(session, tmc.id, CATALOG, ADA, replace(TEN, users=users), TIM, at)


def revised(session: Session, quote: Quote, at: datetime) -> None:
    quotes.change(session, quote, replace(TEN, users=12, term=12), TIM, at)
    quotes.send(session, quote, TIM, at)


def asked(session: Session, quote: Quote, at: datetime) -> None:
    handle = f"{quote.id}:{at.isoformat()}"
    quotes.ask(session, quote, quote.revision, replace(TEN, users=30), "", handle, at)


def answered(session: Session, quote: Quote, at: datetime) -> None:
    request = next(one for one in quote.requests if one.state == "open")
    quotes.decline(session, quote, request, "No.", TIM, at)


def completed(session: Session, quote: Quote, at: datetime) -> None:
    """As the last step of its order does it."""
    steps.move(session, quote, "completed", "system", at)


STEPS: dict[str, Step] = {
    "revised": revised,
    "asked": asked,
    "answered": answered,
    "extended": lambda s, q, at: quotes.extend(s, q, at.date() + timedelta(days=9), TIM, at),
    "accepted": lambda s, q, at: quotes.accept(s, q, q.revision or 1, "Ada Lovelace", at),
    "rejected": lambda s, q, at: quotes.reject(s, q, "Too dear.", at),
    "lost": lambda s, q, at: quotes.close(s, q, "lost", TIM, "They stay.", at),
    "withdrawn": lambda s, q, at: quotes.close(s, q, "withdrawn", TIM, "My mistake.", at),
    "completed": completed,
}


def test_a_draft_that_was_thrown_away_is_in_no_number(sqlite: Database) -> None:
    number = quoting.drafted(sqlite)
    quoting.does(
        sqlite, lambda session: quotes.throw_away(session, session.get_one(Quote, number), TIM, clock.now())
    )

    with sqlite.reading() as session:
        scope = Scope(BEGIN, BEGIN + timedelta(days=90))
        for slug in MEASURES:
            assert session.scalars(report.behind(slug, scope)).all() == [], slug


class Witness:
    """Lives through random stories of quotes, and writes down at each midnight how each one stands."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database, self.random = database, random.Random(seed)
        self.nights: dict[date, dict[int, tuple[str, bool, int, int, int]]] = {}

    def lives(self, days: int, number: int) -> None:
        with self.database.writing() as session:
            known: list[Quote] = []
            for day in range(days):
                at = NOON + timedelta(days=day)
                if len(known) < number:
                    quote = begun(session, at, self.random.randint(1, 40))
                    if self.random.random() < 0.8:
                        quotes.send(session, quote, TIM, at)
                    known.append(quote)
                for quote in known:
                    if self.random.random() < 0.15:
                        self.steps(session, quote, at + timedelta(hours=self.random.randint(0, 11)))
                self.nights[at.date()] = {one.id: self.standing(session, one, at.date()) for one in known}
            session.commit()

    def steps(self, session: Session, quote: Quote, at: datetime) -> None:
        try:
            with session.begin_nested():
                STEPS[self.random.choice(list(STEPS))](session, quote, at)
        except (QuoteError, StopIteration):
            session.refresh(quote)

    def standing(self, session: Session, quote: Quote, today: date) -> tuple[str, bool, int, int, int]:
        session.refresh(quote)
        sent = [one for one in quote.revisions if one.sent_at]
        waits = any(one.state == "open" for one in quote.requests)
        if not sent:
            return "draft", waits, 0, 0, 0
        last, term = sent[-1], sent[-1].configuration["term"]
        whole = last.monthly_cents * term + last.once_cents
        return quotes.standing(quote, today), waits, last.monthly_cents, last.once_cents, whole

    def counts(self, slug: str, first: date, last: date) -> dict[int, list[int]]:
        """The quotes of a number, by what stood at the midnights, with their cents."""
        before, now = self.nights.get(first - timedelta(days=1), {}), self.nights[last]
        return {
            number: cents
            for number, (state, waits, *cents) in now.items()
            if counts(slug, before.get(number, ("draft",))[0], state, waits)
        }


ENDS = {
    "won": {"accepted", "ordered", "completed"},
    "completed": {"completed"},
    "rejected": {"rejected"},
    "lost": {"lost", "expired"},
    "withdrawn": {"withdrawn"},
}


def counts(slug: str, before: str, state: str, waits: bool) -> bool:
    """By the definitions that the page prints."""
    if slug == "open":
        return state == "sent"
    if slug == "asked":
        return waits
    if slug == "sent":
        return before == "draft" and state != "draft"
    return state in ENDS[slug] and before not in ENDS[slug]


@pytest.mark.parametrize("seed", range(3))
def test_every_number_is_that_of_the_rows_at_any_day_over_any_period(sqlite: Database, seed: int) -> None:
    witness = Witness(sqlite, seed)
    witness.lives(days=70, number=40)
    seen: Counter[str] = Counter()

    for first, last in [(0, 69), (0, 0), (20, 20), (10, 40), (40, 69), (31, 66), (69, 69)]:
        scope = Scope(BEGIN + timedelta(days=first), BEGIN + timedelta(days=last))
        with sqlite.reading() as session:
            for row in report.read(session, scope):
                slug = row.measure.slug
                expected = witness.counts(slug, scope.first, scope.last)
                listed = {one.id for one in session.scalars(report.behind(slug, scope))}
                assert listed == set(expected), (slug, scope)
                assert row.number == len(expected)
                sums = row.sums["USD"]
                cents = [sum(column) for column in zip(*expected.values(), strict=True)] or [0, 0, 0]
                assert [sums.monthly, sums.once, sums.whole_term] == cents, (slug, scope)
                assert row.measure.on is None or sum(row.months.values()) == row.number
                for month, number in row.months.items():
                    assert len(session.scalars(report.behind(slug, scope, month)).all()) == number
                seen[slug] += row.number

    assert seen.keys() == MEASURES.keys()
    assert min(seen.values()) > 0, seen


def test_both_databases_tell_the_same(database: Database) -> None:
    witness = Witness(database, 7)
    witness.lives(days=50, number=15)

    scope = Scope(BEGIN + timedelta(days=5), BEGIN + timedelta(days=48))

    with database.reading() as session:
        for row in report.read(session, scope):
            assert row.number == len(witness.counts(row.measure.slug, scope.first, scope.last))
            assert set(row.months) <= {"2026-11", "2026-12", "2027-01"}


def test_somebody_elses_quotes_and_other_services_are_left_out(sqlite: Database) -> None:
    quoting.sent(sqlite)
    quoting.sent(sqlite, partner="4958765")
    today = clock.now().date()

    def number(**narrowed: Any) -> int:
        with sqlite.reading() as session:
            rows = report.read(session, Scope(today, today, **narrowed))
            return next(row.number for row in rows if row.measure.slug == "open")

    with sqlite.reading() as session:
        tmc = session.scalars(select(Partner.id).where(Partner.public_id == "1234567")).one()
    assert number() == 2
    assert number(partner_id=tmc) == 1
    assert number(partner_id=tmc, service="pbx") == 1
    assert number(partner_id=tmc, service="uc") == 0
    assert number(sub_partner_id="106") == 0
