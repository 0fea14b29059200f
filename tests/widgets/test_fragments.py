"""Fragments on a partner's own page: shown and sent there, in the partner's own styles."""

import re

import pytest

from tests.browser import OURS, Browser, solution
from tests.conftest import MOCK_SITE
from tests.widgets import ledger, signing_up
from tests.widgets.partner_fragment import GUEST, LEAD, WEBSTORE, asks, opens, sends, shown
from tests.widgets.signing_up import Postbox
from tests.widgets.urls import ADA

LANDING = "/fragment/landing-pbx?PartnerID=4958765"
FORMS = [LEAD, LANDING, GUEST, WEBSTORE]


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
