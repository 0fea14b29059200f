"""Test runs and findings: what was received, what is wrong, and what to do."""

import pytest

from tests import colleague
from tests.browser import Browser
from tests.colleague import Colleague


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def test_a_test_run_is_listed_with_what_was_received(tim: Colleague, browser: Browser) -> None:
    form = browser.get("/guest?PartnerID=1234567&SubpartnerID=106&test=true")
    browser.posts(form, after=0, typed={"first_name": "Ada"})

    listed, page = tim.get("/portal/test-runs"), tim.get("/portal/test-runs/1")

    assert listed.says("tbody tr").startswith("guest opened by itself 1")
    assert "“SubpartnerID” was ignored: capitals matter, write “SubPartnerID”." in page.says("main")
    assert "Ada" not in page.says("main")


def test_a_malformed_value_comes_with_advice(tim: Colleague, browser: Browser) -> None:
    browser.get("/guest?PartnerID=1234567&SubPartnerID=a%23b")
    browser.house.ledger.flush()

    row = tim.get("/portal/findings").says("tbody th")

    assert row.endswith("(“a#b”). Use 1 to 64 characters, no spaces and none of $ ! ^ % #.")


def test_a_finding_says_what_to_do_and_how_often(tim: Colleague, browser: Browser) -> None:
    for _ in range(3):
        browser.get("/guest?PartnerID=1234567&SubpartnerID=106")
    browser.house.ledger.flush()

    row = tim.get("/portal/findings").says("tbody tr")

    assert row.startswith("“SubpartnerID” was ignored: capitals matter, write “SubPartnerID”. 3")


def test_both_lists_are_files_too(tim: Colleague, browser: Browser) -> None:
    browser.get("/guest?PartnerID=1234567&SubpartnerID=106")
    browser.posts(browser.get("/guest?PartnerID=1234567&SubpartnerID=106&test=true"), after=0)
    browser.house.ledger.flush()

    for name in ("findings", "test-runs"):
        file = tim.get(f"/portal/{name}/{name}.csv")
        assert "“SubpartnerID” was ignored" in file.text
        assert file.headers["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/portal/leads", "Leads will appear here"),
        ("/portal/signups", "Signups will appear here"),
        ("/portal/accounts", "Your customers will appear here"),
        ("/portal/test-runs", "No test run yet"),
        ("/portal/findings", "Nothing is wrong"),
    ],
)
def test_an_empty_list_says_what_will_be_here(tim: Colleague, path: str, title: str) -> None:
    assert tim.get(path).says(".empty h2") == title
