"""Webhooks as the database keeps them: written with what they announce, claimed once, given up in the end."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.db import Database
from app.domain import leads, lists, webhooks
from app.domain.directory import Directory
from app.domain.lists import Cursor
from app.domain.webhooks import Claim, Result, SecretRef, endpoints
from app.domain.webhooks.deliveries import RETRIES
from app.domain.webhooks.endpoints import TooManyEndpoints, UnfitUrl, UnknownKind, WebhookError
from app.models import Lead, Letter, Partner, WebhookDelivery, WebhookEndpoint
from tests.domain.people import claim as claimed_by
from tests.domain.people import enters, secrets_of, start, webstore
from tests.domain.test_leads import SALES, enquiry

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEASE = timedelta(minutes=2)
URL = "https://hooks.tmclabs.com/partner-tools"
TAKEN = Result(204, "", "", 12)
REFUSED = Result(500, "It answered 500.", "oops", 34)


def listen(database: Database, *events: str, public_id: str = "1234567", url: str = URL) -> int:
    """An endpoint of TMC Labs, which hears of everything unless told otherwise; its id."""
    with database.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == public_id)).one()
        ref = SecretRef("nonce", "check")
        endpoint = webhooks.create(session, partner.id, url, events or list(webhooks.KINDS), ref, NOON)
        session.commit()
        return endpoint.id


def announce(database: Database, count: int = 1, kind: str = "lead.received", at: datetime = NOON) -> None:
    with database.writing() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        for number in range(count):
            webhooks.announce(session, partner.id, kind, {"number": number}, at)
        session.commit()


def claim(database: Database, now: datetime = NOON, limit: int = 10) -> list[Claim]:
    with database.writing() as session:
        claims = webhooks.claim(session, now, LEASE, limit)
        session.commit()
    return claims


def settle(database: Database, claimed: Claim, result: Result, now: datetime = NOON) -> bool:
    with database.writing() as session:
        ours = webhooks.settle(session, claimed, result, now, 0)
        session.commit()
    return ours


def messages(database: Database) -> list[WebhookDelivery]:
    with database.reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def heard(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of every message, in order."""
    return [(one.kind, json.loads(one.payload)["data"]) for one in messages(database)]


def endpoint_of(database: Database) -> WebhookEndpoint:
    with database.reading() as session:
        return session.scalars(select(WebhookEndpoint)).one()


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


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://hooks.tmclabs.com/", UnfitUrl),
        ("hooks.tmclabs.com", UnfitUrl),
        ("https://hooks.tmclabs.com/#part", UnfitUrl),
        ("https://user:word@hooks.tmclabs.com/", UnfitUrl),
        ("https://0x7f.1/", UnfitUrl),
        ("https://hooks.tmclabs.com/" + "ä" * 1000, UnfitUrl),
    ],
)
def test_an_endpoint_needs_an_address_that_can_be_trusted(
    sqlite: Database, cast: None, url: str, error: type[WebhookError]
) -> None:
    with pytest.raises(error):
        listen(sqlite, url=url)


@pytest.mark.parametrize("events", [[], ["lead.eaten"], ["lead.won", "*"]], ids=str)
def test_an_endpoint_hears_of_kinds_that_there_are(sqlite: Database, cast: None, events: list[str]) -> None:
    endpoint_id = listen(sqlite)
    with sqlite.writing() as session, pytest.raises(UnknownKind):
        webhooks.change(session.get_one(WebhookEndpoint, endpoint_id), URL, events)


def test_a_partner_has_five_endpoints_at_most(sqlite: Database, cast: None) -> None:
    for _ in range(endpoints.MOST):
        listen(sqlite)

    with pytest.raises(TooManyEndpoints):
        listen(sqlite)


def test_not_even_where_many_are_added_at_once(database: Database, cast: None) -> None:
    for _ in range(endpoints.MOST - 1):
        listen(database)
    begin = threading.Barrier(4)

    def adds(_number: int) -> bool:
        begin.wait()
        try:
            return bool(listen(database))
        except TooManyEndpoints:
            return False

    with ThreadPoolExecutor(4) as pool:
        added = sorted(pool.map(adds, range(4)))

    assert added == [False, False, False, True]


def test_an_endpoint_is_found_by_its_own_partner_only(sqlite: Database, cast: None) -> None:
    endpoint_id = listen(sqlite)
    with sqlite.reading() as session:
        owner = session.get_one(WebhookEndpoint, endpoint_id).partner_id

        assert webhooks.find(session, owner, endpoint_id) is not None
        assert webhooks.find(session, owner + 1, endpoint_id) is None
        assert [one.id for one in webhooks.of_partner(session, owner)] == [endpoint_id]


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


def test_an_endpoint_is_removed_with_all_its_messages(database: Database, cast: None) -> None:
    endpoint_id = listen(database)
    announce(database)
    with database.writing() as session:
        webhooks.remove(session, session.get_one(WebhookEndpoint, endpoint_id))
        session.commit()

    announce(database)
    assert messages(database) == []


def test_after_a_rotation_both_secrets_are_known_for_a_day(sqlite: Database, cast: None) -> None:
    endpoint_id = listen(sqlite)
    with sqlite.writing() as session:
        endpoint = session.get_one(WebhookEndpoint, endpoint_id)
        webhooks.rotate(endpoint, SecretRef("new", "other"), NOON)
        session.commit()

    endpoint = endpoint_of(sqlite)
    assert (endpoint.secret_nonce, endpoint.secret_check) == ("new", "other")
    assert (endpoint.earlier_nonce, endpoint.earlier_check) == ("nonce", "check")
    assert endpoint.earlier_until == NOON + timedelta(hours=24)


def test_a_partner_can_send_themselves_a_message(sqlite: Database, cast: None) -> None:
    endpoint_id = listen(sqlite, "lead.won")
    with sqlite.writing() as session:
        webhooks.try_out(session, session.get_one(WebhookEndpoint, endpoint_id), NOON)
        session.commit()

    assert heard(sqlite) == [("webhook.trial", {"endpoint": endpoint_id})]


def test_every_step_of_a_lead_is_told_and_what_the_prospect_wrote_once_it_is_theirs(
    database: Database, cast: None
) -> None:
    listen(database)
    asked = enquiry(database=database)
    with database.writing() as session:
        assert leads.take(session, asked, SALES, NOON) == "new"
        assert leads.take(session, asked, SALES, NOON) == "same"
        lead = session.scalars(select(Lead)).one()
        leads.forward(session, lead, "Dave Ryan", NOON)
        leads.move(session, lead, "accepted", "Tim Mathews", NOON)
        leads.move(session, lead, "won", "Tim Mathews", NOON)
        session.commit()

    told = heard(database)

    assert [kind for kind, _ in told] == ["lead.received", "lead.forwarded", "lead.accepted", "lead.won"]
    received, forwarded, _, won = (data for _, data in told)
    assert "prospect" not in received
    assert "ada@example.com" not in json.dumps([received, won])
    assert forwarded["prospect"]["email"] == "ada@example.com"
    assert (received["state"], won["state"], won["service"]) == ("new", "won", "pbx")


def test_a_lead_of_a_partner_without_webhooks_costs_no_question_more(sqlite: Database, cast: None) -> None:
    listen(sqlite, public_id="4958765")
    asked = enquiry(database=sqlite)
    statements: list[str] = []

    with sqlite.writing() as session:
        event.listen(sqlite.writer, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        leads.take(session, asked, SALES, NOON)
        session.commit()

    assert [words.split()[0] for words in statements] == ["INSERT"] * 3


def test_a_lead_that_is_spam_or_nobodys_is_not_told(sqlite: Database, cast: None) -> None:
    listen(sqlite)
    with sqlite.writing() as session:
        leads.take(session, enquiry("h1", None, sqlite), SALES, NOON)
        leads.take(session, enquiry("h2", database=sqlite), SALES, NOON)
        for lead in session.scalars(select(Lead)):
            leads.move(session, lead, "spam", "Dave Ryan", NOON)
        session.commit()

    assert [kind for kind, _ in heard(sqlite)] == ["lead.received"]


def test_the_directory_knows_at_once_who_listens(database: Database, cast: None) -> None:
    directory = Directory(database)

    def listens() -> bool:
        directory.forget()
        partner = directory.find("1234567")
        assert partner is not None
        return partner.webhooks

    assert not listens()
    endpoint_id = listen(database)
    assert listens()
    with database.writing() as session:
        webhooks.disable(session, endpoint_id, NOON)
        session.commit()
    assert not listens()


def test_the_first_partner_hears_of_the_account_and_of_its_upgrade(database: Database, cast: None) -> None:
    listen(database)
    listen(database, public_id="4958765")
    guest = start(database, claimed_by(database, sub="106"))
    enters(database, guest, secrets_of(database).code)
    other = start(database, webstore(database, partner="4958765", handle_hash="h2"))
    enters(database, other, secrets_of(database).code)

    (opened, first), (upgraded, second) = heard(database)

    assert (opened, upgraded) == ("signup.confirmed", "account.upgraded")
    assert (first["plan"], first["sub_partner_id"]) == ("guest", "106")
    assert (second["plan"], second["sub_partner_id"], second["account"]) == (
        "webstore",
        "106",
        first["account"],
    )
    with database.reading() as session:
        listening = select(func.count()).select_from(WebhookDelivery).where(WebhookDelivery.endpoint_id == 1)
        assert session.scalar(listening) == 2
