"""A partner's leads: seen at once, taken or declined, found again, and had as a file."""

import csv
import io

import pytest
from sqlalchemy import select, update

from app import clock
from app.db import Database
from app.domain import leads
from app.models import AuditEvent, Lead, LeadEvent
from tests import colleague, scene
from tests.browser import Browser
from tests.colleague import Colleague


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def forwarded(database: Database) -> int:
    number = scene.enquiry(database)
    with database.writing() as session:
        lead = session.get_one(Lead, number)
        leads.forward(session, lead, "Dave Ryan", clock.now())
        session.commit()
    return number


def many(database: Database, number: int) -> None:
    first = scene.enquiry(database)
    with database.writing() as session:
        one = session.get_one(Lead, first)
        for index in range(1, number):
            session.add(
                scene.ada(
                    handle_hash=f"{index:064d}",
                    first_name=f"Ada{index}",
                    partner=one.partner,
                    channel_manager=one.channel_manager,
                )
            )
        session.commit()


def test_a_lead_is_there_at_once_and_says_with_whom(tim: Colleague, database: Database) -> None:
    number = scene.enquiry(database)

    listed, page = tim.get("/portal/leads"), tim.get(f"/portal/leads/{number}")

    assert listed.says("tbody tr") == ("Ada Lovelace Analytical Engines pbx 106 with Dave Ryan just now")
    assert "Dave Ryan looks at it and forwards it to you." in page.says("main")


def test_what_the_prospect_wrote_comes_with_the_forwarding(tim: Colleague, database: Database) -> None:
    number = scene.enquiry(database)

    page, file = tim.get(f"/portal/leads/{number}"), tim.get("/portal/leads/leads.csv")
    assert "ada@engines.example" not in page.text + file.text
    assert "Analytical Engines" in page.says("main")

    with database.writing() as session:
        leads.forward(session, session.get_one(Lead, number), "Dave Ryan", clock.now())
        session.commit()
    page, file = tim.get(f"/portal/leads/{number}"), tim.get("/portal/leads/leads.csv")
    assert "ada@engines.example" in page.text
    assert "ada@engines.example" in file.text


def test_a_forwarded_lead_is_accepted_once(tim: Colleague, database: Database) -> None:
    page = tim.get(f"/portal/leads/{forwarded(database)}")

    accepted = tim.does(page, "/acceptance")
    again = tim.does(page, "/acceptance")

    assert accepted.says('[role="status"]') == "The lead is accepted."
    assert again.says('[role="status"]') == "Nothing was changed: this lead is accepted."
    with database.reading() as session:
        steps = select(LeadEvent.actor).where(LeadEvent.kind == "accepted")
        assert session.scalars(steps).all() == ["Tim Mathews"]
        assert session.scalars(select(AuditEvent.deed)).all() == ["lead_accepted"]


def test_declining_asks_for_a_reason_and_keeps_it(tim: Colleague, database: Database) -> None:
    page = tim.get(f"/portal/leads/{forwarded(database)}")

    silent = tim.does(page, "/refusal")
    declined = tim.does(silent, "/refusal", reason="We do not serve Nevada.")

    assert (silent.status, silent.title) == (422, "Error: Ada Lovelace – Partner portal")
    assert silent.errors == {"reason": "Say why, so that your channel manager can do better next time."}
    assert "Declined by Tim Mathews: We do not serve Nevada." in declined.says("main")


def test_pages_go_on_by_key_and_come_back(tim: Colleague, database: Database) -> None:
    many(database, 120)

    first = tim.get("/portal/leads")
    second = tim.get(str(first.find("[rel=next]")["href"]))
    third = tim.get(str(second.find("[rel=next]")["href"]))
    back = tim.get(str(third.find("[rel=prev]")["href"]))

    rows = [len(page.soup.select("tbody tr")) for page in (first, second, third)]
    assert rows == [50, 50, 20]
    assert not third.has("[rel=next]")
    assert not first.has("[rel=prev]")
    assert back.says("tbody") == second.says("tbody")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?q=ada7", 1),
        ("?q=ENGINES", 20),
        ("?q=lovelace+ada1", 11),
        ("?q=%25", 0),
        ("?state=new", 20),
        ("?state=won", 0),
        ("?state=nonsense", 20),
        ("?before=nonsense", 20),
        ("?before=99999999999999999999", 20),
        ("?before=-1&after=", 20),
        ("?q=%00%ff%ed%a0%80", 0),
        ("?q=" + "x" * 5_000, 0),
    ],
)
def test_what_is_looked_for(tim: Colleague, database: Database, query: str, rows: int) -> None:
    many(database, 20)

    page = tim.get(f"/portal/leads{query}")

    assert (page.status, len(page.soup.select("tbody tr"))) == (200, rows)


def test_the_file_holds_the_same_leads_and_no_formula(tim: Colleague, database: Database) -> None:
    number = scene.enquiry(database)
    with database.writing() as session:
        session.execute(update(Lead).values(state="forwarded", first_name="=cmd()", message="-1+1"))
        session.commit()

    page = tim.get("/portal/leads/leads.csv")

    (row,) = csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff")))
    assert (row["Lead"], row["First name"], row["Message"]) == (str(number), "'=cmd()", "'-1+1")
    assert page.headers["Content-Disposition"] == 'attachment; filename="leads.csv"'
    assert page.headers["Cache-Control"] == "no-store"
