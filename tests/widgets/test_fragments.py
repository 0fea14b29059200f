"""Fragments on a partner's own page: shown and sent there, in the partner's own styles."""

import re
from urllib.parse import urlencode

import pytest

from tests.browser import OURS, Browser, solution
from tests.conftest import MOCK_SITE
from tests.widgets import ledger, signing_up
from tests.widgets.partner_fragment import GUEST, LEAD, WEBSTORE, asks, opens, sends, shown
from tests.widgets.signing_up import Postbox
from tests.widgets.urls import ADA

LANDING = "/fragment/landing-pbx?PartnerID=4958765"
FORMS = [LEAD, LANDING, GUEST, WEBSTORE]
RETURN = "http://partnerwebsite.com/smartbox/returnpage.html"


@pytest.mark.parametrize("url", FORMS)
def test_a_fragment_is_a_part_of_any_page(browser: Browser, url: str) -> None:
    page = asks(browser, url)

    assert page.status == 200
    assert not page.has("html[lang], title, script, style, link, h1")
    assert page.soup.select("h2")
    assert page.form["hx-post"] == f"{OURS}{url}"


@pytest.mark.parametrize("url", FORMS)
def test_every_address_in_it_is_absolute(browser: Browser, url: str) -> None:
    page = sends(browser, opens(browser, url))

    addresses = re.findall(r'\s(?:href|src|action|hx-post|hx-get)="([^"]+)"', page.text)
    assert len(addresses) > 5
    assert {one for one in addresses if not re.match(r"https?://|#pt-|tel:|mailto:|data:", one)} == set()


def test_two_on_one_page_share_no_id(browser: Browser) -> None:
    first, second = opens(browser), opens(browser)

    ids = [tag["id"] for one in (first, second) for tag in one.page.soup.find_all(id=True)]

    assert len(ids) == len(set(ids)) == 20
    assert all(str(name).startswith((first.prefix, second.prefix)) for name in ids)


def test_a_mistake_comes_back_in_place_and_the_mended_form_is_taken(browser: Browser) -> None:
    fragment = opens(browser)

    wrong = shown(sends(browser, fragment, typed=ADA, email="ada@"))
    thanks = sends(browser, wrong, email="ada@example.com")

    assert (wrong.page.status, wrong.prefix) == (200, fragment.prefix)
    assert wrong.errors == {"email": "Enter an e-mail address like name@example.com."}
    assert wrong.page.find("[autofocus]")["id"] == f"{fragment.prefix}errors"
    assert "Thank you, Ada" in thanks.says("section.lead h2")
    lead = ledger.lead()
    assert (lead.site, lead.claimed_partner_id, lead.widget) == (MOCK_SITE, "4958765", "lead-pbx")
    assert "secret-of-the-partner" not in str(ledger.everything())


def test_who_signs_up_types_the_code_in_place(browser: Browser, postbox: Postbox) -> None:
    form = opens(browser, GUEST)

    after = shown(sends(browser, form, typed=signing_up.ADA, captcha=solution(form.page)))
    wrong = shown(sends(browser, after, "confirmation", code="WRNG CODE"))
    done = sends(browser, wrong, "confirmation", code=postbox.code())

    assert wrong.errors["code"].startswith("This code does not work.")
    assert done.says("h2") == "Your address is confirmed"
    assert signing_up.the_signup().confirmed_at
    assert {page.status for page in (after.page, wrong.page, done)} == {200}


@pytest.mark.parametrize("url", [GUEST, WEBSTORE])
def test_two_clicks_on_one_form_are_one_signup(browser: Browser, url: str) -> None:
    form = opens(browser, url)
    typed = signing_up.ADA if url == GUEST else signing_up.ENGINES
    solved = {"captcha": solution(form.page)}

    first, second, other = (
        shown(sends(browser, form, typed=typed | solved | changed))
        for changed in ({}, {}, {"first_name" if url == GUEST else "sb_firstname": "Augusta"})
    )

    assert signing_up.the_signup().site == MOCK_SITE
    assert first.page.says("h2[autofocus]") == second.page.says("h2[autofocus]") == "Confirm your address"
    assert "The first ones were taken." in other.page.text


@pytest.mark.parametrize(
    ("returnurl", "leads_to"),
    [(RETURN, RETURN), ("", f"{OURS}/login"), (f"{RETURN}?a=%C3%A9", f"{RETURN}?a=%C3%A9")],
)
def test_a_rehearsed_signup_has_htmx_go_on_and_says_where(
    browser: Browser, returnurl: str, leads_to: str
) -> None:
    form = opens(browser, f"{GUEST}&test=true&{urlencode({'returnurl': returnurl})}")
    before = ledger.everything()

    answer = sends(browser, form)

    assert "TEST" in form.page.says(".report .banner")
    assert (answer.status, answer.headers["HX-Redirect"]) == (200, leads_to)
    assert (answer.find("a")["href"], answer.find("a")["target"]) == (leads_to, "_top")
    changed = {table for table, rows in ledger.everything().items() if rows != before[table]}
    assert changed - {"state", "findings"} == {"dry_runs"}


def test_a_rehearsal_that_leads_to_a_strange_site_asks_first(browser: Browser) -> None:
    answer = sends(browser, opens(browser, f"{GUEST}&test=true&returnurl=http://evil.test/"))

    assert "HX-Redirect" not in answer.headers
    assert answer.says("h2") == "You are leaving for evil.test"


def test_a_rehearsed_lead_is_thanked_for_in_place(browser: Browser) -> None:
    answer = sends(browser, opens(browser, f"{LEAD}&test=true"))

    assert "TEST" in answer.says(".report .banner")
    assert answer.has("section.lead .thanks")
    assert ledger.leads() == []


@pytest.mark.parametrize("deed", ["confirmation", "letters", "address"])
def test_what_follows_a_signup_is_for_its_partner_alone(browser: Browser, deed: str) -> None:
    form = opens(browser, GUEST)
    after = shown(sends(browser, form, typed=signing_up.ADA, captcha=solution(form.page)))
    to = str(after.form(deed)["hx-post"]).replace("4958765", "1234567")

    page = asks(browser, to, method="POST", origin="http://www.tmclabs.com", data={"code": "AAAA AAAA"})

    assert (page.status, signing_up.EMAIL[:1] + "•" in page.text) == (200, False)
    assert "Continue in a new tab" in page.text


def test_a_fragment_of_the_product_pages_can_be_read_in_place(browser: Browser) -> None:
    first, second = (asks(browser, "/fragment/content?PartnerID=4958765") for _ in range(2))

    assert not first.has("h1, nav, script, style, link, form")
    assert "Talk to Harbour & Pine IT" in first.text.replace("&amp;", "&")
    links = [str(link["href"]) for link in first.soup.select("a[href]")]
    assert {link for link in links if not re.match(r"https?://|#pt-|tel:|mailto:", link)} == set()
    ids = [tag["id"] for page in (first, second) for tag in page.soup.find_all(id=True)]
    assert len(ids) == len(set(ids)) > 0


def test_everything_that_can_be_placed_has_a_fragment(browser: Browser) -> None:
    with browser.app.app_context():
        slugs = list(browser.house.placements())

    pages = [asks(browser, f"/fragment/{slug}?PartnerID=4958765") for slug in slugs]

    assert {page.status for page in pages} == {200}
    assert [slug for slug, page in zip(slugs, pages, strict=True) if "is not here" in page.text] == []
