"""A partner's accounts: how they stand, their services, the seats that come and go, and what is used."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import usage, usage_lines
from app.models import AuditEvent, Partner, SeatEvent
from tests import colleague, seating
from tests.browser import Browser, Page
from tests.colleague import Colleague
from tests.quoting import TEN, does

ESSENTIAL = replace(TEN, plan="essential", users=5, features=(), items=())


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


@pytest.fixture
def adas(tim: Colleague, the_database: Database) -> str:
    """Ada's account with one service of ten seats."""
    number = seating.account(the_database, now=clock.now())
    seating.service(the_database, number, now=clock.now())
    return f"/portal/accounts/{number}"


def number_of(page: str) -> int:
    return int(page.rpartition("/")[2])


def another(database: Database, page: str) -> int:
    """A second service of Ada's."""
    return seating.service(database, number_of(page), ESSENTIAL, clock.now(), "b")


def change(tim: Colleague, page: str, **typed: str) -> Page:
    return tim.does(tim.get(page), "/seats", **{"seats": "5", "reason": "They grew."} | typed)


def rows(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


def events(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as session:
        found = session.scalars(select(SeatEvent).order_by(SeatEvent.id))
        return [(str(one.kind), one.change, one.actor) for one in found][1:]


def suspend(database: Database) -> None:
    def deed(session: Session) -> None:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        tmc.suspended_at, tmc.suspended_for = clock.now(), "Three complaints."

    does(database, deed)


@pytest.mark.parametrize(
    ("columns", "badge", "standing"),
    [
        ({}, "guest", "guest"),
        ({"production_at": seating.NOON}, "in production", "production"),
        ({"trial_until": date(2200, 1, 1)}, "on trial", "trial"),
        ({"trial_until": date(2026, 1, 1)}, "trial ended", "over"),
        ({"blocked_at": seating.NOON, "blocked_for": "Not paid."}, "blocked", "blocked"),
    ],
)
def test_how_an_account_stands_is_a_badge_a_filter_and_a_column(
    tim: Colleague, sqlite: Database, columns: dict[str, Any], badge: str, standing: str
) -> None:
    number = seating.account(sqlite, **columns)

    listed, page = tim.get(f"/portal/accounts?standing={standing}"), tim.get(f"/portal/accounts/{number}")
    others = tim.get(f"/portal/accounts?standing={'guest' if standing != 'guest' else 'trial'}")

    assert badge in listed.says("tbody tr")
    assert badge in page.says(".office-title")
    assert not others.has("tbody tr")
    assert rows(tim.get(f"/portal/accounts/accounts.csv?standing={standing}"))[0]["Standing"] == standing


def test_why_it_is_blocked_stands_above_everything(tim: Colleague, sqlite: Database) -> None:
    number = seating.account(sqlite, blocked_at=seating.NOON, blocked_for="Three invoices are open.")

    assert "Three invoices are open." in tim.get(f"/portal/accounts/{number}").says(".banner")


def test_services_show_their_seats_and_what_a_month_costs(tim: Colleague, adas: str) -> None:
    page, service = tim.get(adas), tim.get(f"{adas}/services/1")

    assert "seats today 10" in page.says(".figures")
    assert "24 months" in page.says("main")
    total = service.find("tr.sum .number").get_text(strip=True)
    assert total in page.says(".figures")
    assert "Call Recording" in service.says("table")


def test_seats_are_added_at_once_and_removed_later(tim: Colleague, adas: str, the_database: Database) -> None:
    later = clock.now().date() + timedelta(days=30)

    added = change(tim, f"{adas}/services/1")
    planned = change(tim, f"{adas}/services/1", what="remove", effective_on=later.isoformat())

    assert "5 seats are added to" in added.says('[role="status"]')
    assert "15" in planned.says(".figures")
    assert f"Planned: 10 seats from {later.day} {later:%B %Y} on." in planned.says(".lead-in")
    assert events(the_database) == [("added", 5, "Tim Mathews"), ("removed", -5, "Tim Mathews")]
    with the_database.reading() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.deed == "seats_changed")).all()
        assert [one.details["reason"] for one in noted] == ["They grew.", "They grew."]


def test_a_second_click_changes_the_seats_no_further(tim: Colleague, adas: str) -> None:
    page = tim.get(f"{adas}/services/1")

    clicks = [tim.tries(page, "/seats", seats="5", reason="They grew.").status for _ in range(2)]

    assert clicks == [303, 303]
    assert [row["Change"] for row in rows(tim.get(f"{adas}/seats.csv"))] == ["5", "10"]


def test_what_another_tab_has_changed_is_looked_at_first(tim: Colleague, adas: str) -> None:
    stale = tim.get(f"{adas}/services/1")
    change(tim, f"{adas}/services/1")

    told = tim.does(stale, "/seats", seats="3", reason="New desks.")
    meant = tim.does(told, "/seats")

    assert told.status == 422
    assert "the seats have changed since you opened this page" in told.says("#errors")
    assert (told.values["seats"], "seats today 15" in told.says(".figures")) == ("3", True)
    assert "seats today 18" in meant.says(".figures")


def test_seats_move_to_another_service_of_the_same_account(
    tim: Colleague, adas: str, the_database: Database
) -> None:
    other = another(the_database, adas)

    page = change(tim, f"{adas}/services/1", what=str(other), seats="3", reason="New desks.")
    ledger = tim.get(f"{adas}/seats")

    assert "3 seats are moved from" in page.says('[role="status"]')
    says = [row.get_text(" ", strip=True) for row in ledger.soup.select("tbody tr")]
    assert "Moved from Cloud PBX Professional" in says[0]
    assert "Moved to Cloud PBX Essential" in says[1]
    assert [(row["Change"], row["Seats after it"]) for row in rows(tim.get(f"{adas}/seats.csv"))] == [
        ("3", "8"),
        ("-3", "7"),
        ("5", "5"),
        ("10", "10"),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"seats": ""}, "seats", "Enter a whole number like 5."),
        ({"seats": "0"}, "seats", "Enter a whole number like 25."),
        ({"seats": "-3"}, "seats", "Enter a whole number like 25."),
        ({"reason": ""}, "reason", "Say why: it stands in the ledger."),
        ({"what": "999"}, "what", "Choose what happens."),
        ({"effective_on": "soon"}, "effective_on", "Enter a day like 2027-01-31."),
        ({"effective_on": "2020-01-01"}, "effective_on", "Choose a day from"),
        ({"effective_on": "9999-12-31"}, "effective_on", "Choose a day from"),
        ({"what": "remove", "seats": "11"}, "seats", "has 10 seats on"),
        ({"seats": "46"}, "seats", "Essential is made for up to 50 users."),
    ],
)
def test_what_can_not_be_is_said_beside_its_field(
    tim: Colleague, adas: str, the_database: Database, typed: dict[str, str], field: str, words: str
) -> None:
    service = another(the_database, adas) if typed.get("seats") == "46" else 1

    page = change(tim, f"{adas}/services/{service}", **typed)

    assert page.status == 422
    assert words in page.errors[field]
    with the_database.reading() as session:
        assert {one.kind for one in session.scalars(select(SeatEvent))} == {"started"}


def test_a_long_ledger_goes_on_from_page_to_page(tim: Colleague, adas: str, sqlite: Database) -> None:
    for _ in range(51):
        change(tim, f"{adas}/services/1", seats="1")

    first = tim.get(f"{adas}/seats")
    older = tim.get(str(first.find('a[rel="next"]')["href"]))

    assert [len(page.soup.select("tbody tr")) for page in (first, older)] == [50, 2]
    assert len(rows(tim.get(f"{adas}/seats.csv"))) == 52


def test_usage_is_told_by_kind_and_month(tim: Colleague, adas: str, the_database: Database) -> None:
    now = clock.now()
    told = [
        usage_lines.Told(f"cdr-{number}", number_of(adas), kind, quantity, now)
        for number, (kind, quantity) in enumerate([("minutes", 1200), ("minutes", 34), ("messages", 5)])
    ]
    does(the_database, lambda session: usage.take(session, told, now))

    table = tim.get(adas).find("table.charted")

    assert [cell.get_text(strip=True) for cell in table.select("thead th")] == [
        "Month",
        "Messages",
        "Minutes",
    ]
    assert table.select_one("tbody tr").get_text(" ", strip=True) == f"{now:%B %Y} 5 1,234"  # type: ignore[union-attr]


def test_whoever_is_suspended_looks_only(tim: Colleague, adas: str, sqlite: Database) -> None:
    ask = tim.get(f"{adas}/services/1")
    suspend(sqlite)

    page, answer = tim.get(f"{adas}/services/1"), tim.does(ask, "/seats", seats="1", reason="x")

    assert not page.has('main form[method="post"]')
    assert (answer.status, events(sqlite)) == (403, [])


def test_another_partner_sees_none_of_it(browser: Browser, adas: str) -> None:
    maren = colleague.arrives(browser, "partner2")

    answers = {maren.get(f"{adas}{rest}").status for rest in ("", "/seats", "/seats.csv", "/services/1")}

    assert answers == {404}


def test_a_service_of_another_account_is_not_found(tim: Colleague, adas: str, sqlite: Database) -> None:
    other = seating.account(sqlite, "bob@engines.example", now=clock.now())

    assert tim.get(f"/portal/accounts/{other}/services/1").status == 404
