"""Messages to endpoints: claimed once, tried for days, given up, replayed and forgotten."""

import json
import threading
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import Database
from app.domain import lists, webhooks
from app.domain.lists import Cursor
from app.domain.webhooks import Result
from app.domain.webhooks.deliveries import RETRIES
from app.models import Letter, WebhookDelivery, WebhookEndpoint
from tests.domain.listeners import (
    LEASE,
    NOON,
    REFUSED,
    TAKEN,
    URL,
    announce,
    claim,
    endpoint_of,
    listen,
    messages,
    settle,
)


def test_a_message_is_written_with_what_it_announces_for_each_who_listens(
    database: Database, cast: None
) -> None:
    listen(database)
    listen(database, "lead.won")
    listen(database, "lead.received", "lead.won", url=f"{URL}/2")
    listen(database, public_id="4958765")
    announce(database)
    with database.writing() as session:
        webhooks.announce(session, 1, "lead.received", {}, NOON)
        session.rollback()

    first, second = messages(database)

    assert (first.endpoint_id, second.endpoint_id) == (1, 3)
    assert first.message_id == second.message_id
    assert first.message_id.startswith("msg_")
    assert first.payload == second.payload
    assert json.loads(first.payload) == {
        "type": "lead.received",
        "timestamp": "2026-11-23T12:00:00.000Z",
        "data": {"number": 0},
    }


def test_every_message_is_claimed_once_whoever_asks(database: Database, cast: None) -> None:
    for number in range(5):
        listen(database, url=f"{URL}/{number}")
    announce(database, 20)
    seen: Counter[int] = Counter()

    def work() -> None:
        while claims := claim(database, limit=3):
            seen.update(one.delivery_id for one in claims)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Whoever passed by others' rows may have left some.
    work()
    assert seen == Counter(one.id for one in messages(database))
    assert {one.leased_until for one in messages(database)} == {NOON + LEASE}


def test_an_endpoint_that_hangs_takes_few_places_of_a_batch(database: Database, cast: None) -> None:
    first, second = listen(database), listen(database, public_id="4958765")
    announce(database, 10)
    with database.writing() as session:
        owner = session.get_one(WebhookEndpoint, second).partner_id
        webhooks.announce(session, owner, "lead.received", {}, NOON + timedelta(seconds=1))
        session.commit()

    taken = {one.delivery_id for one in claim(database, NOON + timedelta(seconds=1))}

    found = Counter(one.endpoint_id for one in messages(database) if one.id in taken)
    assert found == {first: 2, second: 1}


def test_a_message_is_tried_again_for_three_days_and_then_given_up(database: Database, cast: None) -> None:
    listen(database)
    announce(database)
    now = NOON
    for wait in (*RETRIES, None):
        (one,) = claim(database, now)
        assert settle(database, one, REFUSED, now)
        (message,) = messages(database)
        if wait:
            assert message.due_at == now + wait
            assert claim(database, now + wait - timedelta(seconds=1)) == []
            now += wait

    assert now - NOON == timedelta(hours=75, minutes=35, seconds=5)
    assert (message.tries, message.given_up_at, message.delivered_at) == (10, now, None)
    assert (message.last_status, message.last_error, message.last_answer, message.took_ms) == (
        500,
        "It answered 500.",
        "oops",
        34,
    )


def test_waits_differ_by_chance_and_by_what_the_endpoint_asks(sqlite: Database, cast: None) -> None:
    listen(sqlite)
    announce(sqlite, 2)
    first, second = claim(sqlite)
    with sqlite.writing() as session:
        webhooks.settle(session, first, REFUSED, NOON, 1)
        later = Result(429, "It answered 429.", "", 1, timedelta(days=9))
        webhooks.settle(session, second, later, NOON, 0)
        session.commit()

    assert [one.due_at - NOON for one in messages(sqlite)] == [timedelta(seconds=5.5), timedelta(hours=24)]


def test_a_result_counts_only_within_its_lease(database: Database, cast: None) -> None:
    listen(database)
    announce(database)
    (slow,) = claim(database)
    (quick,) = claim(database, NOON + LEASE)

    assert not settle(database, slow, REFUSED)
    assert settle(database, quick, TAKEN, NOON + LEASE)
    assert claim(database, NOON + timedelta(days=9)) == []
    assert messages(database)[0].delivered_at == NOON + LEASE


def fail_for_days(database: Database) -> datetime:
    """Three days in which an endpoint takes nothing."""
    now = NOON
    for wait in (*RETRIES, timedelta(0)):
        for one in claim(database, now):
            settle(database, one, REFUSED, now)
        now += wait
    return now


def test_an_endpoint_that_took_nothing_for_days_is_switched_off_and_its_partner_told(
    database: Database, cast: None
) -> None:
    listen(database, url=f"{URL}?key=secret")
    announce(database)
    announce(database, at=NOON + timedelta(days=3))

    now = fail_for_days(database)

    endpoint = endpoint_of(database)
    assert endpoint.disabled_at == now
    assert endpoint.disabled_reason == "It took nothing for three days. At last: It answered 500."
    assert {one.given_up_at for one in messages(database)} == {now}
    with database.reading() as session:
        (letter,) = session.scalars(select(Letter))
    assert (letter.kind, letter.recipient) == ("webhook_disabled", "tim@tmclabs.com")
    assert letter.details == {"url": URL, "reason": endpoint.disabled_reason}
    announce(database)
    assert len(messages(database)) == 2


def test_an_endpoint_that_takes_others_stays_on(database: Database, cast: None) -> None:
    listen(database)
    announce(database)
    (one,) = claim(database)
    settle(database, one, REFUSED)
    announce(database, at=NOON + timedelta(seconds=1))
    (other,) = claim(database, NOON + timedelta(seconds=1))
    settle(database, other, TAKEN, NOON + timedelta(seconds=1))

    fail_for_days(database)

    assert endpoint_of(database).disabled_at is None


def test_an_endpoint_that_is_gone_hears_nothing_more_at_once(database: Database, cast: None) -> None:
    listen(database)
    announce(database, 2)
    (one, _) = claim(database)

    settle(database, one, Result(410, "It answered 410.", "", 1))

    assert endpoint_of(database).disabled_reason == "It answered 410: it wants to hear nothing more."
    assert claim(database, NOON + timedelta(days=1)) == []


def test_messages_are_replayed_under_their_old_id(database: Database, cast: None) -> None:
    endpoint_id = listen(database)
    announce(database, 3)
    before = [one.message_id for one in messages(database)]
    with database.writing() as session:
        webhooks.disable(session, endpoint_id, NOON)
        first = session.get_one(WebhookDelivery, 1)
        assert not webhooks.replay(session, first, NOON)
        webhooks.enable(session.get_one(WebhookEndpoint, endpoint_id))
        session.flush()
        assert webhooks.replay(session, first, NOON)
        endpoint = session.get_one(WebhookEndpoint, endpoint_id)
        assert webhooks.replay_given_up(session, endpoint, NOON, NOON) == 2
        session.commit()

    assert len(claim(database)) == 2
    assert [(one.message_id, one.tries, one.given_up_at) for one in messages(database)] == [
        (message_id, 0, None) for message_id in before
    ]


def test_what_is_on_its_way_can_not_be_replayed(sqlite: Database, cast: None) -> None:
    listen(sqlite)
    announce(sqlite)
    claim(sqlite)

    with sqlite.writing() as session:
        assert not webhooks.replay(session, session.get_one(WebhookDelivery, 1), NOON)


def test_the_log_is_read_page_by_page(sqlite: Database, cast: None) -> None:
    endpoint_id = listen(sqlite)
    announce(sqlite, 5)

    with sqlite.reading() as session:
        log = webhooks.log_of(endpoint_id)
        newest = lists.page(session, log, WebhookDelivery.id, Cursor(), 2)
        next_page = lists.page(session, log, WebhookDelivery.id, Cursor(before=newest.older), 2)

    assert [one.id for one in (*newest, *next_page)] == [5, 4, 3, 2]


def test_messages_are_kept_for_a_month(sqlite: Database, cast: None) -> None:
    listen(sqlite)
    announce(sqlite)
    announce(sqlite, at=NOON + timedelta(days=1))

    for days, left in ((30, 2), (30.5, 1)):
        with sqlite.writing() as session:
            assert webhooks.any_old(session, NOON + timedelta(days=days)) == (left < 2)
            webhooks.forget_old(session, NOON + timedelta(days=days))
            session.commit()
        assert len(messages(sqlite)) == left
