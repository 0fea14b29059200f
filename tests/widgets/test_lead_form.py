"""A prospect sends the lead form: mistakes are mended in place, a lead is taken once."""

from collections.abc import Callable

import pytest

from tests.browser import OURS, Browser, Page
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_TIM, PBX

JOHN, DAVE, SALES = "john@panterranetworks.com", "dave@panterranetworks.com", "sales@panterranetworks.com"


def test_mistakes_are_told_next_to_each_field_and_nothing_typed_is_lost(browser: Browser) -> None:
    typed = ADA | {"first_name": "", "email": "ada@", "phone": "call me", "users": "many", "company": " "}

    page = browser.sends(browser.get(BY_TIM), typed=typed)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.errors == {
        "first_name": "Enter your first name.",
        "email": "Enter an e-mail address like name@example.com.",
        "phone": "Enter a phone number like 408 555 0199, or leave this empty.",
        "company": "Enter the name of your company.",
        "users": "Enter a whole number like 25.",
    }
    assert page.summary == list(page.errors.values())
    assert {name: page.values[name].strip() for name in typed} == {n: v.strip() for n, v in typed.items()}
    assert ledger.leads() == []


def test_a_mended_form_is_taken(browser: Browser) -> None:
    page = browser.sends(browser.get(BY_TIM), typed=ADA | {"email": "ada@"})

    thanks = browser.sends(page, email="ada@example.com")

    assert thanks.status == 200
    assert ledger.lead().email == "ada@example.com"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("first_name", "x" * 65, "First name must be at most 64 characters."),
        ("company", "x" * 121, "Company must be at most 120 characters."),
        ("message", "x" * 4001, "Message must be at most 4,000 characters."),
        ("users", "0", "Enter a whole number like 25."),
        ("users", "1000000", "Enter a whole number like 25."),
        ("users", "-5", "Enter a whole number like 25."),
        ("users", "²", "Enter a whole number like 25."),
        ("email", "a b@example.com", "Enter an e-mail address like name@example.com."),
        ("email", "ada@example", "Enter an e-mail address like name@example.com."),
        ("phone", "12", "Enter a phone number like 408 555 0199, or leave this empty."),
    ],
)
def test_each_field_has_its_rule(browser: Browser, name: str, value: str, words: str) -> None:
    page = browser.sends(browser.get(PBX), typed=ADA | {name: value})

    assert (page.status, page.errors) == (422, {name: words})
    assert page.values[name] == value


@pytest.mark.parametrize(
    "typed",
    [
        {"phone": "", "users": "", "message": ""},
        {"phone": "+49 (0)89 / 123-456 ext. 7"},
        {"users": "1,500"},
        {"users": " 25 "},
        {"first_name": "Nguyễn", "last_name": "O’Brien-山田"},
        {"first_name": "<script>alert(1)</script>", "company": "=cmd()", "message": "{{7*7}}"},
        {"message": "x" * 4000},
        {"email": "Ada@EXAMPLE.com"},
    ],
)
def test_whatever_people_write_in_earnest_is_taken(browser: Browser, typed: dict[str, str]) -> None:
    thanks = browser.sends(browser.get(PBX), typed=ADA | typed)

    assert thanks.status == 200
    assert thanks.says("section.lead h2") == f"Thank you, {ledger.lead().first_name}"


@pytest.mark.parametrize("url", [BY_TIM, "/lead/pbx?PartnerID=1234567&source_cm_name=dave+ryan"])
def test_htmx_swaps_the_form_for_its_mistakes_and_for_the_thank_you(browser: Browser, url: str) -> None:
    page = browser.get(url)
    assert page.form["action"] == f"{page.form['hx-post']}#errors"

    wrong = browser.with_htmx().sends(page, typed=ADA | {"email": "ada@"})
    thanks = browser.with_htmx().sends(page, typed=ADA)

    assert not wrong.text.lstrip().startswith("<!doctype")
    assert (wrong.status, list(wrong.errors)) == (422, ["email"])
    assert "Thank you, Ada" in thanks.says("#lead")
    assert thanks.url.startswith(f"{OURS}/thanks/")


@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (lambda b, p: b.sends(p, typed=ADA | {"message": "x" * 300_000}), 413, "more than we can take"),
        (lambda b, p: b.post("/lead/fax", ADA), 404, "not here"),
        (lambda b, p: b.post(PBX, ADA, Sec_Fetch_Site="cross-site"), 403, "Continue in a new tab"),
        (lambda b, p: b.request("POST", PBX, json=[], headers={"HX-Request": "true"}), 415, "Please use"),
    ],
)
def test_an_error_stands_above_the_form_and_leaves_it_alone(
    browser: Browser, ask: Callable[[Browser, Page], Page], status: int, says: str
) -> None:
    page = browser.get(PBX)
    assert page.soup.select_one(".lead .notice[role=alert]:empty ~ form")

    answer = ask(browser.with_htmx(), page)

    assert (answer.status, says in answer.text) == (status, True)
    assert not answer.has("section, html[lang], form[hx-post]")
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("previous .notice", "innerHTML")
