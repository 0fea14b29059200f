"""The page cache: what is the same for everybody is rendered once, kept, bounded and never stale."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Connection

from app.config import Settings
from app.db import Database, db
from app.edge import rendered
from app.edge.rendered import PageCache, Rendered
from app.models import Partner
from tests.browser import Browser, browsing
from tests.widgets.urls import BY_TIM, PBX


def page_of(size: int) -> Rendered:
    return Rendered((b"x" * size,), (), ())


def asked(cache: PageCache, *keys: str, size: int = 0) -> list[str]:
    """Which of these visits made the cache render."""
    made = []
    for key in keys:

        def render(key: str = key) -> Rendered:
            made.append(key)
            return page_of(size)

        cache.get(key, render)
    return made


def test_a_page_is_kept_from_its_second_hit_on() -> None:
    cache = PageCache()

    assert asked(cache, "a", "b", "a", "a", "b", "a", "b") == ["a", "b", "a", "b"]


def test_strangers_who_come_once_take_no_room() -> None:
    cache = PageCache()

    asked(cache, *map(str, range(1000)), size=1000)

    assert cache.bytes == 0


def test_it_is_bounded_and_forgets_what_was_used_longest_ago() -> None:
    kept = rendered._squeezed(page_of(1000)).size
    cache = PageCache(most_bytes=3 * kept)
    asked(cache, *"aabbcc", size=1000)
    assert asked(cache, "a", size=1000) == []

    asked(cache, *"dd", size=1000)

    assert cache.bytes == 3 * kept
    assert asked(cache, "a", "c", "d", "b", size=1000) == ["b"]


def test_a_page_larger_than_the_cache_is_shown_and_not_kept() -> None:
    cache = PageCache(most_bytes=100)

    assert asked(cache, "a", "a", "a", size=1000) == ["a", "a", "a"]
    assert cache.bytes == 0


def test_what_differs_is_spliced_in_everywhere_and_escaped() -> None:
    html = f"<a href='{rendered.ACTION}'>{rendered.TOKEN}</a><b>{rendered.ACTION}</b>"

    body = rendered.cut(html, ()).fill('/x?"a&b', "t")

    assert body == b"<a href='/x?&#34;a&amp;b'>t</a><b>/x?&#34;a&amp;b</b>"


def test_a_page_without_anything_to_splice_in_is_as_it_is() -> None:
    assert rendered.cut("plain ä", ()).fill("a", "t") == "plain ä".encode()


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    seen: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("url", [PBX, BY_TIM])
def test_a_warm_page_asks_the_database_nothing_and_a_cold_one_once_at_most(
    settings: Settings, cast: None, database: Database, url: str
) -> None:
    # A rehearsal also reads the demo's clock.
    with browsing(replace(settings, env="production")) as browser:
        with statements(database) as cold:
            first = browser.get(url)
        with statements(database) as warm:
            pages = [browser.get(url) for _ in range(3)]

    assert (len(cold) <= 1, warm) == (True, [])
    assert {page.says("aside") for page in pages} == {first.says("aside")}


def test_every_visitor_has_a_token_and_an_action_of_their_own(browser: Browser) -> None:
    pages = [browser.get(f"{BY_TIM}&visit={number}") for number in range(4)]

    assert len({page.values["form_token"] for page in pages}) == 4
    assert [str(page.form["action"]) for page in pages] == [
        f"{BY_TIM}&visit={number}&posted#errors" for number in range(4)
    ]
    assert all(page.form["action"] == f"{page.form['hx-post']}#errors" for page in pages)


def test_parameters_outside_the_table_share_one_page(browser: Browser) -> None:
    for number in range(50):
        browser.get(f"{BY_TIM}&utm_source={number}&gclid={number}")
    kept = browser.house.pages.bytes
    browser.get(f"{BY_TIM}&fbclid=x")

    assert 0 < kept < 40_000
    assert browser.house.pages.bytes == kept


def test_other_parameters_make_another_page(browser: Browser) -> None:
    for name in ("Ada", "Grace", "Ada", "Grace", "Ada"):
        page = browser.get(f"{PBX}?source_cm_name={name}")
        assert page.says("aside .name") == name
    assert not browser.get(PBX).has('meta[name="robots"]')
    assert browser.get(f"{PBX}?x=y").has('meta[name="robots"]')


def test_nobody_can_have_a_token_spliced_into_a_name(browser: Browser) -> None:
    for marker in (rendered.TOKEN[:10], "token-", "action-"):
        for _ in range(3):
            assert browser.get(f"{PBX}?source_cm_name={marker}x").says("aside .name") == f"{marker}x"


def test_a_changed_partner_has_a_changed_page(browser: Browser, database: Database) -> None:
    before = [str(browser.get(BY_TIM).find('link[rel="stylesheet"]')["href"]) for _ in range(3)]
    with db.writing() as session:
        session.execute(update(Partner).where(Partner.public_id == "1234567").values(brand="#123456"))
        session.commit()
    browser.notices()

    after = [str(browser.get(BY_TIM).find('link[rel="stylesheet"]')["href"]) for _ in range(3)]

    assert len(set(before)) == len(set(after)) == 1
    assert after[0].endswith("-123456.css")
    assert after != before
