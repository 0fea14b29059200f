"""Nobody learns from a signup who has an account: not by its words, its headers, or its effort."""

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from app.db import Database
from app.domain.passwords import Vault
from app.edge.house import NAME
from tests.browser import Browser, Page, solution
from tests.widgets.signing_up import ADA, EMAIL, ENGINES, FORMS, Postbox, deed, path_of, signs_up


class CountingVault(Vault):
    """The real one, which writes down how often it was asked."""

    def __init__(self, effort: list[str]) -> None:
        super().__init__(memory=8, passes=1)
        self._effort = effort

    def hash(self, password: str) -> str:
        self._effort.append("hash")
        return super().hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        self._effort.append("verify")
        return super().verify(stored, password)


def effort_of(browser: Browser, database: Database) -> list[str]:
    """From now on: every hash of a password, and every statement to the database."""
    effort: list[str] = []
    browser.app.extensions[NAME] = replace(browser.house, vault=CountingVault(effort))

    def asked(*call: Any) -> None:
        # The clock and the directory of partners are looked at by time, whoever comes.
        if " FROM state" not in call[2].replace("\n", " "):
            effort.append(call[2])

    for engine in {database.engine, database.writer}:
        event.listen(engine, "before_cursor_execute", asked)
    return effort


def plain(page: Page, after: Page, email: str) -> tuple[Any, ...]:
    """An answer without what has to differ: its handle, the first letter of the address, the time of day."""
    handle = path_of(after)
    headers = {k: v.replace(handle, "") for k, v in page.headers.items() if k not in ("X-Request-Id", "Date")}
    text = re.sub(r"[0-9]{2}:[0-9]{2} UTC", "", page.text)
    return page.status, headers, text.replace(handle, "").replace(f"{email[0]}•••", "•••")


@pytest.mark.parametrize(("url", "typed"), FORMS)
@pytest.mark.parametrize("account", FORMS, ids=["guest", "webstore"])
def test_an_address_with_an_account_gets_the_same_answers_for_the_same_effort(
    browser: Browser,
    database: Database,
    postbox: Postbox,
    url: str,
    typed: dict[str, str],
    account: tuple[str, dict[str, str]],
) -> None:
    deed(browser, signs_up(browser, *account), "confirmation", code=postbox.code())
    mail = "sb_emailAddress" if typed is ENGINES else "email"
    effort = effort_of(browser, database)

    def attempt(email: str) -> tuple[Any, ...]:
        form = browser.get(f"{url}?PartnerID=4958765")
        filled = typed | {mail: email, "captcha": solution(form)}
        effort.clear()
        sent = browser.posts(form, typed=filled, after=0)
        after = browser.follows(sent)
        answers = [
            sent,
            after,
            deed(browser, after, "letters"),
            deed(browser, after, "confirmation", code="AAAA AAAA"),
            deed(browser, after, "address", email=f"x{email}"),
        ]
        return effort.count("hash"), list(effort), [plain(each, after, email) for each in answers]

    known, unknown = attempt(EMAIL), attempt(f"new@{EMAIL.partition('@')[2]}")

    assert known[0] == 1
    assert known == unknown


def test_a_second_click_hashes_nothing(browser: Browser, database: Database) -> None:
    effort = effort_of(browser, database)
    form = browser.get("/guest")

    for _ in range(3):
        browser.posts(form, typed=ADA, captcha=solution(form))
    browser.posts(form, typed=ADA | {"email": "ada@"}, captcha=solution(form))

    assert effort.count("hash") == 1
