"""Partners: invited, approved, suspended and reinstated, each at once and everywhere."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import partners, users
from app.models import AuditEvent, Lead, LeadEvent, Letter, Partner, User
from tests import colleague, scene
from tests.browser import Browser, Page
from tests.colleague import Colleague
from tests.demo.test_views import deliver
from tests.post_office import PostOffice

LENA = {
    "company": "Polar Voice",
    "contact_name": "Lena Vogt",
    "email": "lena@polarvoice.example",
    "number": "650.555.0100",
}


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def invited(dave: Colleague) -> Page:
    return dave.does(dave.get("/console/partners/new"), "/new", **LENA)


def number_of(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


def deeds(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEvent.deed).order_by(AuditEvent.id)))


def test_a_partner_is_invited_and_approved_and_then_their_id_works(
    dave: Colleague, browser: Browser, settings: Settings, smtp: PostOffice
) -> None:
    page = invited(dave)
    number = number_of(page)
    before = browser.house.directory.find(number)
    approved = dave.does(page, "/approval")
    deliver(settings)

    assert len(number) == 7
    assert "waiting for approval" in page.says(".office-title")
    assert approved.says('[role="status"]') == "Polar Voice is approved: their PartnerID works."
    assert "in good standing" in approved.says(".office-title")
    assert before is None
    assert browser.house.directory.find(number) is not None
    subjects = {letter["subject"] for letter in smtp.letters("lena@polarvoice.example")}
    assert subjects == {
        "Polar Voice and PanTerra: your access to the partner portal",
        f"Polar Voice is approved: your PartnerID is {number}",
    }


def test_whoever_is_invited_belongs_to_the_manager_who_did_it(dave: Colleague, database: Database) -> None:
    number = number_of(invited(dave))

    with database.reading() as session:
        partner = partners.find(session, number)
        assert partner
        assert partner.channel_manager
        assert (partner.channel_manager.name, partner.approved_at) == ("Dave Ryan", None)
        assert session.scalars(select(User.role).where(User.partner_id == partner.id)).all() == ["partner"]
    assert deeds(database) == ["partner_invited"]


def test_a_partner_id_that_is_taken_is_drawn_again(sqlite: Database, cast: None) -> None:
    draws = iter([234_567, 3_958_765, 42])
    company = partners.Company("Polar Voice", "Lena Vogt", "lena@polarvoice.example", None)
    with sqlite.writing() as session:
        partner = partners.invite(session, company, None, clock.now(), lambda _: next(draws))

    assert partner.public_id == "1000042"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"company": ""}, {"company": "Enter the company’s name."}),
        ({"email": "lena"}, {"email": "Enter an e-mail address like name@example.com."}),
        ({"number": "555"}, {"number": "Write it like 800.805.0558, or + and 8 to 15 digits."}),
        ({"manager": "77"}, {"manager": "Choose who looks after them."}),
    ],
)
def test_what_can_not_be_is_asked_for_again(
    dave: Colleague, sqlite: Database, typed: dict[str, str], errors: dict[str, str]
) -> None:
    page = dave.does(dave.get("/console/partners/new"), "/new", **(LENA | typed))

    assert (page.status, page.errors) == (422, errors)
    assert deeds(sqlite) == []


def test_an_address_has_one_login(dave: Colleague, sqlite: Database) -> None:
    page = dave.does(dave.get("/console/partners/new"), "/new", **(LENA | {"email": "Tim@tmclabs.com"}))

    assert page.summary == ["Somebody signs in with this address already. Choose another."]
    with sqlite.reading() as session:
        assert session.scalar(select(Partner).where(Partner.company == "Polar Voice")) is None


def test_suspending_asks_first_and_holds_credit_at_once(dave: Colleague, database: Database) -> None:
    page = dave.get("/console/partners/1234567")
    asked = dave.get(str(page.find("a.danger[href$=suspension]")["href"]))

    silent = dave.does(asked, "/suspension")
    suspended = dave.does(silent, "/suspension", reason="Three unpaid invoices.")
    colleague.arrives(dave).sends(dave.get("/lead/pbx?PartnerID=1234567"), typed=scene_lead())

    assert asked.says("h1") == "Suspend TMC Labs"
    assert silent.errors == {"reason": "Say why: the partner reads it."}
    assert "Suspended just now : Three unpaid invoices." in suspended.says(".banner")
    with database.reading() as session:
        assert session.scalars(select(Lead.credit_held)).all() == ["The partner is suspended."]
        assert "partner_suspended" in session.scalars(select(Letter.kind)).all()


def scene_lead() -> dict[str, str]:
    return {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@engines.example",
        "company": "Analytical Engines",
    }


def test_reinstating_releases_what_was_held_because_of_it(dave: Colleague, database: Database) -> None:
    first, second = scene.enquiry(database), None
    with database.writing() as session:
        lead = session.get_one(Lead, first)
        lead.credit_held = "The partner is suspended."
        other = scene.ada(handle_hash="f" * 64, partner=lead.partner, credit_held="Under inquiry.")
        session.add(other)
        session.execute(
            update(Partner).where(Partner.public_id == "1234567").values(suspended_at=clock.now())
        )
        session.commit()
        second = other.id

    page = dave.does(dave.get("/console/partners/1234567"), "/reinstatement")

    assert "is reinstated" in page.says('[role="status"]')
    with database.reading() as session:
        held = session.execute(select(Lead.id, Lead.credit_held).order_by(Lead.id)).all()
        assert held == [(first, None), (second, "Under inquiry.")]
        steps = session.execute(select(LeadEvent.lead_id, LeadEvent.kind, LeadEvent.actor)).all()
        assert steps == [(first, "credit_released", "Dave Ryan")]
        assert session.scalars(select(AuditEvent.details)).all() == [
            {"released": 1, "commission_released": 0}
        ]


def test_the_own_form_is_activated_under_an_agreement_and_ended_at_once(
    dave: Colleague, browser: Browser
) -> None:
    asked = dave.get("/console/partners/1234567/own-form")
    active = dave.does(asked, "/own-form", agreement="2026-11")
    ending = dave.get("/console/partners/1234567/own-form/end")
    known = browser.house.directory.find("1234567")
    ended = dave.does(ending, "/own-form/end")
    known_then = browser.house.directory.find("1234567")

    assert asked.values["agreement"]
    assert "under version 2026-11 of the agreement" in active.says("main")
    assert "refused at once" in ending.says("main")
    assert "Not active" in ended.says("main")
    assert known
    assert known_then
    assert (known.form_api, known_then.form_api) == (True, False)


def test_what_we_know_is_changed_and_the_change_is_kept(
    dave: Colleague, browser: Browser, database: Database
) -> None:
    asked = dave.get("/console/partners/1234567/company")
    (john,) = [one["value"] for one in asked.soup.select("#manager option") if one.get_text() == "John Smith"]

    page = dave.does(asked, "/company", company="TMC Laboratories", manager=str(john))
    same = dave.does(dave.get("/console/partners/1234567/company"), "/company")

    assert page.says("h1") == "TMC Laboratories"
    assert "company from “TMC Labs” to “TMC Laboratories”" in page.says("main")
    assert "channel manager from “Dave Ryan” to “John Smith”" in page.says("main")
    assert same.says('[role="status"]').startswith("Nothing was changed")
    known = browser.house.directory.find("1234567")
    assert known
    assert known.manager
    assert (known.company, known.manager.email) == ("TMC Laboratories", "john@panterranetworks.com")
    assert deeds(database) == ["partner_changed"]


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        ("approval", {"number": None}),
        ("reinstatement", {"number": None}),
        ("suspension", {"suspended_at": scene.NOON}),
        ("suspension", {"approved_at": None}),
        ("own-form", {"form_api_activated_at": scene.NOON}),
        ("own-form", {"approved_at": None}),
        ("own-form/end", {"number": None}),
    ],
)
def test_what_is_so_already_is_not_done_again(
    dave: Colleague, sqlite: Database, deed: str, state: dict[str, Any]
) -> None:
    token = dave.get("/console/partners/new").values["csrf_token"]
    with sqlite.writing() as session:
        session.execute(update(Partner).where(Partner.public_id == "1234567").values(**state))
        session.commit()

    typed = {"csrf_token": token, "reason": "Late.", "agreement": "1"}
    page = dave.follows(dave.post(f"/console/partners/1234567/{deed}", typed))

    assert page.says('[role="status"]').startswith("Nothing was changed")
    assert deeds(sqlite) == []


def test_another_person_is_invited_and_written_to_again(dave: Colleague, sqlite: Database) -> None:
    asked = "/console/partners/1234567/people/new"
    typed = {"name": "Lena Vogt", "email": "lena@tmclabs.com"}

    page = dave.does(dave.get(asked), "/people/new", **typed)
    again = dave.does(page, "/letters")
    taken = dave.does(dave.get(asked), "/people/new", **typed)

    assert "Lena Vogt, lena@tmclabs.com (invited just now" in page.says("#people + ul")
    assert again.says('[role="status"]') == "Another letter is on its way to lena@tmclabs.com."
    assert taken.summary == ["Somebody signs in with this address already. Choose another."]
    with sqlite.reading() as session:
        assert session.scalars(select(Letter.recipient)).all() == ["lena@tmclabs.com"] * 2
    assert deeds(sqlite) == ["person_invited", "person_invited_again"]


def test_nobody_who_has_joined_or_works_elsewhere_is_written_to_again(
    dave: Colleague, sqlite: Database
) -> None:
    with sqlite.reading() as session:
        tim, maren = (users.find(session, colleague.LOGINS[one]["email"]) for one in ("partner", "partner2"))
    assert tim
    assert maren
    token = dave.get("/console/partners/new").values["csrf_token"]

    answers = [
        dave.post(f"/console/partners/1234567/people/{one.id}/letters", {"csrf_token": token}).status
        for one in (tim, maren)
    ]

    assert answers == [404, 404]


def test_partners_are_written_to_about_their_standing(
    dave: Colleague, settings: Settings, smtp: PostOffice
) -> None:
    for deed, typed in (
        ("suspension", {"reason": "Three unpaid invoices."}),
        ("reinstatement", {}),
        ("own-form", {}),
        ("own-form/end", {}),
    ):
        page = dave.get(f"/console/partners/1234567{'' if deed == 'reinstatement' else f'/{deed}'}")
        dave.does(page, f"/{deed}", **typed)
        deliver(settings)

    letters = smtp.letters("tim@tmclabs.com")
    assert {letter["subject"] for letter in letters} == {
        "TMC Labs is suspended",
        "TMC Labs is reinstated",
        "Your own form may post to us now",
        "Your own form is no longer taken",
    }
    assert any("suspended TMC Labs: Three unpaid invoices.\n\nYour forms" in one["text"] for one in letters)


def test_a_suspension_that_is_over_is_not_announced_any_more(
    dave: Colleague, settings: Settings, smtp: PostOffice
) -> None:
    dave.does(dave.get("/console/partners/1234567/suspension"), "/suspension", reason="A mistake.")
    dave.does(dave.get("/console/partners/1234567"), "/reinstatement")
    deliver(settings)

    assert [one["subject"] for one in smtp.letters("tim@tmclabs.com")] == ["TMC Labs is reinstated"]


@pytest.mark.parametrize(
    ("query", "companies"),
    [
        ("", {"TMC Labs", "Harbour & Pine IT", "Quiet Valley Telecom"}),
        ("?q=tmc", {"TMC Labs"}),
        ("?q=4958", {"Harbour & Pine IT"}),
        ("?q=delgado", {"Quiet Valley Telecom"}),
        ("?standing=suspended", {"Quiet Valley Telecom"}),
        ("?standing=waiting", set()),
        ("?standing=nonsense&q=%00", {"TMC Labs", "Harbour & Pine IT", "Quiet Valley Telecom"}),
    ],
)
def test_what_is_looked_for(dave: Colleague, sqlite: Database, query: str, companies: set[str]) -> None:
    page = dave.get(f"/console/partners{query}")

    assert {one.get_text() for one in page.soup.select("tbody th a")} == companies


def test_the_history_of_a_partner_is_theirs_alone(dave: Colleague, sqlite: Database) -> None:
    dave.does(dave.get("/console/partners/7654321"), "/reinstatement")

    theirs = dave.get("/console/partners/7654321/history")
    others = dave.get("/console/partners/1234567/history")

    assert "partner reinstated Quiet Valley Telecom (7654321)" in theirs.says("tbody")
    assert others.says(".empty h2") == "Nothing is written down yet"


def test_an_unknown_partner_is_not_there(dave: Colleague) -> None:
    assert dave.get("/console/partners/9999999").status == 404
