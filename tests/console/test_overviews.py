"""Held credit, findings of all partners, and the audit log: what the vendor looks through."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.db import Database
from app.domain import audit, users
from app.domain.findings import Noted
from app.models import Account, Lead, Partner
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import LOGINS, Colleague


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


@pytest.fixture
def admin(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "admin")


def held(database: Database) -> None:
    """Ada's lead, whose partner was suspended before it came."""
    number = scene.enquiry(database)
    with database.writing() as session:
        session.get_one(Lead, number).credit_held = "The partner is suspended."
        suspended = {"suspended_at": clock.now() - timedelta(days=2), "suspended_for": "Unpaid."}
        session.execute(update(Partner).where(Partner.public_id == "1234567").values(**suspended))
        session.commit()


def test_held_leads_say_why_since_when_and_until_when(dave: Colleague, database: Database) -> None:
    assert dave.get("/console/holds").says(".empty h2") == "No credit is held"
    held(database)

    page = dave.get("/console/holds")

    assert page.says("tbody tr") == (
        "Ada Lovelace Analytical Engines TMC Labs The partner is suspended. Unpaid. just now"
        " Reinstating TMC Labs"
    )
    assert dave.get("/console/holds?q=harbour").says(".empty h2") == "Nothing fits"


@pytest.mark.parametrize(
    ("cause", "reason", "end"),
    [
        ("suspended", "Harbour & Pine IT is suspended.", "Reinstating Harbour & Pine IT"),
        ("blocked", "The account is blocked.", "Opening the account again"),
    ],
)
def test_so_do_customers(dave: Colleague, database: Database, cause: str, reason: str, end: str) -> None:
    with database.writing() as session:
        if cause == "suspended":
            session.execute(
                update(Partner).where(Partner.public_id == "4958765").values(suspended_at=clock.now())
            )
        else:
            session.execute(update(Account).values(blocked_at=clock.now()))
        session.commit()

    page = dave.get("/console/holds?what=customers")

    assert page.says("tbody tr").startswith(
        f"Charles Babbage {LOGINS['customer']['email']} Harbour & Pine IT"
    )
    assert reason in page.says("tbody tr")
    assert end in page.says("tbody tr")


def test_findings_of_all_partners_are_told_in_their_own_words(dave: Colleague, browser: Browser) -> None:
    tmc = browser.house.directory.find("1234567")
    assert tmc
    note = browser.house.ledger.note
    note(tmc.id, (Noted("misspelt", "PartnerID", "partnerid"),), scene.NOON)
    note(None, (Noted("unknown_partner", value="777"),), scene.NOON + timedelta(hours=1))
    browser.house.ledger.flush()

    page = dave.get("/console/findings")

    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert rows[0].startswith("No partner has the PartnerID “777”.")
    assert rows[1].startswith("“partnerid” was ignored: capitals matter, write “PartnerID”.")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?partner=1234567", 1),
        ("?partner=4958765", 0),
        ("?rule=misspelt", 1),
        ("?rule=unknown_partner", 1),
        ("?rule=nonsense", 2),
        ("?q=77", 1),
        ("?q=77&rule=misspelt", 0),
    ],
)
def test_they_are_narrowed_down(dave: Colleague, browser: Browser, query: str, rows: int) -> None:
    tmc = browser.house.directory.find("1234567")
    assert tmc
    browser.house.ledger.note(tmc.id, (Noted("misspelt", "PartnerID", "partnerid"),), scene.NOON)
    browser.house.ledger.note(None, (Noted("unknown_partner", value="777"),), scene.NOON)
    browser.house.ledger.flush()

    assert len(dave.get(f"/console/findings{query}").soup.select("tbody tr")) == rows


def deeds_of_three(database: Database) -> None:
    """Dave forwards a lead of TMC Labs, Ada Admin disables somebody, Maren adds a site."""
    with database.writing() as session:
        ids = {one.public_id: one.id for one in session.scalars(select(Partner))}
        people = {role: users.find(session, LOGINS[role]["email"]) for role in ("cm", "admin", "partner2")}
        actors = {role: users.actor(user) for role, user in people.items() if user}
        now = clock.now()
        audit.note(session, actors["cm"], "lead_forwarded", "Lead 7", now, partner_id=ids["1234567"])
        audit.note(session, actors["admin"], "person_disabled", "=Eve", now)
        audit.note(session, actors["partner2"], "site_added", "https://harbour.example", now, host="harbour")
        session.commit()


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["https://harbour.example", "=Eve", "Lead 7"]),
        ("?q=ada", ["=Eve"]),
        ("?partner=4958765", ["https://harbour.example"]),
        ("?deed=lead_forwarded", ["Lead 7"]),
        ("?deed=nonsense&partner=1234567", ["Lead 7"]),
        ("?q=ada&deed=site_added", []),
    ],
)
def test_the_log_is_searched_by_person_partner_and_deed(
    admin: Colleague, database: Database, query: str, subjects: list[str]
) -> None:
    deeds_of_three(database)

    page = admin.get(f"/console/audit{query}")
    file = admin.get(f"/console/audit/audit.csv{query}")

    assert [cell.get_text() for cell in page.soup.select("td[data-label='To what']")] == subjects
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [row["To what"].removeprefix("'") for row in rows] == subjects


def test_every_kind_of_deed_is_offered_once(admin: Colleague, database: Database) -> None:
    deeds_of_three(database)
    deeds_of_three(database)

    page = admin.get("/console/audit")

    offered = [option["value"] for option in page.soup.select("#deed option")]
    assert offered == ["", "lead_forwarded", "person_disabled", "site_added"]


def test_a_manager_is_not_led_to_what_is_the_administrators(dave: Colleague, browser: Browser) -> None:
    assert "Audit log" not in dave.get("/console/leads").says(".office-nav")
    assert "Audit log" in colleague.arrives(browser, "admin").get("/console/leads").says(".office-nav")
