"""Endpoints of webhooks: which there can be, whose they are, and what ends them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.db import Database
from app.domain import webhooks
from app.domain.webhooks import SecretRef, endpoints
from app.domain.webhooks.endpoints import TooManyEndpoints, UnfitUrl, UnknownKind, WebhookError
from app.models import WebhookEndpoint
from tests.domain.listeners import (
    NOON,
    URL,
    announce,
    endpoint_of,
    heard,
    listen,
    messages,
)


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
