"""A partner's commission and statements: what is held and why, what comes next, and what is closed."""

import csv
import io
from datetime import timedelta

import pytest

from app import clock
from app.db import Database
from app.models import Partner
from tests import colleague, earning
from tests.browser import Browser, Page
from tests.colleague import Colleague


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def rows(page: Page) -> list[dict[str, str]]:
    """A file by its headings."""
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


def month_later(database: Database) -> None:
    """Close what was earned until now, a month from now."""
    earning.closes(database, clock.now() + timedelta(days=31))


def test_a_payment_is_there_at_once_with_the_rate_and_the_sub_partner(
    tim: Colleague, database: Database
) -> None:
    assert "Your commission will appear here" in tim.get("/portal/commission").says("main")
    number = earning.invoice(database, earning.customer(database))
    earning.pays(database, number, 10_000, at=clock.now())

    page = tim.get("/portal/commission")

    assert "You earn 10 % of what your customers pay" in page.says("main")
    assert "$10.00 so far" in page.says("main")
    row = page.says("tbody tr")
    assert row.startswith("Analytical Engines")
    for words in ("106", "$10.00 10 % of $100.00", "payable"):
        assert words in row


def test_what_is_held_says_why_in_the_partners_words(tim: Colleague, database: Database) -> None:
    ada = earning.customer(database)
    earning.changes(database, Partner, earning.tim(database), suspended_at=clock.now())
    earning.pays(database, earning.invoice(database, ada), 10_000, at=clock.now())

    page, file = tim.get("/portal/commission?state=held"), tim.get("/portal/commission/commission.csv")

    reason = "TMC Labs is suspended. Credit is released on reinstatement."
    assert reason in page.says("tbody tr")
    assert "1 is held" in page.says("main")
    (row,) = rows(file)
    assert (row["State"], row["Held because"], row["Commission, cents"]) == ("held", reason, "1000")
    assert not tim.get("/portal/commission?state=payable").has("tbody tr")


def test_a_closed_month_is_a_document_with_the_sub_partner_in_a_column_of_its_own(
    tim: Colleague, database: Database
) -> None:
    for sub, cents in (("106", 10_000), ("106", 5_000), (None, 2_500)):
        ada = earning.customer(database, f"ada{cents}@engines.example", sub=sub)
        earning.pays(database, earning.invoice(database, ada, net=cents), cents, at=clock.now())
    month_later(database)

    listed, page = tim.get("/portal/statements"), tim.get("/portal/statements/1")
    file = tim.get("/portal/statements/1/lines.csv")

    assert "$17.50" in listed.says("tbody tr")
    sums, entries = page.soup.select("table")
    assert [row.get_text(" ", strip=True) for row in sums.select("tbody tr")] == [
        "106 2 $150.00 $15.00",
        "none 1 $25.00 $2.50",
        "All together 3 $175.00 $17.50",
    ]
    assert "SubPartnerID" in [cell.get_text() for cell in entries.select("thead th")]
    assert len(entries.select("tbody tr")) == 3
    assert [row["SubPartnerID"] for row in rows(file)] == ["", "106", "106"]
    assert sum(int(row["Commission, cents"]) for row in rows(file)) == 1_750
    assert [row["Commission, cents"] for row in rows(tim.get("/portal/statements/statements.csv"))] == [
        "1750"
    ]


def test_the_entry_then_leads_to_its_statement(tim: Colleague, sqlite: Database) -> None:
    earning.stated(sqlite)

    page = tim.get("/portal/commission?state=stated")

    assert page.soup.select_one('tbody a[href="/portal/statements/1"]')
    assert "on a statement November 2026" in page.says("tbody tr")


def test_a_search_finds_a_customer_or_a_sub_partner_and_a_link_one_account(
    tim: Colleague, sqlite: Database
) -> None:
    for number, name in enumerate(("Engines", "Looms")):
        account = earning.customer(sqlite, f"{name}@x.example", sub=f"{number}00", company=name)
        earning.pays(sqlite, earning.invoice(sqlite, account), 10_000)

    def found(query: str) -> list[str]:
        page = tim.get(f"/portal/commission?{query}")
        return [cell.get_text(" ").split()[0] for cell in page.soup.select("tbody th")]

    assert found("q=loom") == ["Looms"]
    assert found("q=000") == ["Engines"]
    assert found(f"account={account - 1}") == ["Engines"]
    assert found("account=x") == ["Looms", "Engines"]


def test_another_partner_sees_none_of_it(browser: Browser, sqlite: Database) -> None:
    earning.stated(sqlite)
    maren = colleague.arrives(browser, "partner2")

    pages = [maren.get(f"/portal/statements/1{file}") for file in ("", "/lines.csv")]

    assert [page.status for page in pages] == [404, 404]
    assert pages[0].text == maren.get("/portal/statements/2").text
    assert not maren.get("/portal/commission").has("tbody tr")


def test_the_list_goes_on_from_page_to_page(tim: Colleague, sqlite: Database) -> None:
    number = earning.invoice(sqlite, earning.customer(sqlite))
    for _ in range(51):
        earning.pays(sqlite, number, 100)

    first = tim.get("/portal/commission?state=payable")
    older = tim.get(str(first.soup.select_one('a[rel="next"]')["href"]))  # type: ignore[index]

    assert (len(first.soup.select("tbody tr")), len(older.soup.select("tbody tr"))) == (50, 1)
