"""Commission in the console: the rate of a partner, and everybody's entries and statements."""

import csv
import io

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain.commission import rates
from app.models import AuditEvent, Partner
from tests import colleague, earning
from tests.browser import Browser
from tests.colleague import Colleague


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def test_a_rate_is_changed_with_who_did_it_and_counts_from_then_on(
    dave: Colleague, database: Database
) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 5_000)

    page = dave.does(dave.get("/console/partners/1234567/commission"), "commission", rate="12.5")
    earning.pays(database, number, 5_000)

    assert "TMC Labs earns 12.5 % of whatever is paid from now on." in page.says("main")
    assert "Dave Ryan changed it from 10 % to 12.5 %." in page.says("main")
    assert earning.entries(database) == [("accrued", 5_000, 500), ("accrued", 5_000, 625)]
    with database.reading() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.deed, event.details) == ("commission_rate_changed", {"old": "10", "new": "12.5"})


def test_the_same_rate_again_changes_nothing(dave: Colleague, sqlite: Database) -> None:
    page = dave.does(dave.get("/console/partners/1234567/commission"), "commission", rate="10.00 %")

    assert "It is 10 % already." in page.says("main")
    with sqlite.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


@pytest.mark.parametrize("typed", ["", "x", "-1", "100.01", "12.345", "1e1", "٣", "9999999999", "10 %%"])
def test_what_is_no_rate_is_refused_with_advice(dave: Colleague, sqlite: Database, typed: str) -> None:
    page = dave.does(dave.get("/console/partners/1234567/commission"), "commission", rate=typed)

    assert page.status == 422
    assert rates.ADVICE in page.says("main")
    with sqlite.reading() as session:
        assert earning.partner(session).commission_bp == 1_000


@pytest.mark.parametrize(
    ("typed", "points", "shown"),
    [
        ("0", 0, "0"),
        ("100", 10_000, "100"),
        ("7,5", 750, "7.5"),
        (" 12.25 % ", 1_225, "12.25"),
        ("10.0", 1_000, "10"),
    ],
)
def test_a_rate_is_read_and_written_as_people_do(typed: str, points: int, shown: str) -> None:
    assert (rates.parse(typed), rates.shown(points)) == (points, shown)


def test_everybodys_entries_are_filtered_and_had_as_a_file(dave: Colleague, database: Database) -> None:
    earning.stated(database)

    held, page = dave.get("/console/commission?state=held&q=tmc"), dave.get("/console/commission")
    file = dave.get("/console/commission/commission.csv?state=stated")

    assert "TMC Labs" in held.says("tbody tr")
    assert len(page.soup.select("tbody tr")) == 2
    assert not dave.get("/console/commission?q=harbour").has("tbody tr")
    (row,) = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert (row["PartnerID"], row["Commission, cents"], row["Statement"]) == ("1234567", "1000", "1")


def test_statements_of_all_partners_are_found_and_read(dave: Colleague, sqlite: Database) -> None:
    earning.stated(sqlite)

    listed, page = dave.get("/console/statements?q=1234567"), dave.get("/console/statements/1")
    file = dave.get("/console/statements/statements.csv")

    assert "November 2026" in listed.says("tbody tr")
    assert "PartnerID 1234567" in page.says("main")
    assert "TMC Labs,1234567,1,2026-11" in file.text
    assert dave.get("/console/statements/2").status == 404
    assert dave.get("/console/statements/1/lines.csv").text.count("\n") == 2


def test_reinstating_releases_at_once(dave: Colleague, database: Database) -> None:
    number = earning.invoice(database, earning.customer(database))
    earning.changes(database, Partner, earning.tim(database), suspended_at=clock.now())
    earning.pays(database, number, 10_000, at=clock.now())

    dave.does(dave.get("/console/partners/1234567"), "reinstatement")

    assert earning.releases(database, clock.now()) == 0
    assert "payable" in dave.get("/console/commission").says("tbody tr")


def test_the_vendor_reads_why_with_every_name(dave: Colleague, database: Database) -> None:
    earning.stated(database)
    link = dave.get("/console/commission").soup.select_one("tbody th a")
    assert link

    page = dave.get(str(link["href"]))

    assert page.says("h1") == "Credit for Analytical Engines"
    assert "Bound to this partner with PartnerID 1234567 and SubPartnerID 106." in page.says("ol.steps")
    assert "$10.00 stand on statement 1, for November 2026." in page.says("ol.steps")
    assert "Credited to TMC Labs." in page.says("ol.steps strong")
    assert dave.get("/console/credit/999999").status == 404
