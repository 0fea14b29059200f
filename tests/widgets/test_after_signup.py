"""The page after signup: code, another letter, another address, and the way on."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.db import Database
from app.models import Account, Letter
from tests.browser import Browser, Page
from tests.widgets import ledger
from tests.widgets.signing_up import (
    ADA,
    EMAIL,
    ENGINES,
    FORMS,
    RETURN,
    Postbox,
    deed,
    fills,
    finish,
    path_of,
    rows,
    signs_up,
    the_signup,
)

NEW = "ada@new.example"
WRONG_CODE = "This code does not work. Use the one of the latest letter, or ask for another."


def confirmed(page: Page) -> bool:
    return page.says("h1") == "Your address is confirmed"


def sent() -> list[str]:
    """To whom letters that confirm an address were written."""
    return [letter.recipient for letter in rows(Letter) if letter.kind == "confirm_address"]


@pytest.mark.parametrize("write", [str, str.lower, lambda code: code.replace(" ", "-")])
@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_the_code_confirms_in_place(
    browser: Browser, database: Database, postbox: Postbox, url: str, typed: dict[str, str], write: type[str]
) -> None:
    page = signs_up(browser, f"{url}?PartnerID=4958765&returnurl={RETURN}", typed)

    after = deed(browser, page, "confirmation", code=write(postbox.code()))

    assert (confirmed(after), finish(after)) == (True, RETURN)
    (account,) = rows(Account)
    assert (account.email, account.plan) == (EMAIL, "webstore" if typed is ENGINES else "guest")
    assert confirmed(browser.get(path_of(page)))
    assert "Set-Cookie" not in after.headers


@pytest.mark.parametrize(("wrong", "works"), [(4, True), (5, False)])
def test_after_five_wrong_codes_the_right_one_comes_too_late(
    browser: Browser, postbox: Postbox, wrong: int, works: bool
) -> None:
    page = signs_up(browser)
    code = postbox.code()

    for _ in range(wrong):
        again = deed(browser, page, "confirmation", code="AAAA AAAA")
        assert (again.status, again.errors, again.summary) == (422, {"code": WRONG_CODE}, [WRONG_CODE])
        assert again.title.startswith("Error: ")

    assert confirmed(deed(browser, page, "confirmation", code=code)) is works
    assert len(rows(Account)) == works


@pytest.mark.parametrize(("minutes", "works"), [(14, True), (15, False)])
def test_a_code_is_good_for_fifteen_minutes(
    browser: Browser, postbox: Postbox, minutes: int, works: bool
) -> None:
    page = signs_up(browser)
    code = postbox.code()
    browser.waits(minutes * 60)

    assert confirmed(deed(browser, page, "confirmation", code=code)) is works


@pytest.mark.parametrize("typed", ["", "   ", "x" * 33, "A\x00", "AAAA\nAAAA", "<script>", "💥"])
def test_what_is_no_code_is_told_next_to_the_field(browser: Browser, typed: str) -> None:
    again = deed(browser, signs_up(browser), "confirmation", code=typed)

    assert (again.status, list(again.errors)) == (422, ["code"])
    assert again.find("#errors a")["href"] == "#code"


def test_a_letter_asked_for_too_soon_names_the_time_from_which_it_works(
    browser: Browser, database: Database
) -> None:
    page = signs_up(browser)

    early = deed(browser, page, "letters")

    assert (early.status, sent()) == (422, [EMAIL])
    told = re.search(r"You can ask for another from ([0-9:]{5}) UTC\.", early.summary[0])
    assert told
    assert early.says("#resend-error").endswith(early.summary[0])
    at = clock.now().replace(hour=int(told[1][:2]), minute=int(told[1][3:]), second=0, microsecond=0)
    at += timedelta(days=at < clock.now() - timedelta(hours=12))
    browser.waits((at - clock.now()).total_seconds() + 1)
    assert deed(browser, page, "letters").status == 200
    assert sent() == [EMAIL] * 2


def test_five_letters_can_be_asked_for(browser: Browser, postbox: Postbox) -> None:
    page = signs_up(browser)

    for wait in (61, 301, 1801, 1801, 1801):
        assert deed(browser, page, "letters").status == 422
        browser.waits(wait)
        assert deed(browser, page, "letters").status == 200
    browser.waits(3600)
    last = deed(browser, page, "letters")

    assert (last.status, len(sent())) == (422, 6)
    assert "That was the last letter" in last.summary[0]
    assert last.has("button#resend")
    assert confirmed(deed(browser, page, "confirmation", code=postbox.code()))


def test_the_address_can_be_changed_twice_and_what_was_sent_before_is_void(
    browser: Browser, postbox: Postbox
) -> None:
    page = signs_up(browser)
    letter = postbox.opens()
    deed(browser, page, "address", email="ada@second.example")

    after = deed(browser, page, "address", email=NEW)
    third = deed(browser, page, "address", email="ada@third.example")

    assert (after.status, "a•••@new.example" in after.says()) == (200, True)
    assert (third.status, list(third.errors)) == (422, ["email"])
    assert "sign up again" in third.errors["email"]
    assert deed(browser, page, "confirmation", code=postbox.code_in(letter)).status == 422
    assert browser.get(postbox.link_in(letter)).status == 410
    assert confirmed(deed(browser, page, "confirmation", code=postbox.code(NEW)))
    assert [account.email for account in rows(Account)] == [NEW]


def test_a_letter_to_an_address_that_was_changed_meanwhile_never_leaves(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    page = signs_up(browser)

    deed(browser, page, "address", email=NEW)
    postbox.opens(NEW)

    assert postbox.smtp.letters(EMAIL) == []
    assert len(postbox.smtp.letters(NEW)) == 1
    assert sent() == [NEW]


@pytest.mark.parametrize(
    "typed", ["", "ada", "ada@", "a@b@c", "ada@x.example\r\nBcc: eve@evil.test", "ada\x00@x.example", "ä@ö"]
)
def test_what_is_no_address_is_told_next_to_the_field(browser: Browser, typed: str) -> None:
    page = signs_up(browser)

    again = deed(browser, page, "address", email=typed)

    assert (again.status, list(again.errors), sent()) == (422, ["email"], [EMAIL])
    assert again.find("#errors a")["href"] == "#email"
    assert again.has("details[open] #email")
    assert the_signup().address_changes == 0


def test_an_address_that_has_an_account_answers_like_any_other(browser: Browser, postbox: Postbox) -> None:
    deed(browser, signs_up(browser), "confirmation", code=postbox.code())
    mine = signs_up(browser, email="eve@new.example")
    other = signs_up(browser, email="bob@new.example")

    taken = deed(browser, mine, "address", email=EMAIL)
    free = deed(browser, other, "address", email="ada@free.example")

    def plain(page: Page) -> str:
        return page.text.replace(path_of(page), "").replace("analytical", "free")

    assert (taken.status, plain(taken)) == (free.status, plain(free))
    assert postbox.opens(EMAIL)["subject"] == "You already have an account"


@pytest.mark.parametrize("path", ["", "/return", "/confirmation", "/letters", "/address"])
@pytest.mark.parametrize("handle", ["unknown", "a" * 22, "%00", "%ED%A0%80", "old"])
def test_an_unknown_handle_is_not_here(browser: Browser, path: str, handle: str) -> None:
    if handle == "old":
        handle = path_of(signs_up(browser)).removeprefix("/signup/")
        browser.waits(24 * 3600 + 1)
    url = f"/signup/{handle}{path}"

    page = browser.get(url) if path in ("", "/return") else browser.post(url, {"code": "A", "email": NEW})

    assert (page.status, page.has("main a[href]")) == (404, True)


def test_the_page_is_one_visitors_and_framed_by_who_frames_its_form(browser: Browser) -> None:
    form = browser.framed_on("http://partnerwebsite.com").get("/guest?PartnerID=4958765&theme=dark")
    after = signs_up(browser.framed_on("http://partnerwebsite.com"), "/guest?PartnerID=4958765&theme=dark")
    wrong = deed(browser, after, "confirmation", code="AAAA AAAA")

    for page in (after, wrong):
        assert page.headers.getlist("Cache-Control") == ["no-store"]
        assert page.ancestors == form.ancestors > {"http://partnerwebsite.com"}
        assert page.find("html")["data-theme"] == "dark"
        assert page.has('meta[name="robots"][content="noindex"]')


def test_htmx_gets_the_part_that_changes_and_an_address_for_a_reload(
    browser: Browser, postbox: Postbox
) -> None:
    htmx = browser.with_htmx()
    after = htmx.follows(fills(htmx, "/guest?PartnerID=4958765", ADA))
    wrong = deed(htmx, after, "confirmation", code="AAAA AAAA")
    early = deed(htmx, after, "letters")
    right = deed(htmx, after, "confirmation", code=postbox.code())

    assert [page.status for page in (after, wrong, early, right)] == [200, 422, 422, 200]
    for page in (after, wrong, early, right):
        assert not page.text.lstrip().lower().startswith("<!doctype")
        assert page.has("section#after")
        assert page.headers.get("HX-Replace-Url") == (path_of(after) if page.status == 200 else None)
    assert confirmed(right)


@pytest.mark.parametrize(
    ("what", "typed", "most"),
    [("confirmation", {"code": "AAAA AAAA"}, 30), ("address", {"email": NEW}, 5)],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_too_many_tries_are_told_with_a_time(
    browser: Browser, what: str, typed: dict[str, str], most: int, htmx: bool
) -> None:
    visitor = browser.with_htmx() if htmx else browser
    pages = [signs_up(browser.at(f"10.0.0.{n}"), email=f"ada{n}@x.example") for n in range(most // 2 + 1)]

    answers = [deed(visitor, pages[n // 2], what, **typed) for n in range(most + 1)]

    assert [answer.status for answer in answers].count(429) == 1
    last = answers[-1]
    assert (last.status, 0 < int(last.headers["Retry-After"]) <= 3601) == (429, True)
    assert re.fullmatch(r"Too many attempts\. Please try again after \d\d:\d\d UTC\.", last.summary[0])
    assert "HX-Replace-Url" not in last.headers


def test_a_wrong_code_changes_nothing_but_the_number_of_tries(browser: Browser, postbox: Postbox) -> None:
    page = signs_up(browser)
    postbox.opens()
    before = ledger.everything()

    browser.get(path_of(page))
    browser.request("HEAD", path_of(page))
    assert ledger.everything() == before
    deed(browser, page, "confirmation", code="AAAA AAAA")

    after = ledger.everything()
    assert [name for name in after if after[name] != before[name]] == ["confirmations"]


def test_letters_asked_for_from_one_network_are_counted(browser: Browser) -> None:
    pages = [signs_up(browser.at(f"10.0.0.{n}"), email=f"ada{n}@x.example") for n in range(21)]
    browser.waits(61)

    answers = [deed(browser, page, "letters") for page in pages]

    assert [answer.status for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 3601
    assert answers[-1].has("#resend-error")
