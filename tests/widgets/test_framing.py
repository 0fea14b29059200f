"""Who may show a form in a frame, and what a stranger shows instead (SPEC section 11)."""

import pytest
from sqlalchemy import update

from app.db import db
from app.models import Site
from tests.browser import OURS, Browser
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM, PBX

TMC, HARBOUR, MOCK = "http://www.tmclabs.com", "http://partnerwebsite.com", "http://localhost:8001"
BUILDER = "http://*.drydock.localhost:8001"
STRANGER = "http://evil.test"


@pytest.mark.parametrize(
    ("query", "ancestors"),
    [
        ("", {OURS}),
        ("PartnerID=9999999", {OURS}),
        ("partnerid=1234567", {OURS}),
        ("PartnerID=1234567", {OURS, TMC}),
        ("PartnerID=4958765", {OURS, HARBOUR, MOCK, BUILDER}),
        ("PartnerID=7654321", {OURS, "http://www.quietvalley.example"}),
        ("PartnerID=1234567&PartnerID=4958765", {OURS}),
    ],
)
@pytest.mark.parametrize("url", [PBX, "/lead/uc"])
def test_exactly_we_the_partners_sites_and_their_builder_may_frame_a_form(
    browser: Browser, url: str, query: str, ancestors: set[str]
) -> None:
    page = browser.get(f"{url}?{query}")
    wrong = browser.sends(page)

    assert page.ancestors == wrong.ancestors == browser.sends(wrong, typed=ADA).ancestors == ancestors


@pytest.mark.parametrize("parent", [TMC, OURS])
def test_a_registered_site_shows_the_form(browser: Browser, parent: str) -> None:
    framed = browser.framed_on(parent)

    assert framed.sends(framed.get(BY_TIM), typed=ADA).status == 200


def test_a_site_that_hides_itself_gets_the_form_guarded_by_its_header(browser: Browser) -> None:
    page = browser.get(BY_TIM, Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="iframe")

    assert (page.status, page.ancestors) == (200, {OURS, TMC})
    assert page.form is not None


@pytest.mark.parametrize(
    "parent",
    [
        STRANGER,
        HARBOUR,
        "https://www.tmclabs.com",
        "http://tmclabs.com",
        "http://www.tmclabs.com:8080",
        "http://www.tmclabs.com.evil.test",
    ],
)
@pytest.mark.parametrize("dest", ["iframe", "frame", "object", "embed"])
def test_a_stranger_shows_a_short_page_with_a_way_on(browser: Browser, parent: str, dest: str) -> None:
    page = browser.get(
        BY_TIM, Sec_Fetch_Site="cross-site", Sec_Fetch_Dest=dest, Referer=f"{parent}/some/page?x=1"
    )

    assert (page.status, page.ancestors) == (200, {"*"})
    assert not page.has("form, input, script[src*=htmx]")
    for secret in ("Tim Mathews", "650.365.2879", "tmclabs", "TMC"):
        assert secret not in page.says()
    link = page.find("a[href]")
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])
    assert browser.get(str(link["href"])).says("aside .name") == "Tim Mathews"


def test_a_stranger_is_a_finding_of_the_partner(browser: Browser) -> None:
    browser.framed_on(STRANGER).get(BY_TIM)
    browser.house.ledger.flush()

    assert ("unregistered_site", STRANGER) in ledger.findings()


@pytest.mark.parametrize(
    ("referer", "named"),
    [
        ("http://[", "http://["),
        ("http://[::1", "http://[::1"),
        ("http://", "http://"),
        ("http://ä.test/", "http://ä.test"),
        ("http://a b/", "http://a b"),
        ("http://a:b:c/", "http://a:b:c"),
        ("http://%00.test/", "http://%00.test"),
        ("http://www.tmclabs.com@evil.test/", "http://www.tmclabs.com@evil.test"),
        ("http://www.tmclabs.com\\@evil.test/", "http://www.tmclabs.com\\@evil.test"),
        ("http://" + "x" * 9000, "http://" + "x" * 73),
    ],
)
def test_a_strange_referer_is_a_stranger_named_as_it_came(browser: Browser, referer: str, named: str) -> None:
    page = browser.get(BY_TIM, Sec_Fetch_Dest="iframe", Referer=referer)
    browser.house.ledger.flush()

    assert page.says("h1") == "This form opens in a new tab"
    assert not page.has("form")
    assert ledger.findings() == {("unregistered_site", named)}


@pytest.mark.parametrize("referer", ["//", "javascript:x", "www.tmclabs.com", "HTTP://WWW.TMCLABS.COM:80/x"])
def test_a_referer_that_names_no_stranger_gets_the_form(browser: Browser, referer: str) -> None:
    page = browser.get(BY_TIM, Sec_Fetch_Dest="iframe", Referer=referer)
    browser.house.ledger.flush()

    assert page.has("form")
    assert page.ancestors == {OURS, TMC}
    assert ledger.findings() == set()


def test_a_new_site_may_frame_at_once(browser: Browser) -> None:
    browser.get(BY_TIM)
    with db.writing() as session:
        session.execute(update(Site).where(Site.origin == TMC).values(origin="https://tmclabs.example"))
        session.commit()
    browser.notices()

    assert browser.get(BY_TIM).ancestors == {OURS, "https://tmclabs.example"}
    assert not browser.framed_on(TMC).get(BY_TIM).has("form")
    assert browser.framed_on("https://tmclabs.example").get(BY_TIM).has("form")
