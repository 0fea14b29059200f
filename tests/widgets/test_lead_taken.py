"""A lead is taken once, whole, with its event and its letter, for whoever looks after it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.db import Database
from app.edge import signing
from app.models import LeadEvent
from tests.browser import Browser, browsing
from tests.widgets import ledger
from tests.widgets.urls import ADA, BY_JOHN, BY_SUSAN, BY_TIM, PBX

JOHN, DAVE, SALES = "john@panterranetworks.com", "dave@panterranetworks.com", "sales@panterranetworks.com"


@pytest.mark.parametrize(
    ("url", "recipient", "source"),
    [
        (
            BY_JOHN,
            JOHN,
            {
                "source_cm_name": "John Smith",
                "source_partner_name": None,
                "source_number": "408.123.4567",
                "source_email": "john@panterranetworks.com",
                "source_company": "PanTerra",
                "source_website": "https://panterranetworks.com",
                "source_logo": None,
            },
        ),
        (
            BY_TIM,
            DAVE,
            {
                "source_cm_name": "dave ryan",
                "source_partner_name": "Tim Mathews",
                "source_number": "650.365.2879",
                "source_email": "tim@tmclabs.com",
                "source_company": "TMC Labs",
                "source_website": "http://www.tmclabs.com",
                "source_logo": "http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png",
            },
        ),
    ],
)
def test_a_campaigns_lead_is_stored_whole_and_goes_to_its_manager(
    browser: Browser, database: Database, url: str, recipient: str, source: dict[str, str]
) -> None:
    thanks = browser.sends(browser.get(url), typed=ADA)

    assert (thanks.status, thanks.says("section.lead h2")) == (200, "Thank you, Ada")
    lead = ledger.lead()
    stored = {name: str(getattr(lead, name)) for name in ADA}
    assert stored == ADA
    assert (lead.source, lead.service, lead.widget, lead.state) == (source, "pbx", "landing-pbx", "new")
    assert (ledger.events(), ledger.letters()) == (["received"], [("lead_received", recipient)])


def test_what_came_with_the_url_is_stored_though_hidden(browser: Browser) -> None:
    url = f"{BY_SUSAN}&SubPartnerID=106&utm_source=spring&utm_medium=mail&utm_nonsense=x"
    framed = browser.framed_on("http://www.tmclabs.com")

    framed.sends(framed.get(url), typed=ADA)

    lead = ledger.lead()
    assert (lead.claimed_partner_id, lead.sub_partner_id, lead.service) == ("1234567", "106", "sb")
    assert lead.partner_id is not None
    assert (lead.site, lead.utm) == (
        "http://www.tmclabs.com",
        {"utm_source": "spring", "utm_medium": "mail"},
    )


@pytest.mark.parametrize(
    ("query", "recipient"),
    [
        ("source_cm_name=JOHNSMITH", JOHN),
        ("source_cm_name=john%20%20smith", JOHN),
        ("source_cm_name=Nobody+Here", SALES),
        ("", SALES),
        ("PartnerID=4958765", JOHN),
        ("PartnerID=4958765&source_cm_name=Dave+Ryan", DAVE),
        ("PartnerID=1234567&source_cm_name=Nobody+Here", DAVE),
        ("PartnerID=9999999", SALES),
    ],
)
def test_the_letter_goes_to_whoever_looks_after_it(browser: Browser, query: str, recipient: str) -> None:
    browser.sends(browser.get(f"{PBX}?{query}"), typed=ADA)

    assert ledger.letters() == [("lead_received", recipient)]


def test_the_same_form_twice_makes_one_lead(browser: Browser, database: Database) -> None:
    page = browser.get(BY_TIM)

    first = browser.sends(page, typed=ADA)
    second = browser.sends(page, typed=ADA)

    assert first.url == second.url
    assert len(ledger.leads()) == 1
    assert (ledger.events(), ledger.letters()) == (["received"], [("lead_received", DAVE)])


def test_the_same_form_with_other_content_amends_the_lead(browser: Browser, database: Database) -> None:
    page = browser.get(BY_TIM)
    first = browser.sends(page, typed=ADA)

    second = browser.sends(page, typed=ADA | {"message": "Call me in June."})

    assert first.url == second.url
    assert ledger.lead().message == "Call me in June."
    assert ledger.events() == ["received", "amended"]
    assert ledger.letters() == [("lead_received", DAVE), ("lead_amended", DAVE)]
    with database.reading() as session:
        amended = session.scalars(select(LeadEvent).where(LeadEvent.kind == "amended")).one()
    assert amended.details == {"message": {"old": ADA["message"], "new": "Call me in June."}}


def test_two_forms_are_two_leads(browser: Browser) -> None:
    first = browser.sends(browser.get(BY_TIM), typed=ADA)
    second = browser.sends(browser.get(BY_TIM), typed=ADA)

    assert first.url != second.url
    assert len(ledger.leads()) == 2


def test_ten_parallel_posts_of_one_form_make_one_lead(
    settings: Settings, cast: None, database: Database
) -> None:
    with browsing(replace(settings, limits=False, captcha="off")) as browser:
        page = browser.get(BY_TIM)
        action, data = str(page.form["action"]), page.values | ADA

        with ThreadPoolExecutor(10) as crowd:
            answers = list(crowd.map(lambda _: browser.post(action, data), range(10)))

    assert {answer.status for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (ledger.events(), ledger.letters()) == (["received"], [("lead_received", DAVE)])
    assert len(ledger.leads()) == 1


def test_a_form_sent_again_and_again_keeps_leading_to_its_thank_you(settings: Settings, cast: None) -> None:
    with browsing(replace(settings, captcha="off")) as browser:
        page = browser.get(BY_TIM)

        answers = [browser.sends(page, after=0, typed=ADA) for _ in range(9)]

    assert {(answer.status, answer.url) for answer in answers} == {(200, answers[0].url)}


OLD, NEW = "o" * 48, "n" * 48


@pytest.mark.parametrize(
    ("before", "after"), [((OLD,), (NEW, OLD)), ((NEW, OLD), (NEW,))], ids=["a key comes", "a key goes"]
)
def test_a_rotation_of_keys_between_two_clicks_makes_no_second_lead(
    settings: Settings, cast: None, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    with browsing(replace(settings, secret_keys=before)) as browser:
        page = browser.get(BY_TIM)
        first = browser.sends(page, typed=ADA)

        signing.configure(after)
        second = browser.sends(page, typed=ADA)

    assert first.url == second.url
    assert len(ledger.leads()) == 1


@pytest.mark.parametrize("table", ["leads", "lead_events", "letters"])
def test_a_database_that_goes_away_in_between_leaves_nothing_half_written(
    browser: Browser, database: Database, table: str
) -> None:
    page = browser.get(BY_TIM)
    with away_at(database, f"INSERT INTO {table} "):
        kept = browser.sends(page, typed=ADA)

    assert (kept.status, kept.values["message"].strip()) == (503, ADA["message"])
    assert (ledger.leads(), ledger.events(), ledger.letters()) == ([], [], [])
    assert browser.sends(kept).status == 200
    assert (ledger.events(), ledger.letters()) == (["received"], [("lead_received", DAVE)])


@contextmanager
def away_at(database: Database, start: str) -> Iterator[None]:
    """The connection is lost at the first statement that starts like this."""

    def lose(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(start):
            raise OperationalError(statement, None, ConnectionError("the cable was cut"))

    event.listen(database.writer, "before_cursor_execute", lose)
    yield
    event.remove(database.writer, "before_cursor_execute", lose)


def test_an_unknown_partner_id_loses_no_lead(browser: Browser, database: Database) -> None:
    browser.sends(browser.get(f"{PBX}?PartnerID=9999999&source_cm_name=John+Smith"), typed=ADA)
    browser.house.ledger.flush()

    lead = ledger.lead()
    assert (lead.claimed_partner_id, lead.partner_id, lead.credit_held) == ("9999999", None, None)
    assert ledger.letters() == [("lead_received", JOHN)]
    assert ("unknown_partner:PartnerID", "9999999") in ledger.findings()


def test_a_suspended_partners_lead_is_theirs_but_credit_is_held(browser: Browser, database: Database) -> None:
    browser.sends(browser.get(f"{PBX}?PartnerID=7654321"), typed=ADA)
    browser.house.ledger.flush()

    lead = ledger.lead()
    assert (lead.partner_id is not None, lead.credit_held) == (True, "The partner is suspended.")
    assert ledger.letters() == [("lead_received", DAVE)]
    assert ("suspended_partner:PartnerID", "7654321") in ledger.findings()
