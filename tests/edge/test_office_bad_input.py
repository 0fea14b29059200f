"""Bad input in portal, console and customer area (SPEC section 16): every route that there is, by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from app.db import Database
from tests import colleague, test_rights
from tests.browser import Browser
from tests.colleague import Colleague

NO_ROWS = ["0", "-1", str(2**31), str(2**63), "1" + "0" * 30, "9" * 5_000, "%D9%A3", "%00", "x"]
NO_TEXTS = [
    "%00",
    "%FF",
    "%ED%A0%80",
    "%0d%0aX-Evil:1",
    "{{7*7}}",
    "%3Cscript%3Ealert%3C/script%3E",
    "x" * 300,
]
QUERIES = [
    "before=0&after=99999999999",
    "before=2147483647",
    "after=2147483647",
    "after=-1",
    "endpoint=x&self=x&values=x",
    "_external=1&_scheme=javascript&_anchor=x",
    "_method=FOO",
    "public_id=x&number=2&slug=x",
    "q=%25_%5C'%22&partner=%25_%5C'%22",
    "q=" + "x" * 5_000,
    "q=%00%FF&partner=%00%FF&deed=%00&state=%00&url=%00&brand=%00&SubPartnerID=%00",
    "q=%3Cscript%3Ealert&partner=%22%3E%3Cscript%3Ealert&brand=%3Cscript%3Ealert&url=%3Cscript%3Ealert",
    "source_website=javascript:alert(1)&returnurl=javascript:alert(1)&source_logo=javascript:alert(1)",
]


@pytest.mark.parametrize("role", ["partner", "admin", "customer"])
def test_no_address_gives_a_500_or_comes_back_as_markup(
    browser: Browser, database: Database, role: str
) -> None:
    names = test_rights.rows_of_the_partner(browser, database)
    person = colleague.arrives(browser, role)
    asked = [ask for rule in open_to(browser, role) for ask in requests(rule, names)]

    wrong = [
        f"{method} {url[:120]}: {problem}"
        for number, (method, url) in enumerate(asked)
        for problem in problems(person.at(f"10.2.{number // 250}.{number % 250}"), method, url)
    ]

    assert len(asked) >= (2 if role == "customer" else 300)
    assert wrong == []


def open_to(browser: Browser, role: str) -> Iterator[Rule]:
    yield from (
        rule for rule in test_rights.rules(browser) if role in test_rights.TABLE[rule.endpoint].split()
    )


def requests(rule: Rule, names: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The route with rows that there can not be, and where it is looked at, with whatever queries."""
    here = {name: names[name] for name in rule.arguments}
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    for name in rule.arguments:
        kind = f"<int:{name}>" in rule.rule
        built = rule.build(here | {name: 4711}) if kind or f"<{name}>" in rule.rule else None
        yield from (
            (method, built[1].replace("4711", bad)) for bad in (NO_ROWS if kind else NO_TEXTS) if built
        )
    built = rule.build(here)
    assert built
    if method == "GET":
        yield from ((method, f"{built[1]}?{query}") for query in QUERIES)


def problems(person: Colleague, method: str, url: str) -> Iterator[str]:
    page = person.get(url) if method == "GET" else person.post(url, {"csrf_token": "none"})
    if page.status >= 500 or page.headers.get("Location", "").startswith("/login"):
        yield str(page.status)
    if "X-Evil" in page.headers:
        yield "a header"
    if page.headers["Content-Type"].startswith("text/html"):
        yield from (found for found in ("<script>alert", 'href="javascript:') if found in page.text)


def test_links_of_a_list_keep_its_filters_and_nothing_else(browser: Browser, sqlite: Database) -> None:
    tim = colleague.arrives(browser, "partner")

    page = tim.get("/portal/leads?q=ada&state=new&_anchor=x&endpoint=portal.sites.index&before=9")

    assert [str(link["href"]) for link in page.soup.select('a[href*=".csv"]')] == [
        "/portal/leads/leads.csv?state=new&q=ada"
    ]
