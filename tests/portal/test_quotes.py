"""A partner's quotes: made from a lead or from nothing, sent, changed, and answered for."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import catalogs, leads, quotes
from app.models import AuditEvent, Lead, Letter, Quote
from tests import colleague, quoting, scene
from tests.browser import Browser
from tests.colleague import Colleague
from tests.page import Page
from tests.quoting import TEN

ANALYTICS = replace(TEN, features=(("analytics", 1),))
NEW = {
    "company": "Analytical Engines",
    "name": "Ada Lovelace",
    "email": "ada@engines.example",
    "product": "pbx",
    "users": "25",
}


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def accepted_lead(database: Database, service: str = "uc") -> int:
    number = scene.enquiry(database)
    with database.writing() as session:
        lead = session.get_one(Lead, number)
        lead.service = service
        leads.forward(session, lead, "Dave Ryan", clock.now())
        leads.move(session, lead, "accepted", "Tim Mathews", clock.now())
        session.commit()
    return number


def said(page: Page) -> str:
    return page.says('.office-main > [role="status"]')


def offered(database: Database, number: int, revision: int = -1) -> object:
    with database.reading() as session:
        quote = session.get_one(Quote, number)
        return catalogs.configured(session, quote, quote.revisions[revision])[1]


def presses(tim: Colleague, page: Page, name: str, value: str, **typed: str) -> Page:
    """Press a button of the editor that has a name of its own."""
    form = colleague.form_of(page, "/editor")
    sent = colleague.values(form) | typed | {name: value}
    return tim.follows(tim.post(str(form["action"]), sent, referer=page.url))


def editor(tim: Colleague, number: int) -> Page:
    return tim.get(f"/portal/quotes/{number}/editor")


def test_a_quote_begins_with_what_the_lead_says(tim: Colleague, database: Database) -> None:
    lead = accepted_lead(database)

    shown = tim.get(f"/portal/leads/{lead}")
    page, again = (tim.does(shown, f"/from-lead/{lead}") for _ in range(2))

    assert page.says("h1") == "Quote for Analytical Engines"
    assert again.url == page.url
    form = colleague.values(colleague.form_of(page, "/editor"))
    assert (form["name"], form["email"], form["users"]) == ("Ada Lovelace", "ada@engines.example", "25")
    with database.reading() as session:
        (quote,) = session.scalars(select(Quote))
        assert (quote.lead_id, quote.revisions[0].configuration["product"]) == (lead, "uc")


def test_a_lead_that_was_not_handed_over_is_not_quoted(tim: Colleague, sqlite: Database) -> None:
    lead = scene.enquiry(sqlite)

    page = tim.get(f"/portal/leads/{lead}")
    token = colleague.values(colleague.form_of(page, "/logout"))
    tim.post(f"/portal/quotes/from-lead/{lead}", token, referer=page.url)

    assert not page.has('form[action*="from-lead"]')
    with sqlite.reading() as session:
        assert session.scalars(select(Quote)).all() == []


def test_a_quote_from_nothing_asks_for_customer_product_and_users(tim: Colleague, sqlite: Database) -> None:
    empty = tim.does(tim.get("/portal/quotes/new"), "/new")
    page = tim.does(tim.get("/portal/quotes/new"), "/new", **NEW)

    assert (empty.status, set(empty.errors)) == (422, {"company", "name", "email", "product", "users"})
    assert page.url.endswith("/editor")
    assert "$498.75" in page.says("#totals")


def test_totals_follow_and_nothing_is_sent(tim: Colleague, sqlite: Database) -> None:
    number = quoting.drafted(sqlite)

    page = tim.does(editor(tim, number), "/editor", users="1,000", term="36")

    assert "$26,732.50" in page.says("#totals")
    assert quoting.state(sqlite, number) == "draft"
    assert offered(sqlite, number) == replace(TEN, users=1000, term=36)
    assert not page.has('.office-main > [role="status"]')


def test_it_is_sent_with_one_button_and_the_customer_gets_a_letter(
    tim: Colleague, database: Database
) -> None:
    number = quoting.drafted(database)

    shown = presses(tim, editor(tim, number), "deed", "send", message="Hello Ada")

    assert said(shown) == "Revision 1 is on its way to ada@engines.example."
    assert "Hello Ada" in shown.says("main")
    with database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == ["quote_sent"]
        assert "quote_sent" in session.scalars(select(AuditEvent.deed)).all()


def test_a_broken_rule_is_told_blocks_sending_and_is_mended_with_one_button(
    tim: Colleague, sqlite: Database
) -> None:
    number = quoting.drafted(sqlite, ANALYTICS)

    refused = presses(tim, editor(tim, number), "deed", "send")
    assert "it needs Call Recording" in refused.says(".broken")
    assert quoting.state(sqlite, number) == "draft"
    mended = presses(tim, refused, "mend", str(refused.find(".broken button")["value"]))

    assert refused.says(".broken button") == "Add Call Recording"
    assert not mended.has(".broken")
    assert offered(sqlite, number) == replace(TEN, features=(("recording", 1), ("analytics", 1)))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("users", "", "Enter a whole number of users like 25, at most 100,000."),
        ("users", "many", "Enter a whole number of users like 25, at most 100,000."),
        ("users", "100001", "Enter a whole number of users like 25, at most 100,000."),
        ("users", "-3", "Enter a whole number of users like 25, at most 100,000."),
        ("item-phone", "x", "Enter how many of Desk phone: a whole number up to 10,000, or 0."),
        ("plan", "gold", "Choose a plan."),
        ("term", "13", "Choose a term."),
        ("valid_until", "2020-01-01", "Enter a day from today on, like 2027-01-31."),
        ("valid_until", "soon", "Enter a day from today on, like 2027-01-31."),
        ("email", "ada@", "Enter an e-mail address like name@example.com."),
    ],
)
def test_what_can_not_be_understood_changes_nothing(
    tim: Colleague, sqlite: Database, name: str, value: str, words: str
) -> None:
    number = quoting.drafted(sqlite)

    page = tim.does(editor(tim, number), "/editor", **{name: value})

    assert (page.status, page.summary) == (422, [words])
    assert page.title.startswith("Error: ")
    assert offered(sqlite, number) == TEN


def test_what_was_sent_is_changed_by_a_new_revision_beside_the_old_one(
    tim: Colleague, database: Database
) -> None:
    number = quoting.sent(database)
    same = tim.does(editor(tim, number), "/editor")
    assert same.url.endswith("/editor")
    with database.reading() as session:
        assert len(session.get_one(Quote, number).revisions) == 1

    shown = presses(tim, tim.does(editor(tim, number), "/editor", users="20"), "deed", "send")

    assert "Revision 1 Revision 2" in shown.says(".side-by-side")
    assert "Changed: $495.88" in shown.says(".side-by-side")
    assert (offered(database, number, 0), offered(database, number)) == (TEN, replace(TEN, users=20))


def test_a_draft_changes_its_product(tim: Colleague, sqlite: Database) -> None:
    number = quoting.drafted(sqlite)

    page = tim.does(editor(tim, number), "/product", product="cc")

    assert "Contact Center Voice" in page.says("#totals")
    assert colleague.values(colleague.form_of(page, "/editor"))["users"] == "10"


@pytest.mark.parametrize("outcome", ["lost", "withdrawn"])
def test_a_quote_is_ended_with_a_reason(tim: Colleague, sqlite: Database, outcome: str) -> None:
    number = quoting.sent(sqlite)
    page = tim.get(f"/portal/quotes/{number}/end")

    silent = tim.does(page, "/end", outcome=outcome)
    ended = tim.does(silent, "/end", outcome=outcome, reason="They stay where they are.")

    assert (silent.status, silent.errors) == (422, {"reason": "Say why, so that you know later."})
    assert said(ended) == f"The quote is {outcome}."
    assert "They stay where they are." in ended.says("main")


def test_an_expired_quote_says_so_and_ends_by_a_later_date(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    tim.waits(timedelta(days=31).total_seconds())
    tim.signs_in("partner")

    page = tim.get(f"/portal/quotes/{number}")
    listed = tim.get("/portal/quotes?state=expired")
    wrong = tim.does(page, "/date", valid_until="2020-01-01")
    later = (clock.now() + timedelta(days=7)).date().isoformat()
    extended = tim.does(page, "/date", valid_until=later)

    assert "nobody can accept it until you extend the date" in page.says("main")
    assert len(listed.soup.select("tbody tr")) == 1
    assert wrong.status == 422
    assert said(extended) == f"It can be accepted until {later}."
    assert not tim.get("/portal/quotes?state=expired").has("tbody")


def test_a_request_is_shown_beside_the_offer_and_applied(tim: Colleague, database: Database) -> None:
    number = quoting.sent(database)
    request = quoting.asked(database, number, replace(TEN, users=25))

    listed, shown = tim.get("/portal/quotes"), tim.get(f"/portal/quotes/{number}")
    page, other = (tim.get(f"/portal/quotes/{number}/requests/{request}") for _ in range(2))
    applied = tim.does(page, "/application")
    again = tim.does(other, "/application")

    assert "changes asked for" in listed.says("tbody")
    assert "asks for changes" in shown.says(".banner")
    assert "We have grown." in page.says("main")
    assert said(applied) == "A new revision is on its way to the customer."
    assert said(again).startswith("Nothing was changed")
    assert offered(database, number) == replace(TEN, users=25)


def test_a_request_is_declined_with_a_reason(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(TEN, users=25))
    page = tim.get(f"/portal/quotes/{number}/requests/{request}")

    silent = tim.does(page, "/refusal")
    declined = tim.does(silent, "/refusal", reason="Not at this price.")

    assert silent.errors == {"reason": "Say why: the customer reads it."}
    assert said(declined) == "The customer gets your answer."
    assert "Not at this price." in tim.get(f"/portal/quotes/{number}/requests/{request}").says("main")


def test_a_request_on_an_older_revision_is_carried_over_first(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    request = quoting.asked(sqlite, number, replace(TEN, users=25))
    quoting.revise(sqlite, number, replace(TEN, term=36))
    page = tim.get(f"/portal/quotes/{number}/requests/{request}")
    assert not page.has('form[action$="/application"]')

    carried = tim.does(page, "/base")
    tim.does(carried, "/application")

    assert offered(sqlite, number) == replace(TEN, users=25, term=36)


def test_the_list_is_searched_filtered_and_had_as_a_file(tim: Colleague, sqlite: Database) -> None:
    quoting.drafted(sqlite)
    sent = quoting.sent(sqlite)

    found = tim.get("/portal/quotes?q=engines&state=sent")
    file = tim.get("/portal/quotes/quotes.csv?state=sent")

    assert len(found.soup.select("tbody tr")) == 1
    (row,) = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
    assert (row["Quote"], row["State"], row["Users"], row["Monthly, cents"]) == (
        str(sent),
        "sent",
        "10",
        "28934",
    )
    assert "No quote fits" in tim.get("/portal/quotes?q=nobody").says("main")


def test_a_draft_that_was_never_sent_is_deleted_after_a_question(tim: Colleague, database: Database) -> None:
    lead = accepted_lead(database)
    number = quoting.drafted(database, lead_id=lead)

    asked, other = (tim.get(f"/portal/quotes/{number}/removal") for _ in range(2))
    gone = tim.does(asked, "/removal")
    again = tim.does(other, "/removal")

    assert "was never sent" in asked.says("main")
    assert "you can make another quote from it" in asked.says("main")
    assert said(gone) == f"The draft of quote {number} is deleted."
    assert "Draft deleted by Tim Mathews" in gone.says("main")
    assert not gone.has("main .button")
    assert said(again).startswith("Nothing was changed")
    assert not tim.get("/portal/quotes").has("tbody")
    assert "deleted" in tim.get("/portal/quotes?state=discarded").says("tbody")
    assert not tim.get("/portal/quotes/quotes.csv").text.count("engines")
    assert tim.get(f"/portal/leads/{lead}").says('form[action*="from-lead"]') == "Make a quote"


def test_what_was_sent_can_not_be_deleted(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)

    assert not tim.get(f"/portal/quotes/{number}").has('a[href$="/removal"]')
    assert tim.get(f"/portal/quotes/{number}/removal").status == 303


def test_a_wrong_address_is_corrected_without_beginning_again(tim: Colleague, database: Database) -> None:
    number = quoting.sent(database)
    wrong = quoting.link(database, number)
    opened = tim.get(wrong)
    page = tim.get(f"/portal/quotes/{number}/customer")

    bad = tim.does(page, "/customer", email="grace@")
    good = tim.does(bad, "/customer", name="Grace Hopper", email="grace@engines.example")

    assert "the links in letters to ada@engines.example open nothing" in page.says("main")
    assert (bad.status, set(bad.errors)) == (422, {"email"})
    assert said(good) == "The quote is for grace@engines.example now."
    assert "Customer corrected" in good.says("main")
    assert "Ada Lovelace, ada@engines.example" in good.says("main")
    assert tim.get(wrong).status == 404
    assert tim.does(opened, "/acceptance", name="Mallory", agreed="y").status == 404
    assert tim.get(quoting.link(database, number)).status == 200
    assert quoting.state(database, number) == "sent"


def test_what_is_decided_is_not_corrected(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = tim.get(f"/portal/quotes/{number}/customer")
    quoting.does(
        sqlite, lambda session: quotes.accept(session, session.get_one(Quote, number), 1, "Ada", clock.now())
    )

    late = tim.does(page, "/customer", email="grace@engines.example")

    assert said(late).startswith("Nothing was changed")
    assert tim.get(f"/portal/quotes/{number}/customer").status == 303


def test_letters_go_again_and_a_draft_is_discarded(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    tim.does(editor(tim, number), "/editor", users="20")

    page = tim.does(tim.get(f"/portal/quotes/{number}"), "/letters")
    discarded = tim.does(page, "/draft/removal")

    assert said(page) == "Another letter is on its way."
    assert said(discarded) == "The draft is discarded."
    with sqlite.reading() as session:
        assert len(session.get_one(Quote, number).revisions) == 1
        assert session.scalars(select(Letter.kind)).all() == ["quote_sent"] * 2


def test_what_is_settled_is_edited_no_more(tim: Colleague, sqlite: Database) -> None:
    number = quoting.sent(sqlite)
    page = editor(tim, number)
    quoting.does(
        sqlite, lambda session: quotes.accept(session, session.get_one(Quote, number), 1, "Ada", clock.now())
    )

    answer = tim.does(page, "/editor", users="30")

    assert said(answer) == "Nothing was changed: this quote is ordered."
    assert tim.get(f"/portal/quotes/{number}/editor").status == 303
    assert offered(sqlite, number) == TEN


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ([], "accepted"),
        (["draft"], "accepted"),
        (["sent"], "quoted"),
        (["withdrawn"], "accepted"),
        (["discarded"], "accepted"),
        (["lost"], "lost"),
        (["lost", "sent"], "quoted"),
        (["sent", "accepted"], "won"),
        (["accepted", "completed"], "production"),
    ],
)
def test_what_becomes_of_a_lead_comes_from_its_quotes(
    tim: Colleague, database: Database, ends: list[str], state: str
) -> None:
    lead = accepted_lead(database)
    for end in ends:
        number = quoting.drafted(database, lead_id=lead)
        with database.writing() as session:
            session.get_one(Quote, number).state = end  # type: ignore[assignment]
            session.commit()

    listed = {
        one: tim.get(f"/portal/leads?state={one}").has("tbody")
        for one in ("forwarded", "accepted", "quoted", "won", "production", "lost")
    }

    assert [one for one, found in listed.items() if found] == [state]
    assert tim.get(f"/portal/leads/{lead}").says(".office-title .state") == {
        "production": "in production"
    }.get(state, state)
    file = tim.get("/portal/leads/leads.csv").text
    assert next(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))["State"] == state
