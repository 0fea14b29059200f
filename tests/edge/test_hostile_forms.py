"""Every form on every page, filled in with whatever nobody should type, its token valid (SPEC section 16).

Pages come from the route table and forms from the pages, so that a new one is tried by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from bs4 import Tag

from app.db import Database
from tests import colleague, quoting, test_rights
from tests.browser import OURS, Browser, Page
from tests.colleague import Colleague, values
from tests.widgets.urls import ADA

MARKUP = '"><script>alert(1)</script>'
HOSTILE = [
    "",
    " ",
    "\x00",
    "\ud800",
    "a\r\nX-Evil: 1",
    "\u202e\u0007",
    MARKUP,
    "{{7*7}}${7*7}",
    "=cmd()|'/C calc'!A0",
    "x" * 70_000,
    "💥" * 300,
    "-1",
    "0" * 5_000 + "1",
    str(2**63),
    "1e400",
    "NaN",
    "٣",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "javascript:alert(1)",
    "//evil.example\\@x",
    "http://[",
    f"a@{'x' * 250}.example",
    "'; DROP TABLE leads; --",
]
FILLED = (
    "input:not([type=hidden]):not([type=submit]), textarea, select, input[type=hidden]:not([name=csrf_token])"
)
# The token that keeps strangers out, and what tells programs from people: those are tried elsewhere.
KEPT = {"csrf_token", "form_token", "website_url", "captcha_challenge", "captcha"}
PUBLIC = [
    "/login",
    "/login/forgotten",
    "/guest?PartnerID=1234567",
    "/webstore/?PartnerID=1234567",
    "/lead/pbx",
]


@dataclass(frozen=True)
class Sighting:
    """A form, and the page that it was seen on."""

    url: str
    action: str
    names: tuple[str, ...]


@pytest.mark.parametrize("role", ["stranger", "customer", "partner", "admin"])
def test_nothing_that_is_typed_gives_a_500_or_comes_back_as_markup(
    browser: Browser, sqlite: Database, role: str
) -> None:
    arguments = test_rights.rows_of_the_partner(browser, sqlite)
    person = colleague.arrives(browser, None if role == "stranger" else role)
    seen = list(dict.fromkeys(forms(person, pages(browser, sqlite, role, arguments))))

    tried = [
        (sighting, value, names)
        for number, sighting in enumerate(seen)
        for turn, value in enumerate(HOSTILE)
        # All at once may end at the first rule; field by field the others are as they should be.
        for names in (sighting.names, *one_of(sighting.names, number + turn))
    ]
    wrong = [
        f"{sighting.action}: {problem} after {value[:20]!r} in {names}"
        for number, (sighting, value, names) in enumerate(tried)
        for problem in problems(person.at(f"10.3.{number // 250}.{number % 250}"), sighting, value, names)
    ]

    assert len(seen) >= {"stranger": 8, "customer": 1, "partner": 8, "admin": 8}[role]
    assert wrong == []


def one_of(names: tuple[str, ...], turn: int) -> Iterator[tuple[str, ...]]:
    """One field alone, another each time; every other time none, since all of that takes long."""
    if turn % 2:
        yield (names[turn // 2 % len(names)],)


def pages(browser: Browser, database: Database, role: str, arguments: dict[str, Any]) -> Iterator[str]:
    """Every page that this person may look at."""
    if role == "stranger":
        offer = quoting.link(database, 1)
        yield from (*PUBLIC, offer, f"{offer}/changes")
    for rule in test_rights.rules(browser):
        is_open = role in test_rights.TABLE.get(rule.endpoint, "").split()
        if is_open and "GET" in (rule.methods or ()) and not rule.rule.endswith(".csv"):
            built = rule.build({name: arguments[name] for name in rule.arguments})
            assert built
            yield built[1]


def forms(person: Colleague, urls: Iterator[str]) -> Iterator[Sighting]:
    for url in urls:
        page = person.get(url)
        if page.status == 200 and page.headers["Content-Type"].startswith("text/html"):
            for form in page.soup.select('form[method="post"]'):
                names = dict.fromkeys(str(one.get("name")) for one in form.select(FILLED) if one.get("name"))
                filled = tuple(name for name in names if name not in KEPT)
                if filled:
                    yield Sighting(url, str(form["action"]), filled)


def problems(person: Colleague, sighting: Sighting, value: str, names: tuple[str, ...]) -> Iterator[str]:
    page = person.get(sighting.url)
    form = next((one for one in page.soup.select("form") if one.get("action") == sighting.action), None)
    if form is None:
        # What was done before has taken it away.
        return
    answer = person.post(
        urljoin(page.url, sighting.action), body(form, value, names), referer=page.url, **AS_A_FORM
    )
    yield from faults(answer)
    if answer.status == 303 and urljoin(OURS, answer.headers["Location"]).startswith(f"{OURS}/"):
        yield from faults(person.follows(answer))


AS_A_FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def body(form: Tag, value: str, names: tuple[str, ...]) -> bytes:
    typed = values(form) | {name: text for name, text in ADA.items() if form.select(f'[name="{name}"]')}
    return urlencode(typed | dict.fromkeys(names, value), errors="surrogatepass").encode()


def faults(answer: Page) -> Iterator[str]:
    if answer.status >= 500:
        yield str(answer.status)
    if "X-Evil" in answer.headers:
        yield "a header"
    target = urlsplit(urljoin(OURS, answer.headers.get("Location", "")))
    if target.scheme not in ("http", "https") or "evil" in target.netloc:
        yield f"led to {target.geturl()}"
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        yield from (found for found in ("<script>alert", 'href="javascript:', ">49<") if found in answer.text)
