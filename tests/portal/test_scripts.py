"""The codes of a partner: galleries, the builder with its preview, QR codes, and the own form's kit."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import delete, select, update

from app import clock
from app.db import Database
from app.edge import doctor
from app.models import AuditEvent, Partner, Site
from tests import colleague
from tests.browser import OURS, Browser, Page
from tests.colleague import Colleague
from tests.widgets.partner_page import sends

BUILT = "/portal/scripts/landing-pbx"


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def codes(page: Page) -> dict[str, str]:
    """What can be copied, by its label."""
    return {
        page.says(f'label[for="{area["id"]}"]'): area.get_text().strip("\n")
        for area in page.soup.select("textarea[readonly]")
    }


def asked(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}


def builds(person: Colleague, slug: str = "landing-pbx", **typed: str) -> Page:
    return person.get(f"/portal/scripts/{slug}?{urlencode(typed)}")


def test_the_partner_id_stands_there_to_be_copied_with_what_works(tim: Colleague) -> None:
    page = tim.get("/portal/scripts")

    assert page.says("pre.huge") == "1234567"
    assert "You are approved, and your codes work." in page.says(".marks")
    assert "1 site is registered" in page.says(".marks")


@pytest.mark.parametrize(
    ("kind", "title", "holds"),
    [
        ("website-links", "Website links", f"{OURS}/smartbox/smartbox_overview.php?PartnerID=1234567"),
        ("syndication", "Syndication", f"{OURS}/index.php?syndication=true&amp;PartnerID=1234567"),
        ("landing-pages", "Landing pages", "source_partner_name=Tim%20Mathews"),
        ("signup-links", "Signup links", f"{OURS}/guest?PartnerID=1234567"),
    ],
)
def test_every_gallery_holds_the_partners_own_links(
    tim: Colleague, kind: str, title: str, holds: str
) -> None:
    page = tim.get(f"/portal/scripts/{kind}")

    assert page.says("h1") == title
    written = [one.get_text() for one in page.soup.select("pre.code, textarea[readonly]")]
    assert any(holds in code for code in written)
    assert all("PartnerID=1234567" in code for code in written if f'="{OURS}/' in code.partition(">")[0])


def test_every_code_of_every_page_is_right_in_the_doctors_eyes(tim: Colleague) -> None:
    with tim.app.test_request_context():
        partner = tim.house.directory.find("1234567")
        assert partner
        practice = doctor.for_partner(partner)
    wrong = [
        (slug, label, finding.words)
        for slug in tim.house.placements()
        for label, code in codes(tim.get(f"/portal/scripts/{slug}")).items()
        for finding in doctor.examine(code, practice).findings
        if finding.severity != "advice"
    ]

    assert wrong == []


def test_the_builder_begins_with_the_partners_own_contact(tim: Colleague, browser: Browser) -> None:
    page = tim.get(BUILT)
    url = codes(page)["Address"]

    assert asked(url) == {
        "PartnerID": "1234567",
        "source_cm_name": "Dave Ryan",
        "source_partner_name": "Tim Mathews",
        "source_email": "tim@tmclabs.com",
        "source_company": "TMC Labs",
        "source_website": "http://www.tmclabs.com",
    }
    assert "Tim Mathews" in browser.get(url).says(".contact")


def test_the_signature_is_copied_as_it_has_to_be_pasted(tim: Colleague, sqlite: Database) -> None:
    with sqlite.writing() as session:
        session.execute(update(Partner).values(company="R&D <b>Labs</b>"))
        session.commit()

    made = codes(builds(tim))

    assert "R&amp;D &lt;b&gt;Labs&lt;/b&gt;<br>" in made["As HTML"]
    assert "R&D <b>Labs</b>" in made["As text"]


def test_what_is_chosen_stands_in_the_address_and_in_every_code(tim: Colleague) -> None:
    page = builds(
        tim,
        source_partner_name="Ann & Söhne",
        SubPartnerID="106",
        returnurl="http://www.tmclabs.com/thanks",
        theme="dark",
        webchat="false",
        test="true",
    )
    made = codes(page)

    assert asked(made["Address"]) == {
        "PartnerID": "1234567",
        "source_partner_name": "Ann & Söhne",
        "SubPartnerID": "106",
        "returnurl": "http://www.tmclabs.com/thanks",
        "theme": "dark",
        "webchat": "false",
        "test": "true",
    }
    assert page.find("#source_partner_name")["value"] == "Ann & Söhne"
    assert 'data-sub-partner-id="106"' in made["Script"]
    assert "integrity=" in made["Script, pinned"]
    for label in ("Link", "Frame", "HTMX", "oEmbed", "As HTML", "As text"):
        assert "106" in made[label], label


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("returnurl", "https://evil.test/x", "“evil.test” is not on one of your sites"),
        ("returnurl", "javascript:alert(1)", "Write the whole address of a page on your site."),
        ("SubPartnerID", "a b", "Use 1 to 64 characters, no spaces and none of $ ! ^ % #."),
        ("source_number", "12", "Write it like 800.805.0558, or + and 8 to 15 digits."),
        ("source_email", "nobody", "Write an address like name@example.com."),
        ("source_logo", "logo.png", "Write the whole address, like https://www.example.com/page."),
        ("source_company", "x" * 121, "Use at most 120 characters."),
        ("theme", "pink", "Write “light” or “dark”."),
        ("source_company", "a\x00b", "It holds characters that can not be read."),
    ],
)
def test_what_can_not_be_used_is_left_out_and_told(tim: Colleague, name: str, text: str, words: str) -> None:
    page = builds(tim, **{name: text})

    assert page.status == 200
    assert words in page.says("#made .banner")
    assert words in page.errors[name]
    assert name not in asked(codes(page)["Address"])


def test_a_page_on_another_site_leads_to_registering_it(tim: Colleague) -> None:
    page = builds(tim, returnurl="https://shop.tmclabs.example/thanks")

    answer = tim.get(str(page.find("#made .banner a")["href"]))

    assert answer.says(".host") == "https://shop.tmclabs.example"


def test_a_site_that_was_registered_through_another_process_counts_at_once(
    tim: Colleague, sqlite: Database
) -> None:
    there = "https://shop.tmclabs.example/thanks"
    assert builds(tim, returnurl=there).has("#made .banner")

    with sqlite.writing() as session:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        session.add(Site(partner=tmc, origin="https://shop.tmclabs.example", created_at=clock.now()))
        session.commit()

    assert asked(codes(builds(tim, returnurl=there))["Address"])["returnurl"] == there


def test_whoever_is_not_approved_yet_looks_around(tim: Colleague, sqlite: Database) -> None:
    with sqlite.writing() as session:
        session.execute(update(Partner).values(approved_at=None))
        session.commit()
    tim.notices()
    paths = ("", "/landing-pages", "/own-form", "/guest", "/content", "/guest/qr.svg")

    assert {tim.get(f"/portal/scripts{path}").status for path in paths} == {200}
    assert "Your codes begin to work with the approval." in tim.get("/portal/scripts").says(".marks")
    assert tim.post("/portal/scripts/own-form/requests", {"agreed": "y"}).status == 403


def test_nobody_builds_codes_for_another_partner(tim: Colleague) -> None:
    page = builds(tim, PartnerID="4958765", syndication="true", source_company="TMC", evil="1")

    assert asked(codes(page)["Address"]) == {"PartnerID": "1234567", "source_company": "TMC"}


def test_the_preview_is_the_page_itself_where_nothing_can_be_sent(tim: Colleague) -> None:
    page = builds(tim, source_partner_name="Tim")
    frame = page.find("iframe")
    policy = page.headers["Content-Security-Policy"]

    shown = tim.get(str(frame["src"]), Sec_Fetch_Dest="iframe", Referer=f"{OURS}{BUILT}")

    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    assert f"frame-src {OURS}" in policy
    assert "frame-ancestors 'none'" in policy
    assert OURS in shown.ancestors
    assert shown.has("form")


def test_a_code_that_would_not_work_is_not_offered(tim: Colleague, sqlite: Database) -> None:
    inactive = tim.get("/portal/scripts/guest")
    with sqlite.writing() as session:
        session.execute(delete(Site))
        session.commit()
    tim.notices()
    homeless = tim.get("/portal/scripts/guest")

    assert "HTMX" not in codes(inactive)
    assert "Request activation of your own form first" in inactive.says("#made")
    assert codes(inactive).keys() > {"Frame", "Script"}
    assert not codes(homeless).keys() & {"Frame", "Script", "Script, pinned", "HTMX"}
    assert "Register your site first" in homeless.says("#made")
    assert codes(homeless).keys() > {"Address", "Link"}


@pytest.mark.parametrize(
    ("kind", "begins", "content_type"),
    [("svg", b"<svg", "image/svg+xml"), ("png", b"\x89PNG", "image/png")],
)
def test_the_qr_code_is_had_as_a_file(tim: Colleague, kind: str, begins: bytes, content_type: str) -> None:
    page = builds(tim, SubPartnerID="106")
    link = next(str(a["href"]) for a in page.soup.select("a[download]") if f"qr.{kind}" in str(a["href"]))

    answer = tim.get(link)

    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.response.data.startswith(begins)
    if kind == "svg":
        assert "SubPartnerID=106" in answer.text


def test_an_address_too_long_for_a_qr_code_is_told(tim: Colleague) -> None:
    long = "http://www.tmclabs.com/" + "x" * 1_900

    page = builds(tim, returnurl=long, source_website=long)

    assert "too long for a QR code" in page.says("#made")
    answer = tim.get(f"{BUILT}/qr.svg?{urlencode({'returnurl': long, 'source_website': long})}")
    assert answer.status == 404


@pytest.mark.parametrize("slug", ["nothing", "landing-", "..", "%00"])
def test_a_page_that_is_not_there_is_not_built(tim: Colleague, slug: str) -> None:
    assert tim.get(f"/portal/scripts/{slug}").status == 404
    assert tim.get(f"/portal/scripts/{slug}/qr.svg").status == 404


def test_an_uploaded_logo_is_filled_in(tim: Colleague, sqlite: Database) -> None:
    with sqlite.writing() as session:
        session.execute(update(Partner).where(Partner.public_id == "1234567").values(logo="0" * 32))
        session.commit()

    made = codes(tim.get(BUILT))

    assert asked(made["Address"])["source_logo"] == f"{OURS}/logos/{'0' * 32}.png"
    assert f"{OURS}/logos/{'0' * 32}.png" in made["As HTML"]


def test_activation_is_asked_for_once_with_the_agreement(tim: Colleague, sqlite: Database) -> None:
    page = tim.get("/portal/scripts/own-form")

    without = tim.does(page, "/requests")
    asked_for = tim.does(without, "/requests", agreed="y")
    again = tim.post("/portal/scripts/own-form/requests", {"csrf_token": "none"})

    assert without.status == 422
    assert without.errors["agreed"].startswith("Tick the box to ask for activation")
    assert "You asked for it just now , under version" in asked_for.says("#activation + p")
    assert again.status == 303
    with sqlite.reading() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        assert partner.form_api_requested_at
        assert partner.form_api_agreement == tim.house.agreements.eusa().version
        assert session.scalars(select(AuditEvent.deed)).all() == ["own_form_requested"]


def test_the_kit_holds_the_partners_values(browser: Browser) -> None:
    maren = colleague.arrives(browser, "partner2")

    page = maren.get("/portal/scripts/own-form")
    made = codes(page)

    assert made["Where your form is sent, by POST"] == f"{OURS}/auth/webstore/createsbaccount.jsp"
    assert 'name="PartnerID" value="4958765"' in made["A form that works"]
    assert 'name="returnurl" value="http://partnerwebsite.com/signup.html"' in made["A form that works"]
    assert {f"Read the errorcode in {name}" for name in ("PHP", "Python", "JavaScript")} < made.keys()
    assert "Active since" in page.says("#activation + p")


ACTIVATION = "Request activation, and have it granted."


def ticked(person: Colleague) -> set[str]:
    """The points of the checklist that are done."""
    points = person.get("/portal/scripts/own-form").soup.select("#checklist + ol li")
    said = [" ".join(point.get_text(" ").split()) for point in points]
    return {words.removesuffix(" Done.") for words in said if words.endswith(" Done.")}


def test_the_checklist_follows_what_was_sent(browser: Browser, sqlite: Database) -> None:
    maren = colleague.arrives(browser, "partner2")
    before = ticked(maren)
    sends(browser, test="true")
    rehearsed = ticked(maren)
    sends(browser)
    live = ticked(maren)
    sends(browser, origin="https://evil.test")
    browser.house.ledger.flush()

    assert before == {"Register the site that your form stands on.", ACTIVATION}
    assert "Send it from a page of a registered site." in rehearsed
    assert live - rehearsed == {"Take test=true out, and open an account through the form."}
    assert live - ticked(maren) == {"Send it from a page of a registered site."}
