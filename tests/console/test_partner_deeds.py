"""What the console does to a partner: suspended, reinstated, their own form, what we know of them."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock
from app.config import Settings
from app.db import Database
from app.models import AuditEvent, Lead, LeadEvent, Letter, Partner
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import Colleague
from tests.demo.test_views import deliver
from tests.post_office import PostOffice
from tests.written_down import deeds


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


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
