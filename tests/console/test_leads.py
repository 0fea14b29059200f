"""The inbox: who waits longest stands first, one click forwards, and everything can be handed on."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.db import Database
from app.models import AuditEvent, Lead, LeadEvent, Letter
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import Colleague

HOUR = timedelta(hours=1)


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def arrived(database: Database, name: str, ago: timedelta = timedelta(0), **changes: Any) -> int:
    """A lead that came so long ago, like Ada's but for these changes; returns its id."""
    number = scene.enquiry(database)
    with database.writing() as session:
        lead = session.get_one(Lead, number)
        lead.handle_hash, lead.first_name = f"{number:064d}", name
        lead.created_at -= ago
        for attribute, value in changes.items():
            setattr(lead, attribute, value)
        session.commit()
    return number


def names(page: Any, section: str) -> list[str]:
    return [one.get_text() for one in page.soup.select(f"[aria-labelledby={section}] tbody th a")]


def test_who_waits_longest_stands_first_and_the_rest_below(dave: Colleague, sqlite: Database) -> None:
    arrived(sqlite, "Grace", HOUR)
    arrived(sqlite, "Ada", 5 * HOUR)
    arrived(sqlite, "Hedy", state="accepted")
    arrived(sqlite, "Mary", 9 * HOUR, channel_manager_id=None)

    page = dave.get("/console/leads")

    assert names(page, "waiting") == ["Ada Lovelace", "Grace Lovelace"]
    assert names(page, "others") == ["Hedy Lovelace"]
    assert "5 hours ago" in page.says("[aria-labelledby=waiting] tbody tr:first-child")


def test_one_click_forwards_from_the_list(dave: Colleague, database: Database) -> None:
    number = arrived(database, "Ada", 2 * HOUR)

    page = dave.does(dave.get("/console/leads"), f"/{number}/forwarding")

    assert page.says("h1") == "Leads"
    assert page.says('[role="status"]') == "Ada Lovelace is forwarded to tim@tmclabs.com."
    assert "forwarded 2 hours ago 2 h 0 min" in page.says("[aria-labelledby=others] tbody")
    with database.reading() as session:
        assert session.scalars(select(Letter.recipient)).all() == ["tim@tmclabs.com"]
        assert session.scalars(select(AuditEvent.deed)).all() == ["lead_forwarded"]


def test_a_lead_without_a_partner_is_forwarded_where_we_type(dave: Colleague, sqlite: Database) -> None:
    number = arrived(sqlite, "Ada", partner_id=None, claimed_partner_id=None)
    page = dave.get(f"/console/leads/{number}")

    nowhere = dave.does(page, "/forwarding")
    somewhere = dave.does(nowhere, "/forwarding", address="tim@tmclabs.com")

    assert (nowhere.status, nowhere.errors) == (
        422,
        {"address": "Enter the address that this lead should go to."},
    )
    assert somewhere.says('[role="status"]') == "Ada Lovelace is forwarded to tim@tmclabs.com."


def test_a_lead_is_handed_to_somebody_else_who_gets_a_letter(dave: Colleague, database: Database) -> None:
    page = dave.get(f"/console/leads/{arrived(database, 'Ada')}")
    (john,) = [one["value"] for one in page.soup.select("#manager option") if one.get_text() == "John Smith"]

    handed = dave.does(page, "/manager", manager=str(john), note="You know Reno.")

    assert handed.says('[role="status"]') == "John Smith looks after it now."
    assert "Passed on by Dave Ryan to John Smith: You know Reno." in handed.says("main")
    with database.reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.kind, letter.recipient) == ("lead_reassigned", "john@panterranetworks.com")
        assert letter.details["note"] == "You know Reno."
        assert session.scalars(select(Lead.channel_manager_id)).one() == int(str(john))


def test_the_queue_of_sales_takes_leads_too(dave: Colleague, sqlite: Database) -> None:
    number = arrived(sqlite, "Ada", state="declined")

    handed = dave.does(dave.get(f"/console/leads/{number}"), "/manager", manager="sales")
    forwarded = dave.does(handed, "/forwarding")

    assert "The Sales queue looks after it now." in handed.says("main")
    assert "forwarded" in forwarded.says(".office-title")
    with sqlite.reading() as session:
        letters = session.execute(select(Letter.kind, Letter.recipient).order_by(Letter.id)).all()
    assert letters == [
        ("lead_reassigned", "sales@panterranetworks.com"),
        ("lead_forwarded", "tim@tmclabs.com"),
    ]


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("new", {"spam", "duplicate"}),
        ("forwarded", {"declined", "spam", "duplicate"}),
        ("accepted", set()),
        ("spam", {"new"}),
        ("won", set()),
    ],
)
def test_only_what_can_be_is_offered(
    dave: Colleague, sqlite: Database, state: str, offered: set[str]
) -> None:
    page = dave.get(f"/console/leads/{arrived(sqlite, 'Ada', state=state)}")

    assert {str(one["value"]) for one in page.soup.select("[name=verdict]")} == offered


def test_spam_goes_aside_and_comes_back(dave: Colleague, sqlite: Database) -> None:
    page = dave.get(f"/console/leads/{arrived(sqlite, 'Ada')}")

    silent = dave.does(page, "/verdict")
    spam = dave.does(page, "/verdict", verdict="spam", reason="Sells pills.")
    back = dave.does(spam, "/verdict", verdict="new")

    assert (silent.status, silent.errors) == (422, {"verdict": "Choose what it is."})
    assert "Spam by Dave Ryan: Sells pills." in spam.says("main")
    assert back.says('[role="status"]') == "The lead is new now."
    assert names(dave.get("/console/leads"), "waiting") == ["Ada Lovelace"]


def test_declining_for_a_partner_takes_a_reason(dave: Colleague, sqlite: Database) -> None:
    page = dave.get(f"/console/leads/{arrived(sqlite, 'Ada', state='forwarded')}")

    silent = dave.does(page, "/verdict", verdict="declined")
    declined = dave.does(silent, "/verdict", verdict="declined", reason="Too far away.")

    assert silent.errors == {"reason": "Say why the partner does not take it."}
    assert "Declined by Dave Ryan: Too far away." in declined.says("main")


@pytest.mark.parametrize("deed", ["/forwarding", "/verdict", "/manager"])
def test_whoever_is_late_changes_nothing(dave: Colleague, sqlite: Database, deed: str) -> None:
    page = dave.get(f"/console/leads/{arrived(sqlite, 'Ada')}")
    with sqlite.writing() as session:
        session.execute(update(Lead).values(state="won"))
        session.commit()

    typed = {"/verdict": {"verdict": "spam"}, "/manager": {"manager": "sales"}}.get(deed, {})
    late = dave.does(page, deed, **typed)

    assert late.says('[role="status"]') == "Nothing was changed: this lead is won already."
    with sqlite.reading() as session:
        assert session.scalars(select(LeadEvent)).all() == []
        assert session.scalars(select(AuditEvent)).all() == []


def test_response_times_are_medians_of_thirty_days(dave: Colleague, database: Database) -> None:
    for name, took, ago in (("A", 1, 2), ("B", 3, 40), ("C", 8, 9), ("D", 2, 24 * 31)):
        number = arrived(database, name, (ago + took) * HOUR, state="forwarded")
        with database.writing() as session:
            lead = session.get_one(Lead, number)
            lead.forwarded_at = lead.created_at + took * HOUR
            session.commit()
    arrived(database, "E", 5 * HOUR)

    page = dave.get("/console/leads/response-times")

    rows = [" ".join(one.get_text(" ").split()) for one in page.soup.select("tbody tr")]
    assert rows == [
        "Dave Ryan 3 h 0 min 8 h 0 min 3 1 5 hours ago",
        "John Smith none yet none yet 0 0 nobody waits",
        "Sales queue none yet none yet 0 0 nobody waits",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("?whose=all", 3), ("?whose=sales", 1), ("?whose=all&state=new", 2), ("?q=hedy", 1)],
)
def test_the_file_holds_what_the_list_shows(
    dave: Colleague, sqlite: Database, query: str, found: int
) -> None:
    arrived(sqlite, "Ada", HOUR)
    arrived(sqlite, "Hedy", state="won")
    arrived(sqlite, "Mary", channel_manager_id=None)

    page = dave.get(f"/console/leads/leads.csv{query}")

    rows = list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))
    assert len(rows) == found


def test_a_lead_goes_to_nobody_whom_we_do_not_know(dave: Colleague, sqlite: Database) -> None:
    page = dave.get(f"/console/leads/{arrived(sqlite, 'Ada')}")

    strange = dave.does(page, "/manager", manager="999")

    assert strange.errors == {"manager": "Choose who looks after it from now on."}
