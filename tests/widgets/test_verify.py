"""The link of a letter: nothing happens before the button, and once is enough."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.config import Settings
from app.db import Database
from app.models import Account, Confirmation, Letter
from tests.browser import Browser, Page, browsing
from tests.widgets import ledger
from tests.widgets.signing_up import (
    EMAIL,
    ENGINES,
    PASSWORD,
    URLENCODED,
    Postbox,
    deed,
    path_of,
    rows,
    signs_up,
    the_signup,
)

NEW_KEY = "another key for tests that protects nothing either"
DAY = 24 * 3600


def presses(browser: Browser, link: str, what: str = "", **typed: str) -> Page:
    """Press a button of the page behind the link; goes on where it leads."""
    answer = browser.post(f"{link}{what}", typed or b"", content_type=URLENCODED)
    return browser.follows(answer) if answer.status == 303 else answer


def test_looking_at_a_link_changes_nothing(browser: Browser, database: Database, postbox: Postbox) -> None:
    signs_up(browser)
    link = postbox.link()
    before = ledger.everything()

    pages = [browser.get(link) for _ in range(3)]
    for method in ("HEAD", "OPTIONS"):
        browser.request(method, link)

    assert ledger.everything() == before
    assert [button.get_text() for button in pages[0].soup.select("button")] == ["Confirm", "It was not me"]
    assert "Harbour & Pine IT" in pages[0].says()
    assert (pages[0].ancestors, pages[0].headers["Cache-Control"]) == ({"'none'"}, "no-store")
    assert EMAIL not in pages[0].text


def test_the_button_confirms_once(browser: Browser, database: Database, postbox: Postbox) -> None:
    page = signs_up(browser)
    link = postbox.link()

    first, second, later = presses(browser, link), presses(browser, link), browser.get(link)

    assert [each.says("h1") for each in (first, second, later)] == ["Your address is confirmed"] * 3
    assert ["already" in each.says() for each in (first, second, later)] == [False, True, True]
    assert browser.get(path_of(page)).says("h1") == "Your address is confirmed"
    assert [account.email for account in rows(Account)] == [EMAIL]
    assert "Set-Cookie" not in first.headers


def test_twenty_buttons_at_once_open_one_account(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    signs_up(browser)
    link = postbox.link()

    with ThreadPoolExecutor(10) as pool:
        answers = Counter(pool.map(lambda n: presses(browser, link).status, range(20)))

    assert answers == {200: 20}
    assert len(rows(Account)) == 1
    assert [letter.kind for letter in rows(Letter)] == ["confirm_address", "account_opened"]


@pytest.mark.parametrize("method", ["get", "post", "disowned", "letters"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: link[:-1],
        lambda link: link + "A",
        lambda link: link + "=",
        str.swapcase,
        lambda link: "/verify/" + "A" * 43,
        lambda link: "/verify/%00",
        lambda link: "/verify/💥",
        lambda link: link.replace("/verify/", "/verify/%20"),
    ],
)
def test_an_altered_link_is_not_here(
    browser: Browser, postbox: Postbox, spoil: Callable[[str], str], method: str
) -> None:
    signs_up(browser)
    url = "/verify/" + spoil(postbox.link()).rpartition("/")[2]
    before = ledger.everything()

    page = (
        browser.get(url)
        if method == "get"
        else presses(browser, url, "" if method == "post" else f"/{method}")
    )

    assert (page.status, page.has("main a[href]")) == (404, True)
    assert ledger.everything() == before


@pytest.mark.parametrize("secret", ["handle", "form token", "captcha"])
def test_a_token_of_another_purpose_is_not_here(browser: Browser, postbox: Postbox, secret: str) -> None:
    form = browser.get("/guest")
    page = signs_up(browser)
    postbox.link()
    token = {
        "handle": path_of(page).rpartition("/")[2],
        "form token": form.values["form_token"],
        "captcha": form.values["captcha_challenge"],
    }[secret]

    assert presses(browser, f"/verify/{token}").status == 404
    assert rows(Account) == []


def test_a_link_that_has_run_out_offers_another_letter(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    signs_up(browser)
    link = postbox.link()
    browser.waits(DAY)

    late = presses(browser, link)
    early_offer = browser.get(link)
    again = presses(browser, link, "/letters")
    too_soon = presses(browser, link, "/letters")

    assert (late.status, late.says("h1")) == (410, "This link has run out")
    assert early_offer.says("button") == "Send a new letter"
    assert again.says("h1") == "A new letter is on its way"
    assert (too_soon.status, "You can ask for another from" in too_soon.says("#errors")) == (422, True)
    assert rows(Account) == []
    assert presses(browser, postbox.link()).says("h1") == "Your address is confirmed"


def test_it_was_not_me_closes_the_claim(browser: Browser, database: Database, postbox: Postbox) -> None:
    page = signs_up(browser)
    letter = postbox.opens()
    link = postbox.link_in(letter)

    told = presses(browser, link, "/disowned")

    assert told.says("h1") == browser.get(link).says("h1") == "This signup is closed"
    assert presses(browser, link).says("h1") == "This signup is closed"
    closed = deed(browser, page, "confirmation", code=postbox.code_in(letter))
    assert closed.says("h1") == "This signup was closed"
    assert deed(browser, page, "address", email="ada@new.example").says("h1") == "This signup was closed"
    assert rows(Account) == []
    assert the_signup().email == EMAIL


@pytest.mark.parametrize("upgrade", [False, True])
def test_where_the_link_alone_does_not_tell_who_signed_up_it_asks_for_the_password(
    browser: Browser, database: Database, postbox: Postbox, upgrade: bool
) -> None:
    signs_up(browser, password="others-1842", confirm_password="others-1842")
    if upgrade:
        presses(browser, postbox.link())
    else:
        postbox.opens()
    signs_up(browser, "/webstore/?PartnerID=1234567", ENGINES)
    link = postbox.link()
    before = ledger.everything()

    asked = browser.get(link)
    none, wrong, stale = (
        presses(browser, link, password=text) for text in ("", "others-1842", "\x00\ud7ff\n")
    )

    assert asked.has("input[type=password]")
    assert [page.status for page in (none, wrong, stale)] == [422] * 3
    assert wrong.errors == {"password": "This is not the password that was typed into the form."}
    assert wrong.find("#errors a")["href"] == "#password"
    assert "others-1842" not in wrong.text
    assert ledger.everything() == before
    assert presses(browser, link, password=PASSWORD).says("h1") == "Your address is confirmed"
    (account,) = rows(Account)
    assert account.plan == "webstore"


def test_wrong_passwords_and_unknown_links_are_counted(browser: Browser, postbox: Postbox) -> None:
    signs_up(browser)
    signs_up(browser, email=EMAIL)
    link = postbox.link()

    answers = [presses(browser, link, password="wrong-1842") for _ in range(31)]
    looks = [browser.at("10.9.9.9").get("/verify/unknown") for _ in range(31)]

    assert [answer.status for answer in answers] == [422] * 30 + [429]
    assert [look.status for look in looks] == [404] * 30 + [429]
    for last in (answers[-1], looks[-1]):
        assert 0 < int(last.headers["Retry-After"]) <= 3601
        assert last.ancestors == {"'none'"}
    assert presses(browser.at("10.0.0.1"), link, password=PASSWORD).status == 200


@pytest.mark.parametrize("what", ["", "/disowned", "/letters"])
@pytest.mark.parametrize(
    "manners",
    [
        {"Sec_Fetch_Site": "cross-site", "origin": "http://evil.test"},
        {"Sec_Fetch_Site": "cross-site", "origin": "null"},
    ],
)
def test_the_buttons_work_from_our_own_page_alone(
    browser: Browser, postbox: Postbox, what: str, manners: dict[str, str]
) -> None:
    signs_up(browser)
    link = postbox.link()
    before = ledger.everything()

    answer = browser.post(f"{link}{what}", b"", content_type=URLENCODED, **manners)

    assert (answer.status, answer.ancestors) == (403, {"'none'"})
    assert ledger.everything() == before


def test_after_a_rotation_of_keys_everything_under_way_goes_on(
    browser: Browser, database: Database, settings: Settings, postbox: Postbox
) -> None:
    page = signs_up(browser)
    letter = postbox.opens()

    rotated = replace(settings, secret_keys=(NEW_KEY, *settings.secret_keys))
    with browsing(rotated) as after:
        assert after.get(path_of(page)).says("h1") == "Confirm your address"
        assert after.get(postbox.link_in(letter)).status == 200
        confirmed = deed(after, page, "confirmation", code=postbox.code_in(letter))

    assert confirmed.says("h1") == "Your address is confirmed"


def test_secrets_rest_nowhere_and_are_in_no_log(
    browser: Browser, database: Database, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    page = signs_up(browser)
    letter = postbox.opens()
    token, code = postbox.link_in(letter).rpartition("/")[2], postbox.code_in(letter)
    browser.get(f"/verify/{token}")
    presses(browser, f"/verify/{token}x")
    deed(browser, page, "confirmation", code="AAAA AAAA")
    deed(browser, page, "confirmation", code=code)
    browser.get(f"/verify/{token}")
    postbox.opens("john@panterranetworks.com")

    kept = repr(ledger.everything())
    # The test's mail server writes down what it is sent.
    logged = " ".join(repr(vars(record)) for record in caplog.records if record.name != "mail.log")
    for secret in (token, code, code.replace(" ", ""), PASSWORD, path_of(page).rpartition("/")[2]):
        assert secret not in kept
        assert secret not in logged
    assert EMAIL not in logged
    assert len(rows(Confirmation)) == 1
