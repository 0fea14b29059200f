"""The thank-you is a page of its own: it names the contact, lasts a day, and sends nothing again."""

import pytest

from tests.browser import Browser
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_JOHN, BY_TIM

DAY = 24 * 3600


@pytest.mark.parametrize(("url", "name"), [(BY_JOHN, "John Smith"), (BY_TIM, "Tim Mathews")])
def test_the_thank_you_names_the_contact(browser: Browser, url: str, name: str) -> None:
    thanks = browser.sends(browser.get(url), typed=ADA)

    assert thanks.says("section.lead h2") == "Thank you, Ada"
    assert f"Your request is on its way to {name}" in thanks.says("section.lead")
    assert thanks.title.endswith("Request sent")
    assert not thanks.has("section.lead form")
    assert thanks.headers["Cache-Control"] == "no-store"
    assert "ada@example.com" not in thanks.text


def test_the_lead_form_alone_thanks_as_well(browser: Browser) -> None:
    thanks = browser.sends(browser.get("/lead/uc?source_cm_name=Grace"), typed=ADA)

    assert thanks.says("h1") == "Thank you, Ada"
    assert "on its way to Grace" in thanks.says("section.lead")


@pytest.mark.parametrize("query", ["", "?PartnerID=1234567&theme=dark"])
def test_no_search_engine_keeps_it(browser: Browser, query: str) -> None:
    thanks = browser.sends(browser.get(f"/lead/uc{query}"), typed=ADA)

    assert thanks.has('meta[name="robots"][content="noindex"]')


@pytest.mark.parametrize(("query", "anchor"), [("", "lead-title"), ("&test=true", "report")])
def test_the_way_to_it_ends_at_what_it_is_about_under_the_policies_of_the_form(
    browser: Browser, query: str, anchor: str
) -> None:
    page = browser.get(f"{BY_TIM}{query}")

    answer = browser.posts(page, typed=ADA)

    assert answer.headers["Location"].partition("#")[2] == anchor
    assert browser.follows(answer).has(f"#{anchor}")
    assert answer.ancestors == page.ancestors
    assert "X-Frame-Options" not in answer.headers


def test_looking_at_it_again_sends_nothing(browser: Browser) -> None:
    thanks = browser.sends(browser.get(BY_TIM), typed=ADA)
    before = ledger.everything()

    assert browser.get(thanks.url).says("section.lead") == thanks.says("section.lead")
    assert browser.request("HEAD", thanks.url).status == 200
    assert ledger.everything() == before


@pytest.mark.parametrize(("age", "status"), [(DAY - 60, 200), (DAY + 1, 404)])
def test_it_can_be_seen_for_a_day(browser: Browser, age: int, status: int) -> None:
    thanks = browser.sends(browser.get(BY_TIM), typed=ADA)

    browser.waits(age)

    assert browser.get(thanks.url).status == status


def test_a_guessed_or_stored_handle_opens_nothing(browser: Browser) -> None:
    browser.sends(browser.get(BY_TIM), typed=ADA)

    for handle in ("x", "1", ledger.lead().handle_hash, "%00", "%FF", "a" * 5000, "AAAAAAAAAAAAAAAAAAAAAA"):
        assert browser.get(f"/thanks/{handle}").status == 404


def test_the_theme_and_the_sites_of_the_form_hold_for_the_thank_you(browser: Browser) -> None:
    framed = browser.framed_on("http://partnerwebsite.com")
    page = framed.get("/lead/pbx?PartnerID=4958765&theme=dark")

    thanks = framed.sends(page, typed=ADA)

    assert thanks.find("html")["data-theme"] == "dark"
    assert thanks.ancestors == page.ancestors
