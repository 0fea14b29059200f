"""The first page of a manager: numbers of what waits, and the leads to begin with."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.db import Database
from app.models import ChannelManager, Lead, Letter, Partner
from tests import colleague, scene
from tests.browser import Browser, Page


def figures(page: Page) -> dict[str, str]:
    """The numbers by what they count."""
    return {
        " ".join(one.dt.get_text().split()): one.dd.get_text().strip()
        for one in page.soup.select(".figures > div")
        if one.dt and one.dd
    }


def everything_waits(database: Database) -> None:
    """A lead of Dave's for two hours, one of John's, a bounced letter, a partner to approve, a hold."""
    number = scene.enquiry(database)
    scene.post(database, number, "eve@gone.example")
    with database.writing() as session:
        lead = session.get_one(Lead, number)
        lead.created_at, lead.credit_held = clock.now() - timedelta(hours=2), "The partner is suspended."
        john = session.scalars(select(ChannelManager).where(ChannelManager.name == "John Smith")).one()
        session.add(scene.ada(handle_hash="f" * 64, first_name="Grace", channel_manager=john))
        session.execute(update(Letter).values(bounced_at=clock.now()))
        harbour = update(Partner).where(Partner.public_id == "4958765")
        session.execute(harbour.values(approved_at=None, form_api_activated_at=None))
        session.execute(harbour.values(form_api_requested_at=clock.now()))
        session.commit()


@pytest.mark.parametrize(
    ("role", "leads", "names"),
    [
        ("cm", {"new leads of yours, the oldest 2 hours ago": "1"}, {"Ada Lovelace"}),
        ("admin", {}, {"Ada Lovelace", "Grace Lovelace"}),
    ],
)
def test_numbers_come_first(
    browser: Browser, database: Database, role: str, leads: dict[str, str], names: set[str]
) -> None:
    everything_waits(database)

    page = colleague.arrives(browser, role).get("/console")

    assert figures(page).items() >= leads.items() | {
        ("chats waiting for an answer", "0"),
        ("partners to approve", "1"),
        ("own forms asked for", "1"),
        ("bounced letters", "1"),
        ("leads whose credit is held", "1"),
    }
    assert {one.get_text() for one in page.soup.select("[aria-labelledby=waiting] th a")} == names
    assert "Harbour & Pine IT" in page.says("[aria-labelledby=approvals]")


@pytest.mark.parametrize("role", ["cm", "admin"])
def test_it_is_where_somebody_begins(browser: Browser, sqlite: Database, role: str) -> None:
    somebody = colleague.arrives(browser)

    page = somebody.sends(somebody.get("/login"), after=0, typed=colleague.LOGINS[role])

    assert (page.url.removeprefix("http://127.0.0.1:8000"), page.says("h1")) == ("/console", "What waits")
    assert page.says(".empty h2") == "Nothing waits for you"


def test_a_lead_is_forwarded_from_here(browser: Browser, sqlite: Database) -> None:
    number = scene.enquiry(sqlite)
    dave = colleague.arrives(browser, "cm")

    page = dave.does(dave.get("/console"), f"/{number}/forwarding")

    assert page.says("h1") == "What waits"
    assert page.says('[role="status"]') == "Ada Lovelace is forwarded to tim@tmclabs.com."
    assert "Ada Lovelace" in page.says("[aria-labelledby=newest]")
