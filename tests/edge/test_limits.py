"""Limits: how often who may do what (SPEC section 12), counted in memory and in a real Redis."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import redis

from app import clock
from app.config import Settings
from app.db import Database
from tests.browser import Browser, Page, browsing
from tests.redis_server import RedisServer
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM, PBX

PROXY = ip_network("192.0.2.0/24")


@pytest.fixture(params=["memory", "redis"])
def counted(request: pytest.FixtureRequest, settings: Settings, cast: None) -> Settings:
    """Settings without captcha that count in memory, and then in Redis."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else None
    return replace(settings, captcha="off", redis_url=url)


@pytest.fixture
def crowd(counted: Settings) -> Iterator[Browser]:
    with browsing(counted) as one:
        yield one


def statuses(browser: Browser, page: Page, times: int, **typed: str) -> list[int]:
    return [browser.posts(page, after=0, typed=typed).status for _ in range(times)]


def test_ten_forms_a_minute_may_come_from_one_address(crowd: Browser) -> None:
    page = crowd.get(BY_TIM)

    assert statuses(crowd, page, 11) == [422] * 10 + [429]
    assert statuses(crowd.at("192.0.2.99"), page, 1) == [422]


def test_whoever_is_slowed_down_keeps_the_form_and_reads_when(crowd: Browser) -> None:
    page = crowd.get(BY_TIM)
    statuses(crowd, page, 10)

    slowed = crowd.sends(page, after=0, typed=ADA)

    wait = int(slowed.headers["Retry-After"])
    assert 0 < wait <= 61
    assert {name: slowed.values[name].strip() for name in ADA} == ADA
    (words,) = slowed.summary
    possible = clock.now() + timedelta(seconds=wait)
    told = {f"{possible + timedelta(seconds=late):%H:%M} UTC" for late in range(-1, 61)}
    assert words in {f"Too many attempts. Please try again after {time}." for time in told}
    assert ledger.leads() == []


def test_an_address_may_be_used_five_times_an_hour_for_forms_that_are_accepted(crowd: Browser) -> None:
    for number in range(5):
        person = crowd.at(f"192.0.2.{number}")
        wrong = person.sends(person.get(PBX), after=0, typed=ADA | {"company": ""})
        assert person.sends(wrong, after=0, typed=ADA).status == 200

    sixth = crowd.at("192.0.2.77")
    slowed = sixth.sends(sixth.get(PBX), after=0, typed=ADA | {"email": "ADA@Example.com"})

    assert (slowed.status, len(ledger.leads())) == (429, 5)
    assert 0 < int(slowed.headers["Retry-After"]) <= 3601
    assert sixth.sends(slowed, after=0, email="grace@example.com").status == 200


def test_whoever_clicks_again_is_thanked_again_though_the_address_was_used_up(crowd: Browser) -> None:
    people = [crowd.at(f"192.0.2.{number}") for number in range(5)]
    pages = [person.get(PBX) for person in people]
    first = [person.sends(page, after=0, typed=ADA).url for person, page in zip(people, pages, strict=True)]

    again = [person.sends(page, after=0, typed=ADA).url for person, page in zip(people, pages, strict=True)]
    amended = people[0].sends(pages[0], after=0, typed=ADA | {"message": "Call me in June."})

    assert again == first
    assert (amended.status, len(ledger.leads()), ledger.events()) == (429, 5, ["received"] * 5)


def test_nobody_waits_for_redis_in_order_to_write(
    settings: Settings, cast: None, redis_url: str, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing: list[bool] = []
    send: Callable[..., None] = redis.Connection.send_packed_command

    def noted(connection: redis.Connection, *command: object, **options: object) -> None:
        writing.append(sqlite._turn.locked())  # type: ignore[attr-defined]
        send(connection, *command, **options)

    with browsing(counting_in(settings, redis_url)) as browser:
        page = browser.get(BY_TIM)
        monkeypatch.setattr(redis.Connection, "send_packed_command", noted)
        assert browser.sends(page, after=0, typed=ADA).status == 200

    assert writing
    assert not any(writing)


@pytest.mark.parametrize("address", ["", "nonsense"])
def test_a_caller_without_an_address_is_limited_as_well(crowd: Browser, address: str) -> None:
    nobody = crowd.at(address)

    assert statuses(nobody, nobody.get(BY_TIM), 11)[-1] == 429


def test_a_whole_ipv6_network_counts_as_one(crowd: Browser) -> None:
    page = crowd.get(BY_TIM)
    for number in range(10):
        statuses(crowd.at(f"2001:db8:1:2::{number}"), page, 1)

    assert statuses(crowd.at("2001:db8:1:2:ffff::1"), page, 1) == [429]
    assert statuses(crowd.at("2001:db8:1:3::1"), page, 1) == [422]


def test_a_claimed_address_helps_nobody(crowd: Browser) -> None:
    page = crowd.get(BY_TIM)
    found = [crowd.at("192.0.2.10", **{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(11)]

    assert [statuses(one, page, 1) for one in found][-1] == [429]


def test_a_trusted_proxys_word_counts(counted: Settings) -> None:
    with browsing(replace(counted, trusted_proxies=(PROXY,))) as browser:
        page = browser.get(BY_TIM)
        people = [browser.at("192.0.2.10", **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(11)]

        assert {status for one in people for status in statuses(one, page, 1)} == {422}
        assert statuses(people[0], page, 10)[-1] == 429


def test_pages_are_shown_six_hundred_times_a_minute(crowd: Browser) -> None:
    seen = [crowd.request("HEAD", "/thanks/x").status for _ in range(600)]
    assert set(seen) == {404}

    refused = crowd.get(PBX)

    assert (refused.status, refused.says("h1")) == (429, "That was too often")
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.has("time[datetime]")
    assert crowd.at("192.0.2.99").get(PBX).status == 200


@pytest.mark.parametrize(("kind", "most"), [("webp", 60), ("wav", 6)])
def test_captcha_media_are_limited(crowd: Browser, kind: str, most: int) -> None:
    asked = [crowd.get(f"/captcha/{number}.{kind}").status for number in range(most + 1)]

    assert asked == [404] * most + [429]


def test_listening_twice_in_many_parts_is_one_recording(counted: Settings) -> None:
    with browsing(replace(counted, captcha="image")) as browser:
        page = browser.sends(browser.get(BY_TIM), after=0, typed=ADA)
        url = str(page.find(".captcha audio")["src"])
        parts = ["bytes=0-1", "bytes=0-", "bytes=4000-", "bytes=8000-", "bytes=0-4000"]

        heard = [browser.get(url, Range=part).status for part in parts * 4]
        others = [browser.get(f"/captcha/{number}.wav").status for number in range(6)]

    assert heard == [206] * 20
    assert others == [404] * 5 + [429]


def test_one_recording_can_not_be_asked_for_without_end(crowd: Browser) -> None:
    asked = [crowd.get("/captcha/x.wav").status for _ in range(31)]

    assert asked == [404] * 30 + [429]


def test_looking_does_not_use_up_sending(crowd: Browser) -> None:
    pages = [crowd.get(BY_TIM) for _ in range(30)]

    assert crowd.sends(pages[-1], after=0, typed=ADA).status == 200


def test_the_clock_of_the_demo_sets_limits_back(crowd: Browser) -> None:
    page = crowd.get(BY_TIM)
    assert statuses(crowd, page, 11)[-1] == 429

    crowd.waits(61)

    assert statuses(crowd, page, 1) == [422]


@pytest.mark.parametrize("token", ["forged", ""])
def test_forged_forms_are_counted_too(crowd: Browser, token: str) -> None:
    page = crowd.get(BY_TIM)

    assert statuses(crowd, page, 11, form_token=token)[-1] == 429


def test_limits_can_be_off_for_qa(counted: Settings) -> None:
    with browsing(replace(counted, limits=False)) as browser:
        assert set(statuses(browser, browser.get(BY_TIM), 25)) == {422}


def test_without_redis_limits_go_on_in_memory_and_readyz_says_so(
    settings: Settings, cast: None, tmp_path: Path
) -> None:
    with RedisServer(tmp_path) as server, browsing(counting_in(settings, server.url)) as browser:
        page = browser.get(BY_TIM)
        assert browser.get("/readyz").response.json == {"status": "ok", "database": "ok", "redis": "ok"}
        statuses(browser, page, 5)
        server.stop()

        assert browser.sends(page, after=0, typed=ADA).status == 200
        assert statuses(browser, page, 11)[-1] == 429
        ready = browser.get("/readyz")

    assert ready.status == 200
    assert ready.response.json == {
        "status": "ok",
        "database": "ok",
        "redis": "away, limits go on in memory",
    }


def counting_in(settings: Settings, url: str) -> Settings:
    return replace(settings, captcha="off", redis_url=url)


def test_redis_holds_no_address_of_a_person(settings: Settings, cast: None, redis_url: str) -> None:
    with browsing(counting_in(settings, redis_url)) as browser:
        browser.sends(browser.get(BY_TIM), after=0, typed=ADA)

    with redis.Redis.from_url(redis_url) as client:
        keys = b" ".join(client.keys("*"))
    assert b"partner-tools" in keys
    assert b"192.0.2" not in keys
    assert b"ada" not in keys
