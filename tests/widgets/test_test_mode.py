"""`test=true`: nothing that is typed is processed, and the call is explained (SPEC section 7)."""

import pytest

from app.db import Database
from tests.browser import Browser, Page
from tests.house_rules import words
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM, PBX

BANNER = "section.report"


@pytest.mark.parametrize("typed", [{}, ADA, {"email": "\x00 nonsense"}])
def test_a_dry_run_keeps_one_row_and_changes_nothing_else(
    browser: Browser, database: Database, typed: dict[str, str]
) -> None:
    before = ledger.everything()
    page = browser.get(f"{BY_TIM}&test=true&SubpartnerID=106")

    answer = browser.follows(browser.posts(page, after=0, typed=typed))
    browser.house.ledger.flush()

    assert (answer.status, answer.says("section.lead h2")) == (200, "Thank you")
    after = ledger.everything()
    assert [name for name in after if after[name] != before[name]] == ["dry_runs"]
    assert len(after["dry_runs"]) == 1
    assert not any(ADA[name] in repr(after["dry_runs"]) for name in ("email", "company", "phone"))
    assert "SubpartnerID" in repr(after["dry_runs"])


def test_the_form_is_a_plain_one_that_leads_to_the_top(browser: Browser) -> None:
    page = browser.get(f"{BY_TIM}&test=true")

    assert page.form["target"] == "_top"
    # A browser takes a fragment along through every redirect, to the partner's page.
    assert "#" not in page.form["action"]
    assert not [name for tag in page.soup.find_all(True) for name in tag.attrs if name.startswith("hx-")]
    assert not page.has("script[src*=htmx]")


def test_a_live_form_does_not_lead_to_the_top(browser: Browser) -> None:
    page = browser.get(BY_TIM)

    assert not page.has(BANNER)
    assert page.form.get("target") is None


@pytest.mark.parametrize("query", ["test=1", "test=TRUE", "TEST=true", "test=true&test=false", "test="])
def test_only_true_turns_it_on(browser: Browser, query: str) -> None:
    assert not browser.get(f"{PBX}?{query}").has(BANNER)


def test_pressing_the_button_twice_is_one_dry_run(browser: Browser) -> None:
    page = browser.get(f"{BY_TIM}&test=true")

    first = browser.posts(page, after=0)
    second = browser.posts(page, after=0)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(ledger.everything()["dry_runs"]) == 1


def test_a_test_run_that_was_open_for_too_long_comes_back_with_its_report(browser: Browser) -> None:
    page = browser.get(f"{BY_TIM}&test=true&partnerid=7")

    back = browser.sends(page, after=3 * 3600, typed=ADA)

    assert (back.status, back.values["company"]) == (422, ADA["company"])
    assert "capitals matter" in back.says(BANNER)
    assert ledger.everything()["dry_runs"] == []
    assert browser.sends(back, after=0).says("section.lead h2") == "Thank you"


def rows(page: Page) -> dict[str, list[str]]:
    """The report's table: what is said of each parameter."""
    found = page.find(f"{BANNER} tbody").find_all("tr")
    return {words(row.th): [words(cell) for cell in row.find_all("td")] for row in found}


def test_the_report_says_how_each_parameter_was_understood(browser: Browser) -> None:
    query = "PartnerID=1234567&partnerid=7&source_number=12&colour=red&test=true&utm_term=x"

    page = browser.get(f"{PBX}?{query}")

    said = rows(page)
    assert said["PartnerID"][:2] == ["1234567", "1234567"]
    assert said["partnerid"][2] == "“partnerid” was ignored: capitals matter, write “PartnerID”."
    assert said["source_number"][1] == "as if absent"
    assert "800.805.0558" in said["source_number"][2]
    assert said["colour"][1] == "not a parameter of ours, ignored"
    assert said["test"][1] == "on"
    assert said["utm_term"][1] == "x"
    assert "source_cm_name" in page.says(f"{BANNER} p.finding")
    assert "TEST" in page.says(f"{BANNER} p.banner")
    assert "test=true" in page.says(f"{BANNER} p.banner")
    assert "thank-you" in page.says(BANNER)


@pytest.mark.parametrize(
    ("parent", "words"),
    [
        (None, "none, the page was opened by itself"),
        ("http://www.tmclabs.com", "http://www.tmclabs.com, registered"),
    ],
)
def test_the_report_says_whether_the_site_is_registered(
    browser: Browser, parent: str | None, words: str
) -> None:
    visitor = browser.framed_on(parent) if parent else browser

    assert words in visitor.get(f"{BY_TIM}&test=true").says(BANNER)


def test_a_site_that_is_not_registered_reads_the_report_without_the_form(browser: Browser) -> None:
    before = ledger.everything()

    page = browser.framed_on("http://evil.test").get(f"{BY_TIM}&test=true&partnerid=7")
    browser.house.ledger.flush()

    assert "http://evil.test, not registered" in page.says(BANNER)
    assert "“http://evil.test” shows the form but is not one of your sites." in page.says(BANNER)
    assert "capitals matter" in rows(page)["partnerid"][2]
    assert "TEST" in page.says(f"{BANNER} p.banner")
    assert (page.ancestors, page.has("form, input, script[src*=htmx]")) == ({"*"}, False)
    assert browser.get(str(page.find("a[target=_blank]")["href"])).has("form")
    assert ledger.everything() == before


def test_the_thank_you_of_a_dry_run_reports_again(browser: Browser) -> None:
    page = browser.get(f"{BY_TIM}&test=true&partnerid=7")

    thanks = browser.sends(page, after=0)

    assert "capitals matter" in thanks.says(BANNER)
    assert "Tim Mathews" in thanks.says("section.lead")


@pytest.mark.parametrize(
    "query",
    [
        "partnerid%FF=1",
        "partnerid%00=1",
        "PartnerID=%FF",
        "%FF=%FF",
        "returnurl=%00",
        "<script>=<script>",
        "{{7*7}}={{7*7}}",
        "source_logo=javascript:x",
    ],
)
def test_the_report_shows_hostile_values_safely(browser: Browser, database: Database, query: str) -> None:
    page = browser.get(f"{PBX}?test=true&{query}")
    thanks = browser.sends(page, after=0)

    assert (page.status, thanks.status) == (200, 200)
    assert len(ledger.everything()["dry_runs"]) == 1


@pytest.mark.parametrize(("token", "status"), [(None, 303), ("forged", 422)])
def test_dry_runs_do_not_use_up_what_real_posts_may_do(
    browser: Browser, token: str | None, status: int
) -> None:
    page = browser.get(f"{BY_TIM}&test=true")
    for _ in range(12):
        answer = browser.posts(page, after=0, typed={"form_token": token} if token else {})
        assert answer.status == status

    assert browser.sends(browser.get(BY_TIM), typed=ADA).status == 200
