"""The outbox gives each letter to one worker at a time, and loses none."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.db import Database
from app.domain import outbox, outbox_figures
from app.domain.outbox import Claim
from app.models import Letter

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


def post(database: Database, count: int = 1, **options: Any) -> None:
    with database.writing() as session:
        for number in range(count):
            outbox.post(session, "lead_received", f"cm{number}@example.com", **({"now": NOON} | options))
        session.commit()


def claim(database: Database, now: datetime = NOON, limit: int = 10) -> list[Claim]:
    with database.writing() as session:
        claims = outbox.claim(session, now, LEASE, limit)
        session.commit()
    return claims


def settle(database: Database, verb: Any, *details: Any) -> Any:
    with database.writing() as session:
        result = verb(session, *details)
        session.commit()
    return result


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_a_letter_is_posted_with_the_transaction_of_what_it_announces(database: Database) -> None:
    with database.writing() as session:
        outbox.post(session, "lead_received", "john@example.com", now=NOON)
        session.rollback()
    post(database, details={"changes": {}})

    (letter,) = letters(database)

    assert (letter.kind, letter.recipient, letter.tries) == ("lead_received", "cm0@example.com", 0)
    assert (letter.created_at, letter.due_at, letter.details) == (NOON, NOON, {"changes": {}})


def test_every_letter_has_a_message_id_of_its_own(sqlite: Database) -> None:
    post(sqlite, 50)

    assert len({letter.message_id for letter in letters(sqlite)}) == 50
    assert all(len(letter.message_id) == 32 for letter in letters(sqlite))


def test_only_due_open_letters_that_nobody_has_are_claimed_oldest_first(database: Database) -> None:
    post(database, due_at=NOON + MINUTE)
    post(database, 3)
    first, second = claim(database, limit=2)
    settle(database, outbox.sent, first, NOON)
    settle(database, outbox.bounce, second, NOON, "550 Nobody")

    rest = claim(database)

    assert [each.letter_id for each in rest] == [4]
    assert claim(database) == []
    assert [each.letter_id for each in claim(database, NOON + MINUTE)] == [1]


def test_looking_tells_whether_claiming_would_find_something(database: Database) -> None:
    def waiting(now: datetime) -> bool:
        with database.reading() as session:
            return outbox.waiting(session, now)

    assert not waiting(NOON)
    post(database, due_at=NOON + MINUTE)
    assert not waiting(NOON)
    assert waiting(NOON + MINUTE)
    claim(database, NOON + MINUTE)
    assert not waiting(NOON + MINUTE)


def test_ten_workers_claim_two_hundred_letters_each_exactly_once(database: Database) -> None:
    post(database, 200)
    start, taken = threading.Barrier(10), Counter[int]()

    def work() -> None:
        start.wait()
        while claims := claim(database, limit=7):
            taken.update(each.letter_id for each in claims)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == 200
    assert set(taken.values()) == {1}


def test_a_lease_that_ran_out_lets_another_worker_take_the_letter(database: Database) -> None:
    post(database)
    claim(database)

    assert claim(database, NOON + LEASE - MINUTE) == []
    assert len(claim(database, NOON + LEASE)) == 1


@pytest.mark.parametrize(
    "late",
    [
        (outbox.sent, NOON),
        (outbox.bounce, NOON, "550 Nobody"),
        (outbox.put_back, NOON, "451 Later", 0.5),
        (outbox.server_away, NOON, "refused"),
    ],
)
def test_a_worker_whose_lease_ran_out_changes_nothing(sqlite: Database, late: tuple[Any, ...]) -> None:
    post(sqlite)
    (slow,) = claim(sqlite)
    (quick,) = claim(sqlite, NOON + LEASE)
    verb, *details = late

    assert settle(sqlite, verb, slow, *details) is False
    settle(sqlite, outbox.release, [slow])

    (letter,) = letters(sqlite)
    assert (letter.leased_until, letter.sent_at, letter.bounced_at) == (quick.until, None, None)
    assert settle(sqlite, outbox.sent, quick, NOON + LEASE) is True


def test_failed_tries_wait_longer_and_longer_until_the_letter_is_given_up(database: Database) -> None:
    post(database)
    now, waits = NOON, []

    while claims := claim(database, now):
        settle(database, outbox.put_back, claims[0], now, "451 Mailbox busy", 0.0)
        (letter,) = letters(database)
        if not letter.bounced_at:
            waits.append((letter.due_at - now) // MINUTE)
        now = letter.due_at

    assert waits == [1, 5, 30, 120, 360, 720]
    assert letter.bounced_at == now
    assert (letter.tries, letter.last_error) == (7, "Given up after 7 tries: 451 Mailbox busy")


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 60), (0.5, 63), (1.0, 66)])
def test_letters_refused_together_come_back_apart(sqlite: Database, chance: float, seconds: int) -> None:
    post(sqlite)
    settle(sqlite, outbox.put_back, claim(sqlite)[0], NOON, "451", chance)

    assert letters(sqlite)[0].due_at == NOON + timedelta(seconds=seconds)


def test_a_mail_server_that_is_away_uses_up_no_try_and_lets_the_others_go_first(database: Database) -> None:
    post(database, 3)
    in_hand, *others = claim(database)

    settle(database, outbox.server_away, in_hand, NOON, "refused")
    settle(database, outbox.release, others)

    assert [each.letter_id for each in claim(database)] == [2, 3]
    assert [each.letter_id for each in claim(database, NOON + MINUTE)] == [1]
    assert [letter.tries for letter in letters(database)] == [0, 0, 0]


def test_whatever_a_mail_server_answers_can_be_stored(database: Database) -> None:
    post(database)
    answer = "550 \0\x1b[31m\ud800" + "x" * 500

    assert settle(database, outbox.bounce, claim(database)[0], NOON, answer) is True

    (letter,) = letters(database)
    assert letter.last_error == "550   [31m " + "x" * 109


def test_a_letter_that_nobody_takes_goes_to_the_stand_in_once(database: Database) -> None:
    post(database, stand_in="sales@example.com")

    for _ in range(3):
        for one in claim(database):
            settle(database, outbox.bounce, one, NOON, "550 Nobody")

    assert [(letter.recipient, letter.details) for letter in letters(database)] == [
        ("cm0@example.com", {"stand_in": "sales@example.com"}),
        ("sales@example.com", {"instead_of": "cm0@example.com"}),
    ]


def test_nobody_stands_in_for_themselves_or_after_a_lease_was_lost(database: Database) -> None:
    post(database, 2, stand_in="cm0@example.com")
    own, other = claim(database)
    claim(database, NOON + LEASE)

    settle(database, outbox.bounce, own, NOON, "550 Nobody")
    settle(database, outbox.bounce, other, NOON, "550 Nobody")
    for one in claim(database, NOON + 2 * LEASE, limit=1):
        settle(database, outbox.bounce, one, NOON, "550 Nobody")

    assert len(letters(database)) == 2


def test_the_outbox_says_how_it_stands(database: Database) -> None:
    post(database, 2)
    post(database, now=NOON - MINUTE)
    sent, bounced, *_ = claim(database)
    settle(database, outbox.sent, sent, NOON)
    settle(database, outbox.bounce, bounced, NOON, "550 Nobody")

    with database.reading() as session:
        figures = outbox_figures.read(session, NOON + MINUTE)

    assert (figures.open, figures.oldest, figures.bounced) == (1, MINUTE, 1)
