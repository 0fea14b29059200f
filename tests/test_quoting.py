"""What a customer does with a quote, behind the link of a letter and without an account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import orders, quotes
from app.domain.pricing import Configuration
from app.models import Letter, ModificationRequest, Order, Quote
from tests import quoting, selling
from tests.browser import Browser
from tests.colleague import form_of, values
from tests.page import Page
from tests.quoting import TEN

SIGNED = {"name": "Ada Lovelace", "agreed": "y"}


def opens(browser: Browser, database: Database, number: int) -> Page:
    return browser.get(quoting.link(database, number))


def tries(browser: Browser, page: Page, action: str, **typed: str) -> Page:
    form = form_of(page, action)
    return browser.post(urljoin(page.url, str(form["action"])), values(form) | typed, referer=page.url)


def does(browser: Browser, page: Page, action: str, **typed: str) -> Page:
    answer = tries(browser, page, action, **typed)
    return browser.follows(answer) if answer.status == 303 else answer


def changes(browser: Browser, page: Page) -> Page:
    return browser.get(f"{page.url}/changes")


def requests(database: Database) -> list[ModificationRequest]:
    with database.reading() as session:
        return list(session.scalars(select(ModificationRequest).order_by(ModificationRequest.id)))


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Letter.kind).order_by(Letter.id)))


def wish(request: ModificationRequest) -> Configuration:
    product = quoting.CATALOG.product(request.configuration["product"])
    assert product
    return Configuration.of(request.configuration, product)


def test_the_quote_is_the_partners_paper(browser: Browser, database: Database) -> None:
    number = quoting.sent(database)

    page = opens(browser, database, number)

    assert (page.status, page.says("h1")) == (200, "Quote for Analytical Engines")
    assert page.title == "Quote for Analytical Engines – TMC Labs"
    assert "Tim Mathews, TMC Labs" in page.says("address")
    assert "Cloud PBX Professional $26.95 10 8 % $247.94" in page.says(".priced")
    assert "Each month $289.34" in page.says(".priced")
    assert "8a1538" in str(page.find('link[rel="stylesheet"]')["href"])
    assert (page.headers["Cache-Control"], page.headers["X-Frame-Options"]) == ("no-store", "DENY")
    assert "Set-Cookie" not in page.headers


def test_a_link_that_was_never_sent_opens_nothing(browser: Browser, sqlite: Database) -> None:
    link = quoting.link(sqlite, quoting.sent(sqlite))

    assert [browser.get(path).status for path in (f"{link}x", "/q/none", f"{link}x/changes")] == [404] * 3
    for deed in ("acceptance", "rejection", "changes"):
        assert browser.post(f"{link}x/{deed}", {"name": "Ada"}).status == 404


def test_each_day_of_looking_counts_once_and_looking_ahead_not_at_all(
    browser: Browser, database: Database
) -> None:
    number = quoting.sent(database)
    link = quoting.link(database, number)

    browser.request("HEAD", link)
    browser.get(link, Sec_Purpose="prefetch")
    assert quoting.story(database, number) == ["drafted", "sent"]
    browser.get(link)
    browser.get(quoting.link(database, number))
    browser.waits(timedelta(days=1).total_seconds())
    browser.get(link)

    assert quoting.story(database, number)[2:] == ["first_viewed", "visited", "visited"]


def test_it_is_accepted_with_a_name_and_a_box(browser: Browser, database: Database) -> None:
    number = quoting.sent(database)
    page = opens(browser, database, number)

    empty = does(browser, page, "/acceptance")
    accepted = does(browser, empty, "/acceptance", **SIGNED)

    assert (empty.status, set(empty.errors)) == (422, {"name", "agreed"})
    assert empty.title.startswith("Error: ")
    assert "Accepted by Ada Lovelace on" in accepted.says(".done")
    assert not accepted.has("form")
    assert quoting.state(database, number) == "ordered"
    assert told(database) == ["quote_sent", "quote_accepted", "order_placed"]


def test_what_was_accepted_is_watched_until_everything_works(browser: Browser, database: Database) -> None:
    page = opens(browser, database, quoting.sent(database))

    placed = does(browser, page, "/acceptance", **SIGNED)
    selling.step(database)
    begun = browser.get(page.url)
    selling.provision(database)
    ready = browser.get(page.url)

    assert "A letter to ada@engines.example says when everything works" in placed.says("#order")
    assert "1 of 5 steps done" in begun.says("#order")
    for one in (placed, begun):
        path = one.url.partition("127.0.0.1:8000")[2]
        assert (one.find("#order")["hx-get"], one.find("#order")["hx-trigger"]) == (path, "every 2s")
        # An anchor would keep browsers without a script from asking again.
        assert one.find("#order a")["href"] == path
        assert one.has("script")
    assert "Everything is set up" in ready.says("#order")
    assert ready.find("#order a")["href"] == "/login"
    assert not ready.has("[hx-trigger], script")
    assert "Set-Cookie" not in ready.headers


def test_the_customer_hears_who_looks_after_an_order_that_stopped_not_why(
    browser: Browser, sqlite: Database
) -> None:
    number = quoting.sent(sqlite)
    link = quoting.link(sqlite, number)
    selling.fails(sqlite, selling.accepts(sqlite, number))

    page = browser.get(link)

    assert "Your order takes longer than usual" in page.says("#order")
    assert "Tim Mathews of TMC Labs knows about it" in page.says("#order")
    assert "No numbers are left" not in page.text


def test_the_customer_of_a_cancelled_order_reads_the_reason(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    link = quoting.link(sqlite, number)
    order = selling.accepts(sqlite, number)

    def cancels(session: Session) -> None:
        orders.cancel(session, session.get_one(Order, order), "No fibre there.", "Tim", clock.now())

    quoting.does(sqlite, cancels)

    page = browser.get(link)

    assert "TMC Labs has cancelled it: No fibre there." in page.says("#order")
    assert not page.has(".track, [hx-trigger]")


def test_ten_clicks_at_once_accept_once(browser: Browser, database: Database) -> None:
    number = quoting.sent(database)
    page = opens(browser, database, number)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: tries(browser, page, "/acceptance", **SIGNED), range(10)))

    assert [one.status for one in answers] == [303] * 10
    assert quoting.story(database, number).count("accepted") == 1
    assert told(database).count("quote_accepted") == 1


@pytest.mark.parametrize("revision", ["", "0", "2", "99999", "false"])
def test_a_second_click_that_names_no_revision_finds_what_the_first_one_did(
    browser: Browser, sqlite: Database, revision: str
) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)
    does(browser, page, "/acceptance", **SIGNED)

    again = tries(browser, page, "/acceptance", **SIGNED, revision=revision)

    assert (again.status, again.headers["Location"]) == (303, urlsplit(page.url).path)
    assert quoting.story(sqlite, number).count("accepted") == 1


def test_it_is_rejected_with_a_reason(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)

    silent = does(browser, page, "/rejection")
    rejected = does(browser, silent, "/rejection", reason="Too dear.")
    again = does(browser, page, "/rejection", reason="Too dear.")

    assert silent.errors == {"reason": "Say in a few words why it is not for you."}
    assert "You have said no to this quote." in rejected.says("main")
    assert "You have said no to this quote." in again.says("main")
    assert quoting.story(sqlite, number)[-1] == "rejected"
    assert told(sqlite) == ["quote_sent", "quote_rejected"]


def test_what_was_sent_meanwhile_is_looked_at_before_it_is_accepted(
    browser: Browser, sqlite: Database
) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)
    quoting.revise(sqlite, number, replace(TEN, users=20))

    answer = does(browser, page, "/acceptance", **SIGNED)

    assert answer.status == 409
    assert answer.summary == [
        "The quote has changed since you opened this page. Please look at it again first."
    ]
    assert "What has changed since revision 1" in answer.says("main")
    assert does(browser, answer, "/acceptance", **SIGNED).status == 200
    assert quoting.state(sqlite, number) == "ordered"


def test_an_expired_quote_can_be_read_and_not_accepted(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)
    browser.waits(timedelta(days=30).total_seconds())
    late = browser.get(page.url)
    # On the last day it is still good; a day later it is not, and no form is left.
    assert late.has("form")
    browser.waits(timedelta(days=1).total_seconds())

    answer = does(browser, late, "/acceptance", **SIGNED)
    shown = browser.get(page.url)

    assert answer.status == 422
    assert "This quote expired on" in shown.says("main")
    assert not shown.has("form")
    assert quoting.state(sqlite, number) == "sent"


def test_changes_are_priced_beside_the_quote_and_nothing_is_sent(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = changes(browser, opens(browser, sqlite, number))

    seen = does(browser, page, "/changes", users="25", term="36")

    assert seen.status == 200
    assert "As offered As you want it" in seen.says("#difference")
    assert "Changed: 36 months" in seen.says("#difference")
    assert requests(sqlite) == []


def test_a_feature_that_needs_another_is_told_mended_and_sent(browser: Browser, database: Database) -> None:
    number = quoting.sent(database, wanted=replace(TEN, features=()))
    page = changes(browser, opens(browser, database, number))
    wanted = {"users": "25", "feature-analytics": "1", "note": "We have grown."}

    refused = does(browser, page, "/changes", deed="send", **wanted)
    assert (refused.status, requests(database)) == (422, [])
    assert "it needs Call Recording" in refused.says(".broken")
    mended = does(browser, refused, "/changes", mend=str(refused.find(".broken button")["value"]))
    assert values(form_of(mended, "/changes"))["note"] == "We have grown."
    sent = does(browser, mended, "/changes", deed="send")

    assert "You asked for changes on" in sent.says(".done")
    (request,) = requests(database)
    assert wish(request) == replace(TEN, users=25, features=(("recording", 1), ("analytics", 1)))
    assert (request.note, request.revision, request.state) == ("We have grown.", 1, "open")
    assert told(database) == ["quote_sent", "quote_asked"]


def test_a_second_click_asks_once(browser: Browser, database: Database) -> None:
    page = changes(browser, opens(browser, database, quoting.sent(database)))

    for _ in range(2):
        assert tries(browser, page, "/changes", deed="send", users="25").status == 303

    assert len(requests(database)) == 1
    assert told(database) == ["quote_sent", "quote_asked"]


def test_nothing_is_asked_for_without_a_change_or_a_word(browser: Browser, sqlite: Database) -> None:
    page = changes(browser, opens(browser, sqlite, quoting.sent(sqlite)))

    empty = does(browser, page, "/changes", deed="send")
    written = does(browser, page, "/changes", deed="send", note="Could we pay by the year?")

    assert empty.summary == ["Change something, or write what you would like, before you send it."]
    assert "You asked for changes" in written.says("main")


def test_changes_of_an_older_revision_are_taken_and_say_so(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = changes(browser, opens(browser, sqlite, number))
    quoting.revise(sqlite, number, replace(TEN, term=36))

    looked = does(browser, page, "/changes", users="25")
    does(browser, looked, "/changes", deed="send")

    assert "has sent revision 2 since you opened this page" in looked.says(".banner")
    assert [(one.revision, wish(one)) for one in requests(sqlite)] == [(1, replace(TEN, users=25))]


def test_the_answer_to_a_request_stands_above_the_quote(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(TEN, users=25))

    def declines(session: Session) -> None:
        quote = session.get_one(Quote, number)
        asked = session.get_one(ModificationRequest, request)
        quotes.decline(session, quote, asked, "Not at this price.", "Tim", clock.now())

    quoting.does(sqlite, declines)

    assert "Not at this price." in opens(browser, sqlite, number).says(".banner")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"form_token": "none"}, 422),
        ({"form_token": ""}, 422),
        ({"revision": "none"}, 409),
        ({"revision": "99999999999"}, 409),
        ({"name": "x" * 121}, 422),
        ({"name": "Ada\nLovelace"}, 422),
    ],
)
def test_what_no_page_of_ours_sends_accepts_nothing(
    browser: Browser, sqlite: Database, changed: dict[str, str], status: int
) -> None:
    number = quoting.sent(sqlite)

    answer = does(browser, opens(browser, sqlite, number), "/acceptance", **(SIGNED | changed))

    assert answer.status == status
    assert answer.summary
    assert quoting.state(sqlite, number) == "sent"


def test_the_form_of_one_quote_accepts_no_other(browser: Browser, sqlite: Database) -> None:
    mine, other = quoting.sent(sqlite), quoting.sent(sqlite)
    token = values(form_of(opens(browser, sqlite, other), "/acceptance"))["form_token"]

    answer = does(browser, opens(browser, sqlite, mine), "/acceptance", **SIGNED, form_token=token)

    assert answer.status == 422
    assert quoting.state(sqlite, mine) == "sent"


def test_another_site_accepts_nothing(browser: Browser, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)
    form = values(form_of(page, "/acceptance")) | SIGNED

    answer = browser.post(f"{page.url}/acceptance", form, Sec_Fetch_Site="cross-site")

    assert answer.status == 403
    assert quoting.state(sqlite, number) == "sent"


def test_a_page_that_was_open_for_too_long_is_shown_again_with_what_was_typed(
    browser: Browser, sqlite: Database
) -> None:
    page = opens(browser, sqlite, quoting.sent(sqlite))
    browser.waits(timedelta(hours=3).total_seconds())

    stale = does(browser, page, "/acceptance", **SIGNED)
    accepted = does(browser, stale, "/acceptance")

    assert (stale.status, stale.find("#name")["value"]) == (422, "Ada Lovelace")
    assert "Accepted by Ada Lovelace" in accepted.says("main")


@pytest.mark.parametrize("to", ["lost", "withdrawn"])
def test_a_closed_quote_says_so(browser: Browser, sqlite: Database, to: Literal["lost", "withdrawn"]) -> None:
    number = quoting.sent(sqlite)
    page = opens(browser, sqlite, number)

    def closes(session: Session) -> None:
        quotes.close(session, session.get_one(Quote, number), to, "Tim", "Over.", clock.now())

    quoting.does(sqlite, closes)

    closed = browser.get(page.url)

    assert "TMC Labs has closed this quote." in closed.says("main")
    assert "Over." not in closed.text
    assert not closed.has("form")
    assert browser.get(f"{page.url}/changes").status == 303


def test_whoever_clicks_too_often_waits(browser: Browser, sqlite: Database) -> None:
    page = opens(browser, sqlite, quoting.sent(sqlite))

    answers = [tries(browser, page, "/acceptance").status for _ in range(11)]

    assert answers == [422] * 10 + [429]
