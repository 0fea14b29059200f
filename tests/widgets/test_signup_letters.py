"""The letters of a signup, through the real courier to a real mail server."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import Database
from app.models import Account, Confirmation, Letter
from tests.browser import Browser
from tests.scene import advance
from tests.widgets.signing_up import (
    ADA,
    EMAIL,
    ENGINES,
    FORMS,
    PASSWORD,
    Postbox,
    deed,
    rows,
    signs_up,
)

JOHN, DAVE, SALES = (f"{name}@panterranetworks.com" for name in ("john", "dave", "sales"))


def has_an_account(browser: Browser, postbox: Postbox, form: tuple[str, dict[str, str]]) -> None:
    deed(browser, signs_up(browser, *form), "confirmation", code=postbox.code())


@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_whoever_is_new_is_asked_to_confirm(
    browser: Browser, database: Database, postbox: Postbox, url: str, typed: dict[str, str]
) -> None:
    signs_up(browser, f"{url}?PartnerID=4958765", typed)

    letter = postbox.opens()

    assert letter["subject"] == "Confirm your e-mail address"
    assert "through Harbour & Pine IT" in letter["text"]
    link = postbox.link_in(letter)
    assert f'href="http://127.0.0.1:8000{link}"' in letter["html"]
    assert postbox.code_in(letter) in letter["html"]
    assert len(link) == len("/verify/") + 43


def test_a_guest_who_wants_more_is_asked_to_confirm_the_upgrade_and_keeps_the_password(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    has_an_account(browser, postbox, ("/guest?PartnerID=4958765", ADA))
    (before,) = rows(Account)
    new = {"sb_password": "another-1842", "sb_confirmpassword": "another-1842"}
    page = signs_up(browser, "/webstore/?PartnerID=1234567", ENGINES | new)

    letter = postbox.opens()
    deed(browser, page, "confirmation", code=postbox.code_in(letter))

    assert letter["subject"] == "Confirm the upgrade of your account"
    (account,) = rows(Account)
    assert (account.plan, account.password_hash) == ("webstore", before.password_hash)
    news = postbox.opens(JOHN)
    assert news["subject"].startswith("Upgraded") or "upgrad" in news["subject"].lower()
    assert "Harbour & Pine IT (4958765)" in news["text"]
    assert postbox.smtp.letters(DAVE) == []


@pytest.mark.parametrize(
    ("has", "asks"),
    [(FORMS[0], FORMS[0]), (FORMS[1], FORMS[0]), (FORMS[1], FORMS[1])],
    ids=["guest again", "guest after webstore", "webstore again"],
)
def test_whoever_has_the_account_already_is_told_so_without_a_secret(
    browser: Browser,
    postbox: Postbox,
    has: tuple[str, dict[str, str]],
    asks: tuple[str, dict[str, str]],
) -> None:
    has_an_account(browser, postbox, has)
    signs_up(browser, *asks)

    letter = postbox.opens()

    assert letter["subject"] == "You already have an account"
    assert "/verify/" not in letter["text"] + letter["html"]
    assert "http://127.0.0.1:8000/login" in letter["text"]
    assert not re.search(r"^ +\w{4} \w{4}\s*$", letter["text"], re.MULTILINE)


@pytest.mark.parametrize(
    ("query", "manager", "others", "said"),
    [
        ("?PartnerID=4958765&SubPartnerID=106", JOHN, (DAVE, SALES), "SubPartnerID: 106"),
        ("?PartnerID=1234567", DAVE, (JOHN, SALES), "TMC Labs (1234567)"),
        ("", SALES, (JOHN, DAVE), "nobody is credited"),
        ("?PartnerID=999", SALES, (JOHN, DAVE), "PartnerID of this form: 999"),
        ("?PartnerID=7654321", DAVE, (JOHN, SALES), "Credit is held: Quiet Valley Telecom is suspended."),
    ],
)
def test_the_right_manager_hears_of_it(
    browser: Browser,
    database: Database,
    postbox: Postbox,
    query: str,
    manager: str,
    others: tuple[str, ...],
    said: str,
) -> None:
    has_an_account(browser, postbox, (f"/guest{query}", ADA))

    letter = postbox.opens(manager)

    assert letter["subject"] == "New guest account: Ada Lovelace"
    assert EMAIL in letter["text"]
    assert said in re.sub(r" +", " ", letter["text"])
    assert PASSWORD not in letter["text"] + letter["html"]
    assert [postbox.smtp.letters(other) for other in others] == [[], []]


@pytest.mark.parametrize("newest", [False, True])
def test_a_courier_that_was_killed_sends_another_code_and_both_work(
    browser: Browser, database: Database, postbox: Postbox, newest: bool
) -> None:
    page = signs_up(browser)
    first = postbox.opens()
    # Killed between the mail server's answer and its own commit: the lease is all that is left.
    with database.writing() as session:
        session.execute(update(Letter).values(sent_at=None))
        session.commit()
    advance(database, timedelta(minutes=6))
    second = postbox.opens()

    assert postbox.code_in(first) != postbox.code_in(second)
    assert len(rows(Confirmation)) == 2
    assert len(set(postbox.smtp.message_ids())) == 1
    code = postbox.code_in(second if newest else first)
    assert deed(browser, page, "confirmation", code=code).says("h1") == "Your address is confirmed"


def test_a_mail_server_that_is_away_costs_no_code_any_time(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    page = signs_up(browser)
    postbox.smtp.stop()
    with pytest.raises(IndexError):
        postbox.opens()
    browser.waits(3600)
    postbox.smtp.start()

    code = postbox.code()
    browser.waits(14 * 60)

    assert deed(browser, page, "confirmation", code=code).says("h1") == "Your address is confirmed"


def test_a_letter_for_a_signup_that_was_confirmed_meanwhile_stays_here(
    browser: Browser, database: Database, postbox: Postbox
) -> None:
    page = signs_up(browser)
    code = postbox.code()
    browser.waits(61)
    deed(browser, page, "letters")
    deed(browser, page, "confirmation", code=code)

    postbox.opens(JOHN)

    assert len(postbox.smtp.letters(EMAIL)) == 1
