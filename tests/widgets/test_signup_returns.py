"""Where signups lead: to the partner's own pages, or over a page that asks, and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urljoin, urlsplit

import pytest

from app.config import Settings
from app.db import Database
from tests.browser import OURS, Browser, Page, browsing
from tests.domain.test_weburl import LEADS_AWAY
from tests.widgets.signing_up import ADA, finish, path_of

HARBOUR = "http://partnerwebsite.com"
KNOWN = {OURS, HARBOUR, "https://panterranetworks.com", "https://www.panterranetworks.com"}
LOGIN = f"{OURS}/login"


@pytest.fixture
def calm(settings: Settings, cast: None) -> Iterator[Browser]:
    """A browser on a service that asks no characters and counts nothing."""
    with browsing(replace(settings, captcha="off", limits=False)) as one:
        yield one


def origins(page: Page) -> set[str]:
    """Every origin that the page leads to, by a link, a form or by itself."""
    found = [
        str(tag.get(name)) for tag in page.soup.find_all(True) for name in ("href", "action") if tag.get(name)
    ]
    found += [value for name, value in page.headers.items() if name in ("Location", "HX-Redirect", "Refresh")]
    parts = [urlsplit(urljoin(page.url, url)) for url in found]
    return {f"{each.scheme}://{each.netloc}" for each in parts if each.scheme not in ("mailto", "tel")}


def journey(browser: Browser, returnurl: str) -> tuple[list[Page], str]:
    """All pages of a signup with this returnurl, and where Finish leads."""
    form = browser.get(f"/guest?PartnerID=4958765&returnurl={quote(returnurl, errors='surrogatepass')}")
    sent = browser.posts(form, typed=ADA)
    after = browser.follows(sent)
    return [form, sent, after], finish(after)


# White space around a value is trimmed before anybody reads it (SPEC section 1).
TWO_WAYS = [text for text in LEADS_AWAY if text.strip() not in ("http://partner.example",)]


@pytest.mark.parametrize(
    "returnurl",
    [*TWO_WAYS, *(text.replace("partner.example", "partnerwebsite.com") for text in TWO_WAYS)],
)
def test_what_browsers_read_in_two_ways_leads_nowhere(calm: Browser, returnurl: str) -> None:
    pages, on = journey(calm, returnurl)

    assert on == LOGIN
    assert set().union(*map(origins, pages)) <= KNOWN
    back = calm.get(f"{path_of(pages[-1])}/return")
    assert (back.status, back.headers["Location"]) == (303, LOGIN)


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "partnerwebsite.com.evil.test",
        "evilpartnerwebsite.com",
        "www.partnerwebsite.com",
        "partnerwebsite.com:8080",
        "partnerwebsite.co",
        "xn--prtnerwebsite-3fb.com",
    ],
)
def test_a_strange_site_is_named_and_left_for_by_a_click_only(calm: Browser, host: str) -> None:
    url = f"http://{host}/smartbox/returnpage.html"

    pages, on = journey(calm, url)
    asking = calm.get(on)

    assert set().union(*map(origins, pages)) <= KNOWN
    assert (asking.status, asking.says("h1")) == (200, f"You are leaving for {host.partition(':')[0]}")
    assert origins(asking) - KNOWN == {f"http://{host}"}
    assert (asking.headers["Cache-Control"], "Location" in asking.headers) == ("no-store", False)


def test_a_site_that_is_no_longer_the_partners_is_asked_about(calm: Browser, database: Database) -> None:
    pages, on = journey(calm, f"{HARBOUR}/x")
    assert on == f"{HARBOUR}/x"

    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM sites WHERE origin = 'http://partnerwebsite.com'")
        session.commit()
    calm.notices()

    later = calm.get(path_of(pages[-1]))
    assert calm.get(finish(later)).says("h1") == "You are leaving for partnerwebsite.com"
