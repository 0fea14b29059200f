"""Everybody's customers in the console: found, looked at, and their seats changed for them."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.models import AuditEvent, SeatEvent
from tests import colleague, seating
from tests.browser import Browser
from tests.colleague import Colleague


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


@pytest.fixture
def adas(dave: Colleague, the_database: Database) -> int:
    """Ada's account with one service of ten seats."""
    number = seating.account(the_database, now=clock.now(), company="Analytical Engines")
    seating.service(the_database, number, now=clock.now())
    return number


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=engines", ["Ada Lovelace"]),
        ("partner=1234567", ["Ada Lovelace"]),
        ("partner=9999999", []),
        ("standing=production", ["Ada Lovelace"]),
        ("standing=blocked", []),
        ("standing=production&partner=4958765", []),
    ],
)
def test_accounts_of_all_partners_are_found(dave: Colleague, adas: int, asked: str, found: list[str]) -> None:
    page, file = dave.get(f"/console/accounts?{asked}"), dave.get(f"/console/accounts/accounts.csv?{asked}")

    assert [link.get_text() for link in page.soup.select("tbody th a")] == found
    listed = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [(row["PartnerID"], row["Standing"]) for row in listed] == [("1234567", "production")] * len(found)


def test_one_account_shows_whose_it_is_and_why(dave: Colleague, adas: int) -> None:
    page = dave.get(f"/console/accounts/{adas}")

    assert "TMC Labs" in page.says(".facts")
    assert page.says(".steps").endswith("Credited to TMC Labs.")
    assert "Cloud PBX Professional" in page.says("#services + .list")


def test_the_vendor_changes_seats_for_them_and_the_partner_reads_who_did(
    dave: Colleague, adas: int, the_database: Database
) -> None:
    ask = dave.get(f"/console/accounts/{adas}/services/1")
    day = clock.now().date() + timedelta(days=3)

    page = dave.does(ask, "/seats", seats="2", effective_on=day.isoformat(), reason="Asked by phone.")

    assert "2 seats are added to Cloud PBX Professional" in page.says('[role="status"]')
    with the_database.reading() as session:
        event = session.scalars(select(SeatEvent).order_by(SeatEvent.id.desc())).first()
        noted = session.scalars(select(AuditEvent).where(AuditEvent.deed == "seats_changed")).one()
        assert event
        assert (event.actor, event.change) == ("Dave Ryan", 2)
        assert noted.partner_id is not None
    assert "Asked by phone." in dave.get(f"/console/accounts/{adas}/seats").says("tbody")


def test_what_is_not_there_is_not_found(dave: Colleague, adas: int) -> None:
    paths = ("999", "999/seats", "999/services/1", f"{adas}/services/99")

    assert {dave.get(f"/console/accounts/{path}").status for path in paths} == {404}
