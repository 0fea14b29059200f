"""Who may read a fragment: the sites of the partner in its address, whatever becomes of the request."""

from collections.abc import Callable

import pytest

from tests.browser import OURS, Browser, Page
from tests.conftest import MOCK_SITE
from tests.widgets import ledger
from tests.widgets.partner_fragment import GUEST, LEAD, asks, opens, sends
from tests.widgets.urls import ADA

BY_TMC = "/fragment/lead-pbx?PartnerID=1234567"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,hx-current-url,hx-request,hx-target,hx-trigger",
}


def shares_with(page: Page) -> str | None:
    """The one site that may read the answer."""
    assert "Origin" in page.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in page.headers
    assert "Set-Cookie" not in page.headers
    found: str | None = page.headers.get("Access-Control-Allow-Origin")
    return found


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    ("url", "origin", "may"),
    [
        (LEAD, MOCK_SITE, True),
        (LEAD, "http://partnerwebsite.com", True),
        (LEAD, "https://partnerwebsite.com", False),
        (LEAD, "http://www.partnerwebsite.com", False),
        (LEAD, "http://partnerwebsite.com:8001", False),
        (LEAD, "http://PARTNERWEBSITE.com", False),
        (LEAD, "http://partnerwebsite.com.evil.test", False),
        (LEAD, "http://www.tmclabs.com", False),
        (LEAD, "null", False),
        (LEAD, "", False),
        (LEAD, OURS, False),
        (BY_TMC, "http://www.tmclabs.com", True),
        (BY_TMC, MOCK_SITE, False),
        ("/fragment/lead-pbx", MOCK_SITE, False),
        ("/fragment/lead-pbx?PartnerID=nobody", MOCK_SITE, False),
        ("/fragment/lead-pbx?partnerid=4958765", MOCK_SITE, False),
        (GUEST, MOCK_SITE, True),
        (GUEST, "http://www.tmclabs.com", False),
        ("/fragment/nothing?PartnerID=4958765", MOCK_SITE, True),
        ("/fragment/signup/no-such-handle/confirmation?PartnerID=4958765", MOCK_SITE, True),
        ("/fragment/signup/no-such-handle/confirmation?PartnerID=4958765", "http://evil.test", False),
    ],
)
def test_only_a_site_of_the_partner_in_the_address_may_read_it(
    browser: Browser, method: str, url: str, origin: str, may: bool
) -> None:
    page = asks(browser, url, method=method, origin=origin)

    assert shares_with(page) == (origin if may else None)
    assert page.status == (403 if not may else 204 if method == "OPTIONS" else 200)
    assert may or not page.has("form, input")


def test_a_browser_may_send_what_htmx_tells_and_read_what_it_is_told(browser: Browser) -> None:
    page = browser.request("OPTIONS", LEAD, headers={"Origin": MOCK_SITE} | PREFLIGHT)

    allowed = {name.strip().lower() for name in page.headers["Access-Control-Allow-Headers"].split(",")}
    assert set(PREFLIGHT["Access-Control-Request-Headers"].split(",")) < allowed
    assert allowed > {"hx-request-type", "hx-source", "hx-trigger-name", "hx-boosted", "hx-prompt"}
    assert page.headers["Access-Control-Allow-Methods"] == "GET, POST"
    assert int(page.headers["Access-Control-Max-Age"]) >= 600
    assert {"HX-Redirect", "HX-Retarget", "HX-Reswap"} < set(
        asks(browser, LEAD).headers["Access-Control-Expose-Headers"].split(", ")
    )


def test_a_stranger_is_noted_at_the_preflight_and_learns_nothing(browser: Browser) -> None:
    page = browser.request("OPTIONS", LEAD, headers={"Origin": "http://evil.test"} | PREFLIGHT)

    assert "Harbour" not in page.text
    browser.house.ledger.flush()
    assert ("unregistered_site", "http://evil.test") in ledger.findings()


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (LEAD, "/lead/pbx?PartnerID=4958765&source_cm_name=John+Smith"),
        (GUEST, "/guest?PartnerID=4958765"),
        ("/fragment/landing-sb", "/custom_landing_pages/landing_page_sb.php"),
        ("/fragment//evil.test/", "//evil.test/"),
    ],
)
def test_whoever_opens_the_address_itself_comes_to_the_page(browser: Browser, url: str, page: str) -> None:
    opened = browser.get(url)

    assert (opened.status, opened.headers["Location"]) == (303, f"{OURS}{page}")
    assert shares_with(opened) is None


def _limited(browser: Browser) -> Page:
    fragment = opens(browser)
    return [sends(browser, fragment, after=0) for _ in range(11)][-1]


def _slips(**_: str) -> str:
    raise RuntimeError("a slip of ours")


def _broken(browser: Browser) -> Page:
    browser.app.config["PROPAGATE_EXCEPTIONS"] = False
    browser.app.view_functions["landing.show"] = _slips
    return asks(browser, LEAD)


ERRORS: dict[str, tuple[Callable[[Browser], Page], str]] = {
    "404": (lambda b: asks(b, "/fragment/lead-fax?PartnerID=4958765"), "This page is not here"),
    "405": (lambda b: asks(b, LEAD, method="DELETE"), "This page can not do that"),
    "413": (lambda b: asks(b, LEAD, method="POST", data={"message": "x" * 300_000}), "more than we can take"),
    "414": (lambda b: asks(b, f"{LEAD}&x={'x' * 8_001}"), "This address is too long"),
    "415": (lambda b: asks(b, LEAD, method="POST", json=[]), "We could not read that"),
    "429": (_limited, "Too many attempts. Please try again after"),
    "500": (_broken, "Something went wrong on our side"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_told_on_the_partners_page(browser: Browser, case: str) -> None:
    ask, says = ERRORS[case]

    page = ask(browser)

    assert (page.status, shares_with(page)) == (200, MOCK_SITE)
    assert says in page.text
    assert not page.has("html[lang], script, style, h1")


def test_an_error_before_there_is_a_form_leads_to_the_page(browser: Browser) -> None:
    first = asks(browser, "/fragment/lead-fax?PartnerID=4958765")
    later = asks(browser, LEAD, method="POST", json=[])

    assert first.find("a")["href"] == f"{OURS}/lead-fax?PartnerID=4958765"
    assert not first.has("[autofocus]")
    assert "HX-Retarget" not in first.headers
    assert (later.headers["HX-Retarget"], later.headers["HX-Reswap"]) == ("previous .notice", "innerHTML")


@pytest.mark.parametrize("name", ["guest", "webstore"])
def test_without_activation_a_signup_is_a_link(browser: Browser, name: str) -> None:
    url, origin = f"/fragment/{name}?PartnerID=1234567&SubPartnerID=106", "http://www.tmclabs.com"

    pages = [asks(browser, url, method=method, origin=origin) for method in ("GET", "POST")]

    for page in pages:
        assert (page.status, shares_with(page)) == (200, origin)
        assert not page.has("form, input")
        slash = "/" if name == "webstore" else ""
        assert page.find("a")["href"] == f"{OURS}/{name}{slash}?PartnerID=1234567&SubPartnerID=106"
    browser.house.ledger.flush()
    assert ("fragment_inactive", name) in ledger.findings()


def test_a_form_of_one_partner_is_not_taken_from_the_page_of_another(browser: Browser) -> None:
    token = opens(browser).page.values["form_token"]

    page = asks(
        browser, BY_TMC, method="POST", origin="http://www.tmclabs.com", data=ADA | {"form_token": token}
    )

    assert (page.status, ledger.leads()) == (200, [])
    assert "Continue in a new tab" in page.text
    assert page.form["action"] == f"{OURS}/lead/pbx?PartnerID=1234567#errors"
