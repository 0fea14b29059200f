"""A site builder that nests a partner's code: its frames may hold our forms, and have no other right."""

import pytest
from sqlalchemy import update

from app.db import db
from app.models import Site
from tests.browser import OURS, Browser
from tests.widgets import ledger
from tests.widgets.partner_fragment import LEAD as IN_PLACE
from tests.widgets.partner_fragment import asks
from tests.widgets.partner_page import sends
from tests.widgets.signing_up import signs_up

HARBOUR, MOCK = "http://partnerwebsite.com", "http://localhost:8001"
BUILDERS = "http://*.drydock.localhost:8001"
NESTED = "http://harbour-and-pine.drydock.localhost:8001"
LEAD = "/lead/pbx?PartnerID=4958765&source_cm_name=John+Smith"
GUEST = "/guest?PartnerID=4958765"


def choose(browser: Browser, builder: str | None) -> None:
    """The partner says with which builder the mock site is made."""
    with db.writing() as session:
        session.execute(update(Site).where(Site.origin == MOCK).values(builder=builder))
        session.commit()
    browser.notices()


@pytest.mark.parametrize("url", [LEAD, GUEST])
def test_the_builders_frames_may_hold_a_form_beside_the_partners_sites(browser: Browser, url: str) -> None:
    page = browser.framed_on(NESTED).get(url)
    browser.house.ledger.flush()

    assert page.form is not None
    assert page.ancestors == {OURS, HARBOUR, MOCK, BUILDERS}
    assert ledger.findings() == set()


def test_what_follows_a_signup_is_framed_as_its_form_was(browser: Browser) -> None:
    page = signs_up(browser.framed_on(NESTED), GUEST)

    assert page.says("h1") == "Confirm your address"
    assert BUILDERS in page.ancestors


@pytest.mark.parametrize("builder", [None, "wix", "no-longer-vetted"])
def test_where_no_site_names_it_the_builder_is_a_stranger(browser: Browser, builder: str | None) -> None:
    choose(browser, builder)

    assert not browser.framed_on(NESTED).get(LEAD).has("form")
    assert BUILDERS not in browser.get(LEAD).ancestors
    browser.house.ledger.flush()
    assert ("unregistered_site", NESTED) in ledger.findings()


def test_a_site_made_with_wix_is_framed_by_every_frame_of_wix(browser: Browser) -> None:
    choose(browser, "wix")

    page = browser.framed_on("https://www-harbour-example.filesusr.com").get(LEAD)

    assert page.has("form")
    assert page.ancestors == {OURS, HARBOUR, MOCK, "https://*.filesusr.com"}


def test_a_builder_serves_the_partners_who_named_it_alone(browser: Browser) -> None:
    assert not browser.framed_on(NESTED).get("/lead/pbx?PartnerID=1234567&source_cm_name=Dave").has("form")


def test_a_rehearsal_in_the_builders_frame_says_that_its_place_is_registered(browser: Browser) -> None:
    page = browser.framed_on(NESTED).get(f"{LEAD}&test=true")

    assert f"{NESTED}, registered" in page.says()


def test_the_builder_reads_no_fragment(browser: Browser) -> None:
    page = asks(browser, IN_PLACE, origin=NESTED)
    browser.house.ledger.flush()

    assert page.status == 403
    assert "Access-Control-Allow-Origin" not in page.headers
    assert ("unregistered_site", NESTED) in ledger.findings()


def test_the_builder_posts_no_form_of_the_partners(browser: Browser) -> None:
    assert sends(browser, origin=NESTED).status == 403


def test_nobody_is_returned_to_the_builder(browser: Browser) -> None:
    page = browser.framed_on(NESTED).get(f"{GUEST}&returnurl={NESTED}/thanks&test=true")
    answer = browser.sends(page)

    assert answer.says("h1") == "You are leaving for harbour-and-pine.drydock.localhost"
    assert "drydock" not in page.headers["Content-Security-Policy"].partition("frame-ancestors")[0]


def test_the_frame_tells_the_builder_its_height_and_nothing_else(browser: Browser) -> None:
    sites = browser.framed_on(NESTED).get(LEAD).find("script[data-sites]")["data-sites"]

    assert sites == f"{HARBOUR} {MOCK}"
