"""The Doctor's page: what was pasted, line by line, and the code that works."""

import pytest

from app.db import Database
from tests import colleague
from tests.browser import OURS, Browser, Page
from tests.colleague import Colleague

RIGHT = f"{OURS}/guest?PartnerID=1234567"


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def examined(person: Colleague, text: str) -> Page:
    return person.does(person.get("/portal/doctor"), "/doctor", text=text)


def test_findings_stand_beside_their_lines_and_the_corrected_code_below(tim: Colleague) -> None:
    page = examined(tim, f"<p>Hello</p>\r\n\r\n\r\n<a href='{OURS}/guest?partnerid=1234567'>Sign up</a>\r\n")

    assert page.status == 200
    assert page.says("#diagnosis") == "1 finding"
    assert page.says(".told .line-number") == "Line 4"
    assert "capitals matter, write “PartnerID”" in page.says(".told li")
    assert page.says(".told .state") == "Loses something"
    assert page.find("#corrected").get_text().split("\n")[-2] == f'<a href="{RIGHT}">Sign up</a>'
    assert page.find("#text").get_text().startswith("<p>Hello</p>")


def test_what_was_pasted_is_shown_as_text(tim: Colleague) -> None:
    page = examined(tim, f'<script>alert(1)</script><a href="{OURS}/guest?PartnerID=1">{{{{7*7}}}}</a>')

    assert "<script>alert(1)</script>" in page.says(".source code")
    assert "{{7*7}}" in page.find("#corrected").get_text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RIGHT, "Nothing is wrong with it."),
        (f'<a href="{RIGHT}">Sign up</a>', "Nothing is wrong with it."),
        ("<p>Good morning</p>", "There is nothing of ours in it."),
        ("good morning", "There is nothing of ours in it."),
    ],
)
def test_when_there_is_nothing_to_mend_it_says_so(tim: Colleague, text: str, words: str) -> None:
    page = examined(tim, text)

    assert page.says("#diagnosis") == words
    assert not page.has("#corrected")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste the code or the address that you want examined."),
        ("x" * 65_537, "Code or address must be at most 65,536 characters."),
        ("ä" * 40_000, "That is more than 64 KB. Paste only the part that shows our pages."),
        ("a\x00b", "Some characters here can not be read. Please type this again."),
    ],
)
def test_what_can_not_be_examined_is_asked_for_again(tim: Colleague, text: str, words: str) -> None:
    page = examined(tim, text)

    assert (page.status, page.errors) == (422, {"text": words})


def test_of_a_long_page_only_the_lines_around_a_finding_are_shown(tim: Colleague) -> None:
    lines = ["<p>one of many</p>"] * 500
    lines[250] = f'<a href="{OURS}/guest?PartnerID=">Sign up</a>'

    page = examined(tim, "\n".join(lines))

    shown = [one.get_text(strip=True).removeprefix("Line ") for one in page.soup.select(".line-number")]
    assert shown == ["⋮", "Line249", "Line250", "Line251", "Line252", "Line253", "⋮"]


def test_whoever_is_suspended_may_ask_the_doctor(browser: Browser, sqlite: Database) -> None:
    page = examined(colleague.arrives(browser, "suspended"), f"{OURS}/guest?PartnerID=1234567")

    assert "is not your PartnerID" in page.says("#errors")
