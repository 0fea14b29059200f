"""Reports in the portal: every number leads to its rows, and every report is a file, too."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import Tag
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import leads, money, pricing, quotes, seats
from app.models import Lead, Quote, UsageEvent
from tests import colleague, earning, quoting, scene, seating
from tests.browser import Browser
from tests.colleague import Colleague
from tests.page import Page
from tests.quoting import TIM, does

PBX = quoting.CATALOG.product("pbx")
assert PBX
TEN = pricing.price(PBX, quoting.TEN)
SHOWN = money.shown(TEN.whole_term, quoting.CATALOG.currency)
REPORTS = ("quotes", "leads", "seats", "usage", "money")


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def business(database: Database) -> None:
    """Something of everything: of Tim's, and of somebody else's."""
    now = clock.now()
    number = scene.enquiry(database)

    def steps(session: Session) -> None:
        lead = session.get_one(Lead, number)
        for state in ("forwarded", "accepted"):
            leads.move(session, lead, state, TIM, now)

    does(database, steps)
    quoting.sent(database)
    quoting.sent(database, partner="4958765")
    won = quoting.sent(database, lead_id=number)
    does(database, lambda session: quotes.accept(session, session.get_one(Quote, won), 1, "Ada", now))
    account = seating.account(database, now=now)
    service = seating.service(database, account, now=now)
    does(
        database,
        lambda session: seats.record(session, service, "removed", -2, now.date(), "They left.", TIM, now),
    )
    earning.pays(database, earning.invoice(database, account, 10_050, issued_at=now), 10_050, now)
    event = {"external_id": "u1", "kind": "minutes", "quantity": 90, "used_at": now, "received_at": now}
    does(database, lambda session: session.add(UsageEvent(account_id=account, **event)))


def numbers(page: Page) -> list[tuple[str, str]]:
    """Every number of a report that leads somewhere, with where."""
    links = page.find("#live").select("a[href*='/reports/']")
    return [(number_of(link), str(link["href"])) for link in links if link.get_text() != "Look again"]


def number_of(link: Tag) -> str:
    """What it stands for: its own words, or the number below them on a card."""
    below = link.find_next("dd") if link.find_parent("dt") else None
    return (below or link).get_text(strip=True)


def rows(page: Page) -> list[Tag]:
    return page.soup.select("tbody tr") if page.has("tbody") else []


@pytest.mark.parametrize("report", REPORTS)
def test_every_number_leads_to_its_rows(tim: Colleague, database: Database, report: str) -> None:
    business(database)

    told = numbers(tim.get(f"/portal/reports/{report}"))

    assert len(told) >= 2
    for words, href in told:
        assert rows(tim.get(href)), (words, href)
        if report in ("quotes", "leads") or ("/seats/" in href and "events" not in href):
            assert str(len(rows(tim.get(href)))) == words, href


def test_the_first_page_is_about_quotes(tim: Colleague, sqlite: Database) -> None:
    business(sqlite)

    page = tim.get("/portal/reports")

    assert page.says("h1") == "Reports: quotes"
    assert page.says(".figures") == f"open {SHOWN} 1 won {SHOWN} 1 completed 0 lost 0"
    assert "Accepted, and what was ordered is provisioned." in page.says("main")


@pytest.mark.parametrize("report", REPORTS)
def test_the_file_has_the_same_numbers(tim: Colleague, sqlite: Database, report: str) -> None:
    business(sqlite)

    lines = read(tim.get(f"/portal/reports/{report}.csv"))

    expected = {
        "quotes": ("Quotes", "Open", "Whole term, cents", str(TEN.whole_term)),
        "leads": ("Origin", "pbx", "Won", "1"),
        "seats": ("When", f"{clock.now():%Y-%m}", "Seats at its end", "8"),
        "usage": ("Kind", "minutes", "Quantity", "90"),
        "money": ("What", "Commission accrued", "Cents", "1005"),
    }[report]
    name, value, column, number = expected
    assert next(line for line in lines if line[name] == value)[column] == number


@pytest.mark.parametrize(
    ("rows", "column", "total"),
    [
        ("quotes/open", "Whole term, cents", TEN.whole_term),
        ("leads/won", "Lead", 1),
        ("seats/events", "Seats", 8),
        # The numbers of the one lead, and of the one account.
        ("seats/production", "Account", 2),
        ("usage/events", "Quantity", 90),
        ("money/paid", "Cents", 10_050),
        ("money/accrued", "Cents", 1_005),
        ("money/invoiced", "Total, cents", 10_050),
    ],
)
def test_the_rows_behind_a_number_are_a_file_too(
    tim: Colleague, sqlite: Database, rows: str, column: str, total: int
) -> None:
    business(sqlite)

    lines = read(tim.get(f"/portal/reports/{rows}.csv"))

    assert sum(int(line[column]) for line in lines) == total


def test_somebody_else_sees_none_of_it(browser: Browser, sqlite: Database) -> None:
    business(sqlite)
    maren = colleague.arrives(browser, "partner2")

    found = {report: numbers(maren.get(f"/portal/reports/{report}")) for report in REPORTS}

    # The one quote that is theirs, as open and as sent.
    assert [words for words, _ in found.pop("quotes")] == ["1", "1", "1", "1"]
    # The guest whom the cast gave them.
    assert [words for words, _ in found.pop("seats")] == ["1"]
    assert not any(found.values())


def test_yesterday_is_as_it_was_and_does_not_move(tim: Colleague, sqlite: Database) -> None:
    business(sqlite)
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()

    page, today = tim.get(f"/portal/reports?to={yesterday}"), tim.get("/portal/reports")

    assert not numbers(page)
    assert "As it was at the end of" in page.says("#live")
    assert (page.find("#live").get("hx-get"), today.find("#live")["hx-trigger"]) == (None, "every 10s")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("to=2999-01-01", "Nothing is known of days to come: choose a day up to today. Shown is today."),
        ("from=2026-11-20&to=2026-11-02", "The first day lies behind the last one."),
        ("from=yesterday", "“yesterday” is no day: write it like 2026-11-23."),
        ("to=2026-02-30", "“2026-02-30” is no day"),
        ("from=0001-01-01&to=0001-01-01", ""),
        ("from=٢٠٢٦-١١-٢٣", "is no day"),
        ("by=x&service=x&sub=%00&month=x&value=%00&kind=%00&account=x", ""),
        ("by=sub&value=%00&missing=yes&account=99999999999&month=9999-99", ""),
        ("service=pbx&sub=106&by=day&from=2000-01-01", ""),
    ],
)
@pytest.mark.parametrize("place", ["quotes", "leads", "seats", "seats/events", "usage/events", "leads/won"])
def test_nonsense_is_said_and_left_out(
    tim: Colleague, database: Database, asked: str, words: str, place: str
) -> None:
    page = tim.get(f"/portal/reports/{place}?{asked}")

    assert page.status == 200
    assert words in page.says("main")


@pytest.mark.parametrize(
    "place", ["x", "quotes/x", "seats/x", "quotes.exe", "x.csv", "quotes/x.csv", "usage/x"]
)
def test_there_are_no_other_reports(tim: Colleague, sqlite: Database, place: str) -> None:
    assert tim.get(f"/portal/reports/{place}").status == 404


def test_a_long_list_goes_on_with_its_filters(tim: Colleague, sqlite: Database) -> None:
    for _ in range(52):
        quoting.sent(sqlite)

    first = tim.get("/portal/reports/quotes/open?service=pbx")
    older = str(first.find("a[rel=next]")["href"])
    second = tim.get(older)

    assert (len(rows(first)), len(rows(second))) == (50, 2)
    assert "service=pbx" in urlsplit(older).query
    assert "Cloud PBX" in second.says(".lead-in")


def read(answer: Page) -> list[dict[str, str]]:
    assert re.fullmatch(r'attachment; filename="report-[a-z-]+\.csv"', answer.headers["Content-Disposition"])
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
