"""Usage told by API: all of it or nothing, and each event once."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.db import Database
from app.domain import api_tokens, usage
from app.models import ApiToken, UsageEvent
from tests import seating
from tests.api import caller
from tests.api.caller import Caller
from tests.browser import Browser

URL = "/api/usage"
CALL = {
    "external_id": "cdr-1",
    "account": 1,
    "kind": "minutes",
    "quantity": 42,
    "used_at": "2026-11-02T09:30:00+01:00",
}


@pytest.fixture
def switch(browser: Browser, the_database: Database) -> Caller:
    """A telephone switch of the vendor, which counts the minutes of Ada's account."""
    browser.waits((seating.NOON - clock.now()).total_seconds() + 60)
    seating.account(the_database)
    return caller.arrives(browser)


def kept(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        found = session.scalars(select(UsageEvent).order_by(UsageEvent.id))
        return [(one.external_id, one.quantity) for one in found]


def calls(number: int, **more: Any) -> list[dict[str, Any]]:
    return [CALL | {"external_id": f"cdr-{place}"} | more for place in range(number)]


def test_what_is_told_again_is_counted_once_and_answered_the_same(database: Database, switch: Caller) -> None:
    first = switch.tells(URL, CALL)
    again = switch.tells(URL, [CALL, CALL | {"used_at": "2026-11-02T08:30:00Z"}])

    assert (first.status, first.headers["Content-Type"]) == (200, "application/json")
    (event,) = caller.read(first)["events"]
    assert (event["account"], event["quantity"], event["used_at"]) == (1, 42, "2026-11-02T08:30:00+00:00")
    assert (again.status, caller.read(again)["events"]) == (200, [event, event])
    assert kept(database) == [("cdr-1", 42)]


def test_something_else_under_the_same_id_is_refused_by_name(database: Database, switch: Caller) -> None:
    switch.tells(URL, CALL)

    answer = switch.tells(URL, [CALL | {"external_id": "cdr-2"}, CALL | {"quantity": 43}])

    assert answer.status == 409
    problem = caller.read(answer)
    assert (problem["external_ids"], problem["title"]) == (["cdr-1"], "Conflict")
    assert kept(database) == [("cdr-1", 42)]


def test_one_body_may_not_tell_two_things_under_one_id(sqlite: Database, switch: Caller) -> None:
    answer = switch.tells(URL, [CALL, CALL | {"quantity": 43}])

    assert (answer.status, caller.read(answer)["external_ids"]) == (409, ["cdr-1"])
    assert kept(sqlite) == []


def test_an_account_is_named_by_number_or_address(database: Database, switch: Caller) -> None:
    by_address = CALL | {"account": seating.ADA.upper().replace("ADA", "Ada")}

    answers = [switch.tells(URL, one) for one in (CALL, by_address)]

    assert [one.status for one in answers] == [200, 200]
    assert kept(database) == [("cdr-1", 42)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("external_id", None),
        ("external_id", ""),
        ("external_id", " cdr"),
        ("external_id", "x" * 121),
        ("external_id", "a\x00b"),
        ("external_id", "\ud800"),
        ("external_id", 7),
        ("account", 2),
        ("account", 0),
        ("account", True),
        ("account", 2**40),
        ("account", "1"),
        ("account", "nobody@engines.example"),
        ("account", {"id": 1}),
        ("kind", "Minutes"),
        ("kind", "x" * 33),
        ("kind", "minutes\n"),
        ("kind", ["minutes"]),
        ("quantity", 0),
        ("quantity", 1.5),
        ("quantity", "42"),
        ("quantity", True),
        ("quantity", 2**31),
        ("quantity", 10**400),
        ("used_at", "2026-11-02"),
        ("used_at", "2026-11-02T09:30:00"),
        ("used_at", "2026-11-23T12:10:00Z"),
        ("used_at", "1999-12-31T23:59:59Z"),
        ("used_at", "0001-01-01T00:00:00+14:00"),
        ("used_at", "yesterday"),
        ("used_at", 1_700_000_000),
        ("colour", "red"),
        ("\ud800", "red"),
    ],
)
def test_an_event_that_can_not_be_taken_is_named_with_its_field(
    sqlite: Database, switch: Caller, field: str, value: object
) -> None:
    answer = switch.tells(URL, [CALL, CALL | {"external_id": "cdr-2", field: value}])

    problem = caller.read(answer)
    assert (answer.status, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert [(one["item"], one["field"]) for one in problem["errors"]] == [(1, field)]
    assert problem["errors"][0]["detail"].endswith(".")
    assert kept(sqlite) == []


@pytest.mark.parametrize("missing", CALL)
def test_every_field_is_needed(sqlite: Database, switch: Caller, missing: str) -> None:
    answer = switch.tells(URL, {name: value for name, value in CALL.items() if name != missing})

    assert caller.read(answer)["errors"] == [{"item": 0, "field": missing, "detail": "This is missing."}]


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"data": b"{"}),
        (400, {"data": b""}),
        (400, {"data": b"\xff"}),
        (400, {"data": b"NaN"}),
        (400, {"data": b"[" * 100_000}),
        (400, {"data": b'{"quantity": ' + b"9" * 5_000 + b"}"}),
        (413, {"data": b" " * 300_000 + b"[]"}),
        (413, {"data": json.dumps(calls(1_001)).encode()}),
        (415, {"content_type": "text/plain"}),
        (415, {"content_type": "application/x-www-form-urlencoded"}),
        (415, {"content_type": None}),
        (422, {"data": b"[]"}),
        (422, {"data": b"7"}),
        (422, {"data": b'[{}, null, "x"]'}),
    ],
)
def test_a_body_that_is_none_gets_a_problem_in_words(
    sqlite: Database, switch: Caller, status: int, sent: dict[str, Any]
) -> None:
    answer = switch.tells(URL, CALL, **sent)

    problem = caller.read(answer)
    assert (answer.status, problem["status"]) == (status, status)
    assert problem["detail"].endswith(".")
    assert answer.headers["Cache-Control"] == "no-store"
    assert kept(sqlite) == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic {token}", "{token}", "Bearer \xff"]
)
def test_without_a_token_nothing_is_taken(sqlite: Database, switch: Caller, header: str) -> None:
    headers = {"Authorization": header.format(token=switch.text)} if header else {}

    answer = switch.without_token().tells(URL, CALL, headers=headers)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "administrator" in caller.read(answer)["detail"]
    assert kept(sqlite) == []


def test_a_revoked_token_opens_nothing_any_more(database: Database, switch: Caller) -> None:
    with database.writing() as session:
        token = session.get_one(ApiToken, switch.number)
        assert api_tokens.revoke(session, token, clock.now())
        assert not api_tokens.revoke(session, token, clock.now())
        session.commit()

    assert switch.tells(URL, CALL).status == 401


def test_a_token_stands_nowhere_and_its_use_is_noted_to_the_hour(database: Database, switch: Caller) -> None:
    for _ in range(3):
        switch.tells(URL, CALL)

    with database.reading() as session:
        token = session.get_one(ApiToken, switch.number)
        assert switch.text.startswith("pt_")
        assert switch.text not in (token.token_hash, token.name)
        assert token.used_at == seating.NOON


def test_whoever_calls_too_often_is_told_when_to_come_back(sqlite: Database, switch: Caller) -> None:
    nobody = switch.without_token()

    answers = [nobody.tells(URL, CALL) for _ in range(601)]

    assert answers[-2].status == 401
    assert (answers[-1].status, caller.read(answers[-1])["title"]) == (429, "Too Many Requests")
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_a_thousand_events_go_in_one_body(database: Database, switch: Caller) -> None:
    answer = switch.tells(URL, calls(1_000))

    assert answer.status == 200
    assert len(kept(database)) == len(caller.read(answer)["events"]) == 1_000


def test_ten_who_tell_the_same_at_once_count_once(database: Database, switch: Caller) -> None:
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda turn: switch.tells(URL, calls(20)[:: 1 if turn % 2 else -1]), range(10)))

    assert {one.status for one in told} == {200}
    assert len(kept(database)) == 20


@pytest.mark.parametrize("attempt", [update(UsageEvent).values(quantity=1), delete(UsageEvent)], ids=str)
def test_what_was_told_stays(database: Database, switch: Caller, attempt: Any) -> None:
    switch.tells(URL, CALL)

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)


def test_usage_is_summed_by_kind_and_month_in_utc(database: Database, switch: Caller) -> None:
    told = [
        ("minutes", 10, "2026-11-01T00:00:00Z"),
        ("minutes", 5, "2026-11-01T01:00:00+02:00"),
        ("minutes", -3, "2026-11-20T12:00:00Z"),
        ("messages", 2**31 - 1, "2026-11-20T12:00:00Z"),
        ("messages", 2**31 - 1, "2026-11-20T13:00:00Z"),
        ("minutes", 99, "2025-11-30T23:59:59Z"),
        ("minutes", 1, "2025-12-01T00:00:00Z"),
    ]
    events = [
        CALL | {"external_id": str(place), "kind": kind, "quantity": quantity, "used_at": at}
        for place, (kind, quantity, at) in enumerate(told)
    ]
    assert switch.tells(URL, events).status == 200

    with database.reading() as session:
        found = usage.by_month(session, 1, seating.NOON.date())

    assert found == {
        "messages": {date(2026, 11, 1): 2**32 - 2},
        "minutes": {date(2026, 11, 1): 7, date(2026, 10, 1): 5, date(2025, 12, 1): 1},
    }


def test_the_last_months_are_twelve_with_this_one_first() -> None:
    months = usage.last_months(date(2027, 1, 31))

    assert (months[0], months[1], months[-1]) == (date(2027, 1, 1), date(2026, 12, 1), date(2026, 2, 1))
    assert all(later - earlier <= timedelta(days=31) for later, earlier in itertools.pairwise(months))
