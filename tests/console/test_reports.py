"""Reports in the console: all partners, or one."""

import pytest

from app.db import Database
from tests import colleague
from tests.browser import Browser
from tests.portal.test_reports import REPORTS, business, numbers, rows


@pytest.mark.parametrize("report", REPORTS)
def test_every_number_leads_to_its_rows(browser: Browser, sqlite: Database, report: str) -> None:
    business(sqlite)
    dave = colleague.arrives(browser, "cm")

    told = numbers(dave.get(f"/console/reports/{report}"))

    assert len(told) >= 2
    assert all(rows(dave.get(href)) for _, href in told)


@pytest.mark.parametrize(
    ("asked", "number"), [("", "2"), ("?partner=1234567", "1"), ("?partner=4958765", "1")]
)
def test_one_partner_or_all(browser: Browser, sqlite: Database, asked: str, number: str) -> None:
    business(sqlite)
    dave = colleague.arrives(browser, "admin")

    page = dave.get(f"/console/reports/quotes{asked}")

    assert page.says(".figures div:first-child dd") == number
    assert len(rows(dave.get(numbers(page)[0][1]))) == int(number)


def test_an_unknown_partner_is_not_there(browser: Browser, sqlite: Database) -> None:
    assert colleague.arrives(browser, "admin").get("/console/reports?partner=0").status == 404
