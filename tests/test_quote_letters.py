"""Letters about quotes, as the worker delivers them: links that open, and answers to the other side."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import quotes
from app.models import ModificationRequest, Quote
from app.worker import Worker
from tests import quoting
from tests.browser import Browser
from tests.post_office import PostOffice
from tests.quoting import TEN, TIM, does

ADA, TMC = "ada@engines.example", "tim@tmclabs.com"


@pytest.fixture
def delivers(settings: Settings) -> Callable[[], object]:
    return Worker(settings, threading.Event()).round


def letters(smtp: PostOffice, to: str) -> list[EmailMessage]:
    """What reached this address, in order."""
    files = sorted((smtp.folder / "new").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    messages = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [one for one in messages if one["To"] == to]


def part(letter: EmailMessage, kind: str = "plain") -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def link(letter: EmailMessage) -> str:
    found = re.search(r"^http://[^/]+(/(?:q|portal)/\S+)$", part(letter), re.MULTILINE)
    assert found, part(letter)
    return found[1]


def test_the_customers_letter_opens_the_quote_and_answers_reach_the_partner(
    browser: Browser, database: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    quoting.sent(database)

    delivers()

    (letter,) = letters(smtp, ADA)
    assert letter["Subject"] == "TMC Labs: your quote for Cloud PBX Professional"
    assert letter["Reply-To"] == TMC
    assert "$289.34" in part(letter)
    assert browser.get(link(letter)).says("h1") == "Quote for Analytical Engines"


def test_every_letter_of_a_quote_opens_its_last_revision(
    browser: Browser, sqlite: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    number = quoting.sent(sqlite)
    delivers()
    quoting.revise(sqlite, number, replace(TEN, users=20))
    delivers()

    first, second = letters(smtp, ADA)

    assert second["Subject"] == "TMC Labs: your changed quote for Cloud PBX Professional"
    assert link(first) != link(second)
    assert [browser.get(link(one)).says(".facts") for one in (first, second)] == [
        browser.get(link(second)).says(".facts")
    ] * 2


def test_a_letter_about_what_is_settled_or_changed_by_then_is_not_sent(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    changed, closed = quoting.sent(sqlite), quoting.sent(sqlite)
    quoting.revise(sqlite, changed, replace(TEN, users=20))
    does(
        sqlite,
        lambda session: quotes.close(
            session, session.get_one(Quote, closed), "withdrawn", TIM, "My mistake.", clock.now()
        ),
    )

    delivers()

    assert len(letters(smtp, ADA)) == 1


@pytest.mark.usefixtures("cast")
def test_a_letter_to_an_address_that_was_put_right_by_then_is_not_sent(
    database: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    number = quoting.sent(database)
    grace = replace(quoting.ADA, name="Grace Hopper", email="grace@engines.example")
    does(
        database,
        lambda session: quotes.readdress(session, session.get_one(Quote, number), grace, TIM, clock.now()),
    )

    delivers()

    assert letters(smtp, ADA) == []
    (letter,) = letters(smtp, grace.email)
    assert part(letter).startswith("Hello Grace Hopper,")


def test_the_partner_hears_of_requests_and_decisions(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    accepted, rejected = quoting.sent(sqlite), quoting.sent(sqlite)
    quoting.asked(sqlite, rejected, replace(TEN, users=25))

    def decides(session: Session) -> None:
        quotes.accept(session, session.get_one(Quote, accepted), 1, "Countess Ada", clock.now())
        quotes.reject(session, session.get_one(Quote, rejected), "Too dear.", clock.now())

    does(sqlite, decides)
    delivers()

    told = letters(smtp, TMC)
    assert [one["Subject"] for one in told] == [
        f"Analytical Engines asks for changes to quote {rejected}",
        f"Accepted: Analytical Engines takes quote {accepted}",
        f"Analytical Engines does not take quote {rejected}",
    ]
    assert {one["Reply-To"] for one in told} == {ADA}
    said = [part(one) for one in told]
    assert "> We have grown." in said[0]
    assert "signed with the name Countess Ada" in said[1]
    assert "Too dear." in said[2]
    assert link(told[1]) == f"/portal/quotes/{accepted}"


def test_the_customer_reads_why_changes_are_declined(
    browser: Browser, sqlite: Database, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(TEN, users=25))

    def declines(session: Session) -> None:
        asked = session.get_one(ModificationRequest, request)
        quotes.decline(session, session.get_one(Quote, number), asked, "Not yet.", TIM, clock.now())

    does(sqlite, declines)
    delivers()

    letter = letters(smtp, ADA)[-1]
    assert letter["Subject"] == "TMC Labs about the changes that you asked for"
    assert "Not yet." in part(letter)
    assert browser.get(link(letter)).status == 200


def test_a_message_can_not_pass_for_words_of_ours(
    sqlite: Database, cast: None, smtp: PostOffice, delivers: Callable[[], object]
) -> None:
    number = quoting.drafted(sqlite)

    def writes(session: Session) -> None:
        quote = session.get_one(Quote, number)
        quotes.change(session, quote, TEN, TIM, clock.now(), "<b>Hello</b>\n\nhttp://evil.test/")
        quotes.send(session, quote, TIM, clock.now())

    does(sqlite, writes)
    delivers()

    (letter,) = letters(smtp, ADA)
    assert "> http://evil.test/" in part(letter)
    assert "&lt;b&gt;Hello&lt;/b&gt;" in part(letter, "html")
