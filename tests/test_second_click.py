"""A second click in portal or console lands where the first one has led, and does nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.domain import sent_forms
from app.domain.sent_forms import Landing, SentBefore
from app.models import Quote
from tests import colleague, one_of_each, quoting, whole_life
from tests.browser import Browser, Page
from tests.colleague import Colleague
from tests.quoting import does

ADA = {"company": "Engines", "name": "Ada Lovelace", "email": "ada@engines.example"}
LENA = {"name": "Lena Vogt", "email": "lena@tmclabs.com"}
HOOK = {"url": "https://tmc.example/hooks", "events": "lead.received"}
TMC = "/console/partners/1234567"
NEW = {"first_name": "Ada", "last_name": "Lovelace", "company": "Engines", "email": "ada@lovelace.example"}
COMPANY = {"company": "Nord", "contact_name": "Lena", "email": "lena@nord.example", "manager": "sales"}


@dataclass(frozen=True)
class Form:
    """One form: who sends it, where it stands, how its action ends, and what is typed into it."""

    role: str
    url: str
    action: str
    typed: dict[str, str] = field(default_factory=dict)
    before: str = ""
    """The form of that page that is sent before it."""

    def __str__(self) -> str:
        return f"{self.role} {self.url} {self.action}"


FORMS = (
    Form("partner", "/portal/quotes/new", "/new", ADA | {"product": "pbx", "users": "25"}),
    Form("partner", "/portal/quotes/1", "/letters"),
    Form("partner", "/portal/quotes/1", "/date", {"valid_until": "2027-01-31"}),
    Form("partner", "/portal/quotes/1/editor", "/editor", {"users": "30", "deed": "send"}),
    Form("partner", "/portal/quotes/1/end", "/end", {"outcome": "lost", "reason": "Too dear."}),
    Form("partner", "/portal/webhooks", "/webhooks", HOOK),
    Form("partner", "/portal/webhooks/1", "/trial"),
    Form("partner", "/portal/webhooks/1", "/secret"),
    Form("partner", "/portal/webhooks/1", "/messages/1/replay", before="/trial"),
    Form("partner", "/portal/webhooks/1/removal", "/removal"),
    Form("partner", "/portal/accounts/new", "/new", NEW | {"begins": "trial", "days": "14"}),
    Form("partner", "/portal/accounts/1/services/1", "/seats", {"seats": "5", "reason": "They grew."}),
    Form("cm", f"{TMC}/people/new", "/people/new", LENA),
    Form("cm", TMC, "/letters"),
    Form("cm", "/console/partners/new", "/new", COMPANY),
    Form("cm", "/console/invoices/1", "/payments", {"amount": "5.00", "reference": "WIRE 1"}),
    Form(
        "cm", "/console/invoices/1/credit-note", "/credit-note",
        {"part": "0", "amount": "1.00", "reason": "Late."},
    ),
    Form("cm", "/console/invoices/1/credit-note", "/credit-note", {"part": "whole", "reason": "Late."}),
    Form("admin", "/console/people/new", "/new", LENA | {"role": "cm"}),
    Form("admin", "/console/people?q=Paul", "/letters"),
    Form("admin", "/console/usage-tokens", "/usage-tokens", {"name": "Switchboard"}),
)  # fmt: skip


@pytest.fixture
def everything(browser: Browser, sqlite: Database) -> None:
    one_of_each.stand(sqlite)


def landing(page: Page) -> tuple[str, int, str, list[str]]:
    """Where somebody is, and what they read there of what they did."""
    said = [one.get_text(strip=True) for one in page.soup.select('[role="status"], #token')]
    return page.url, page.status, page.says("h1"), said


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_a_second_click_lands_where_the_first_one_did_and_changes_nothing(
    browser: Browser, sqlite: Database, form: Form
) -> None:
    person = colleague.arrives(browser, form.role)
    page = person.get(form.url)
    page = person.does(page, form.before) if form.before else page

    before = whole_life.everything(sqlite)
    first = person.does(page, form.action, **form.typed)
    between = whole_life.everything(sqlite)
    second = person.does(page, form.action, **form.typed)

    assert first.status == 200, first.says()
    assert landing(second) == landing(first)
    assert len(between["sent_forms"]) == len(before["sent_forms"]) + 1
    assert len(between["audit_events"]) == len(before["audit_events"]) + 1
    assert whole_life.everything(sqlite) == between


def quotes_of(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Quote)).one()


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def test_whoever_opens_the_form_again_gets_another_one(tim: Colleague, sqlite: Database) -> None:
    typed = ADA | {"product": "pbx", "users": "25"}

    pages = [tim.does(tim.get("/portal/quotes/new"), "/new", **typed) for _ in range(2)]

    assert [page.url.rpartition("/portal/")[2] for page in pages] == ["quotes/1/editor", "quotes/2/editor"]


def test_back_and_something_else_is_no_second_click(tim: Colleague, sqlite: Database) -> None:
    page = tim.get("/portal/quotes/new")

    for number in ("25", "25", "50"):
        tim.does(page, "/new", **(ADA | {"product": "pbx", "users": number}))

    assert quotes_of(sqlite) == 2


def test_what_was_refused_can_be_sent_again(tim: Colleague, sqlite: Database) -> None:
    number = quoting.drafted(sqlite)
    page = tim.get(f"/portal/quotes/{number}/removal")
    does(sqlite, lambda session: setattr(session.get_one(Quote, number), "state", "sent"))

    refused = tim.does(page, "/removal")
    does(sqlite, lambda session: setattr(session.get_one(Quote, number), "state", "draft"))
    done = tim.does(page, "/removal")

    assert refused.says('[role="status"]').startswith("Nothing was changed")
    assert done.says('[role="status"]') == f"The draft of quote {number} is deleted."


def test_a_form_that_is_not_ours_claims_nothing(tim: Colleague, sqlite: Database) -> None:
    page = tim.get("/portal/quotes/new")
    typed = ADA | {"product": "pbx", "users": "25"}

    refused = tim.tries(page, "/new", **typed, csrf_token="none~name")

    assert refused.status == 422
    assert refused.summary == [
        "This page was open for too long. Please send it again. Passwords have to be typed again."
    ]
    assert quotes_of(sqlite) == 0


def test_a_token_is_shown_again_for_some_minutes_to_who_sends_the_same_form(
    browser: Browser, sqlite: Database
) -> None:
    admin = colleague.arrives(browser, "admin")
    page = admin.get("/console/usage-tokens")
    made = admin.does(page, "/usage-tokens", name="Switchboard").says("#token")

    admin.waits(590)
    again = admin.does(page, "/usage-tokens", name="Switchboard")
    admin.waits(20)
    late = admin.does(page, "/usage-tokens", name="Switchboard")

    assert again.says("#token") == made
    assert late.says('[role="status"]').startswith("The token of Switchboard was made before.")
    assert made not in late.text


def test_a_revoked_token_is_not_shown_again(browser: Browser, sqlite: Database) -> None:
    admin = colleague.arrives(browser, "admin")
    page = admin.get("/console/usage-tokens")
    made = admin.does(page, "/usage-tokens", name="Switchboard").says("#token")
    admin.does(admin.get("/console/usage-tokens/1/revocation"), "/revocation")

    again = admin.does(page, "/usage-tokens", name="Switchboard")

    assert made not in again.text
    assert "revoked" in again.says("tbody tr")


def test_of_two_clicks_at_once_the_second_waits_for_the_first(database: Database) -> None:
    led, claimed = Landing("/portal/quotes/1", "Done."), threading.Event()

    def second() -> None:
        claimed.wait(60)
        does(database, lambda session: sent_forms.claim(session, "k" * 64, clock.now()))

    with ThreadPoolExecutor(1) as pool, database.writing() as session:
        number = sent_forms.claim(session, "k" * 64, clock.now())
        other = pool.submit(second)
        claimed.set()
        sent_forms.leads_to(session, number, led)
        session.commit()

    with pytest.raises(SentBefore) as before:
        other.result(60)
    assert before.value.landing == led
