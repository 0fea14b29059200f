"""A partner's sites: added with the password, and from that moment on known everywhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from app.config import Settings
from app.db import Database
from app.models import AuditEvent, Partner, Site
from tests import colleague
from tests.browser import Browser, Page, browsing
from tests.colleague import LOGINS, Colleague, form_of, values
from tests.scene import NOON
from tests.widgets.partner_fragment import asks
from tests.widgets.partner_page import sends as posts_own_form

PASSWORD = LOGINS["partner"]["password"]
OWN = "http://www.tmclabs.com"
NEW = "https://shop.tmclabs.example"
FORM = "/lead/pbx?PartnerID=1234567&source_cm_name=Dave+Ryan"


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def adds(person: Colleague, url: str, *also: str, password: str = PASSWORD, builder: str = "") -> Page:
    """Go through both pages, with these twins ticked."""
    page = person.get(f"/portal/sites/new?url={url}")
    typed = MultiDict(values(form_of(page, "/sites")) | {"password": password, "builder": builder})
    typed.setlist("also", list(also))
    answer = person.post("/portal/sites", typed, referer=page.url)
    return person.follows(answer) if answer.status == 303 else answer


def stored(database: Database) -> dict[str, str | None]:
    """TMC Labs' sites and their builders."""
    with database.reading() as session:
        query = select(Site).where(Site.partner.has(public_id="1234567")).order_by(Site.id)
        return {site.origin: site.builder for site in session.scalars(query)}


def test_a_site_is_added_with_the_twins_that_were_ticked(tim: Colleague, database: Database) -> None:
    page = adds(tim, "https://www.tmclabs.example/contact?a=b", "https://tmclabs.example")

    assert page.says('[role="status"]') == "Registered: https://www.tmclabs.example, https://tmclabs.example."
    assert list(stored(database)) == [OWN, "https://www.tmclabs.example", "https://tmclabs.example"]
    with database.reading() as session:
        deeds = session.execute(select(AuditEvent.deed, AuditEvent.subject, AuditEvent.actor)).all()
    assert [tuple(deed) for deed in deeds] == [
        ("site_registered", "https://www.tmclabs.example", "Tim Mathews"),
        ("site_registered", "https://tmclabs.example", "Tim Mathews"),
    ]


def test_the_page_that_asks_shows_the_host_and_its_twins_and_changes_nothing(
    tim: Colleague, sqlite: Database
) -> None:
    page = tim.get("/portal/sites/new?url=https://münchen.example/")

    assert page.says(".host") == "https://xn--mnchen-3ya.example"
    assert "Browsers write münchen.example in this way." in page.says("main")
    ticked = {str(box["value"]): box.has_attr("checked") for box in page.soup.select("[name=also]")}
    assert ticked == {
        "https://www.xn--mnchen-3ya.example": True,
        "http://www.xn--mnchen-3ya.example": False,
        "http://xn--mnchen-3ya.example": False,
    }
    assert list(stored(sqlite)) == [OWN]


@pytest.mark.parametrize(("password", "words"), [("", "Enter your password"), ("wrong-1234", "not your")])
def test_without_the_password_nothing_is_added_and_the_ticks_stay(
    tim: Colleague, sqlite: Database, password: str, words: str
) -> None:
    page = adds(tim, "https://www.tmclabs.example", "http://tmclabs.example", password=password)

    assert (page.status, page.title[:6]) == (422, "Error:")
    assert words in page.errors["password"]
    ticked = [str(box["value"]) for box in page.soup.select("[name=also][checked]")]
    assert ticked == ["http://tmclabs.example"]
    assert list(stored(sqlite)) == [OWN]


def test_a_twin_that_was_not_offered_is_not_added(tim: Colleague, sqlite: Database) -> None:
    adds(tim, "https://www.tmclabs.example", "https://evil.test", "javascript:alert(1)")

    assert list(stored(sqlite)) == [OWN, "https://www.tmclabs.example"]


@pytest.mark.parametrize("url", ["", "https://", "ftp://x.example", "http://127.0.0.1:8000", "%00", "com"])
def test_what_can_be_no_site_is_asked_for_again(tim: Colleague, url: str) -> None:
    page = tim.get(f"/portal/sites/new?url={url}")

    assert page.status == (422 if url else 200)
    assert page.says("h1") == "Add a site"
    assert page.has("#url-error") is bool(url)


def test_passwords_are_tried_as_often_as_at_the_door(tim: Colleague, sqlite: Database) -> None:
    tried = [adds(tim, NEW, password=f"wrong-{number}-pass") for number in range(10)]

    assert [page.status for page in tried] == [422] * 9 + [429]
    assert "Too many attempts. Please try again after" in tried[-1].summary[0]
    assert int(tried[-1].headers["Retry-After"]) > 0


def test_a_site_that_is_there_already_is_not_added_twice(tim: Colleague, sqlite: Database) -> None:
    asked = tim.get(f"/portal/sites/new?url={OWN}")
    page = adds(tim, OWN)

    assert "registered already" in asked.says("main")
    assert page.says('[role="status"]') == f"{OWN} was registered already."
    assert list(stored(sqlite)) == [OWN]


def test_fifty_sites_are_the_most(tim: Colleague, sqlite: Database) -> None:
    with sqlite.writing() as session:
        site = session.scalars(select(Site).where(Site.origin == OWN)).one()
        session.add_all(
            Site(partner_id=site.partner_id, origin=f"https://{one}.example", created_at=site.created_at)
            for one in range(48)
        )
        session.commit()

    one_too_many = adds(tim, NEW, "https://www.shop.tmclabs.example")
    last = adds(tim, NEW)

    assert one_too_many.summary == ["You can register 50 sites. Remove one that you no longer use."]
    assert not last.has("#url")
    assert len(stored(sqlite)) == 50


def frames(browser: Browser) -> bool:
    return NEW in browser.get(FORM).ancestors and browser.framed_on(NEW).get(FORM).has("form")


def shares(browser: Browser) -> bool:
    page = asks(browser, f"/fragment/lead-pbx?{FORM.partition('?')[2]}", origin=NEW)
    return str(page.headers.get("Access-Control-Allow-Origin")) == NEW


def returns(browser: Browser) -> bool:
    page = browser.get(f"/guest?PartnerID=1234567&test=true&returnurl={NEW}/thanks")
    answer = browser.posts(page, after=0)
    return str(answer.headers.get("Location")).startswith(f"{NEW}/thanks")


def tells(browser: Browser) -> bool:
    return NEW in str(browser.framed_on(OWN).get(FORM).find("script[data-sites]")["data-sites"]).split()


def takes(browser: Browser) -> bool:
    page = f"{NEW}/form"
    answer = posts_own_form(browser, origin=NEW, PartnerID="1234567", returnurl=page, test="true")
    return answer.status == 303 and answer.headers["Location"].startswith(page)


@pytest.mark.parametrize("works", [frames, shares, returns, tells, takes])
def test_a_site_counts_from_the_moment_it_is_added_until_it_is_removed(
    tim: Colleague, browser: Browser, sqlite: Database, works: Callable[[Browser], bool]
) -> None:
    with sqlite.writing() as session:
        session.execute(update(Partner).values(form_api_activated_at=NOON))
        session.commit()
    before = works(browser)
    listed = adds(tim, NEW)
    added = works(browser)
    link = next(a for a in listed.soup.select("tbody a") if NEW in a.get_text() and "Remove" in a.get_text())
    gone = tim.does(tim.get(str(link["href"])), "/removal")

    assert (before, added, works(browser)) == (False, True, False)
    assert gone.says('[role="status"]') == f"{NEW} is no longer one of your sites."


def test_removing_says_first_what_will_stop(tim: Colleague, sqlite: Database) -> None:
    with sqlite.reading() as session:
        number = session.scalars(select(Site.id).where(Site.origin == OWN)).one()
    page = tim.get(f"/portal/sites/{number}/removal")

    assert page.says("h1") == f"Remove {OWN}?"
    assert "your own form, posted from there, is refused" in page.says("main")
    assert list(stored(sqlite)) == [OWN]

    tim.does(page, "/removal")
    assert stored(sqlite) == {}
    assert tim.get("/portal/sites").says(".empty h2") == "No site is registered yet"


def test_a_builder_of_the_vendors_list_is_named_and_counts_at_once(
    tim: Colleague, browser: Browser, sqlite: Database
) -> None:
    page = adds(tim, NEW, builder="wix")
    page = tim.get(str(next(a for a in page.soup.select("tbody th a") if NEW in a.get_text())["href"]))

    assert "https://*.filesusr.com" in browser.get(FORM).ancestors

    refused = tim.does(page, page.url.rpartition("/")[2], builder="google-sites", password="wrong-1234")
    assert refused.errors["password"].startswith("This is not your password.")
    tim.does(refused, page.url.rpartition("/")[2], builder="google-sites", password=PASSWORD)
    assert stored(sqlite)[NEW] == "google-sites"
    assert "https://www.gstatic.com" in browser.get(FORM).ancestors


def test_a_builder_that_nobody_vetted_is_none(tim: Colleague, sqlite: Database) -> None:
    adds(tim, NEW, builder="evil-builder")

    assert stored(sqlite)[NEW] is None


def test_somebody_elses_site_is_not_there(browser: Browser, sqlite: Database) -> None:
    maren = colleague.arrives(browser, "partner2")
    with sqlite.reading() as session:
        number = session.scalars(select(Site.id).where(Site.origin == OWN)).one()

    answers = [maren.get(f"/portal/sites/{number}{page}").status for page in ("", "/removal")]

    assert answers == [404, 404]


@contextmanager
def production(settings: Settings) -> Iterator[Browser]:
    with browsing(replace(settings, env="production")) as one:
        yield one


def test_production_takes_nothing_of_a_private_network(settings: Settings, cast: None) -> None:
    with browsing(settings) as rehearsal:
        tim = colleague.arrives(rehearsal, "partner")
        assert tim.get("/portal/sites/new?url=http://localhost:8001").status == 200
    with production(settings) as live:
        tim = Colleague(live.app, jar=live.app.test_client()).signs_in("partner")
        refused = [tim.get(f"/portal/sites/new?url=http://{one}").status for one in ("localhost", "10.0.0.1")]

    assert refused == [422, 422]


def test_a_finding_leads_to_the_page_that_registers_its_site(
    tim: Colleague, browser: Browser, sqlite: Database
) -> None:
    browser.framed_on(NEW).get(FORM)
    browser.house.ledger.flush()

    page = tim.get("/portal/findings")
    answer = tim.get(str(page.find("tbody a")["href"]))

    assert answer.says(".host") == NEW
