"""Partners in the console: the list, one page each, and inviting another."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import partners
from app.models import Partner, User
from tests import colleague
from tests.browser import Browser, Page
from tests.colleague import Colleague
from tests.demo.test_views import deliver
from tests.post_office import PostOffice
from tests.written_down import deeds

LENA = {
    "company": "Polar Voice",
    "contact_name": "Lena Vogt",
    "email": "lena@polarvoice.example",
    "number": "650.555.0100",
}


@pytest.fixture
def dave(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "cm")


def invited(dave: Colleague) -> Page:
    return dave.does(dave.get("/console/partners/new"), "/new", **LENA)


def number_of(page: Page) -> str:
    return urlsplit(page.url).path.rpartition("/")[2]


def test_a_partner_is_invited_and_approved_and_then_their_id_works(
    dave: Colleague, browser: Browser, settings: Settings, smtp: PostOffice
) -> None:
    page = invited(dave)
    number = number_of(page)
    before = browser.house.directory.find(number)
    approved = dave.does(page, "/approval")
    deliver(settings)

    assert len(number) == 7
    assert "waiting for approval" in page.says(".office-title")
    assert approved.says('[role="status"]') == "Polar Voice is approved: their PartnerID works."
    assert "in good standing" in approved.says(".office-title")
    assert before is None
    assert browser.house.directory.find(number) is not None
    subjects = {letter["subject"] for letter in smtp.letters("lena@polarvoice.example")}
    assert subjects == {
        "Polar Voice and PanTerra: your access to the partner portal",
        f"Polar Voice is approved: your PartnerID is {number}",
    }


def test_whoever_is_invited_belongs_to_the_manager_who_did_it(dave: Colleague, database: Database) -> None:
    number = number_of(invited(dave))

    with database.reading() as session:
        partner = partners.find(session, number)
        assert partner
        assert partner.channel_manager
        assert (partner.channel_manager.name, partner.approved_at) == ("Dave Ryan", None)
        assert session.scalars(select(User.role).where(User.partner_id == partner.id)).all() == ["partner"]
    assert deeds(database) == ["partner_invited"]


def test_a_partner_id_that_is_taken_is_drawn_again(sqlite: Database, cast: None) -> None:
    draws = iter([234_567, 3_958_765, 42])
    company = partners.Company("Polar Voice", "Lena Vogt", "lena@polarvoice.example", None)
    with sqlite.writing() as session:
        partner = partners.invite(session, company, None, clock.now(), lambda _: next(draws))

    assert partner.public_id == "1000042"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"company": ""}, {"company": "Enter the company’s name."}),
        ({"email": "lena"}, {"email": "Enter an e-mail address like name@example.com."}),
        ({"number": "555"}, {"number": "Write it like 800.805.0558, or + and 8 to 15 digits."}),
        ({"manager": "77"}, {"manager": "Choose who looks after them."}),
    ],
)
def test_what_can_not_be_is_asked_for_again(
    dave: Colleague, sqlite: Database, typed: dict[str, str], errors: dict[str, str]
) -> None:
    page = dave.does(dave.get("/console/partners/new"), "/new", **(LENA | typed))

    assert (page.status, page.errors) == (422, errors)
    assert deeds(sqlite) == []


def test_an_address_has_one_login(dave: Colleague, sqlite: Database) -> None:
    page = dave.does(dave.get("/console/partners/new"), "/new", **(LENA | {"email": "Tim@tmclabs.com"}))

    assert page.summary == ["Somebody signs in with this address already. Choose another."]
    with sqlite.reading() as session:
        assert session.scalar(select(Partner).where(Partner.company == "Polar Voice")) is None


@pytest.mark.parametrize(
    ("query", "companies"),
    [
        ("", {"TMC Labs", "Harbour & Pine IT", "Quiet Valley Telecom"}),
        ("?q=tmc", {"TMC Labs"}),
        ("?q=4958", {"Harbour & Pine IT"}),
        ("?q=delgado", {"Quiet Valley Telecom"}),
        ("?standing=suspended", {"Quiet Valley Telecom"}),
        ("?standing=waiting", set()),
        ("?standing=nonsense&q=%00", {"TMC Labs", "Harbour & Pine IT", "Quiet Valley Telecom"}),
    ],
)
def test_what_is_looked_for(dave: Colleague, sqlite: Database, query: str, companies: set[str]) -> None:
    page = dave.get(f"/console/partners{query}")

    assert {one.get_text() for one in page.soup.select("tbody th a")} == companies


def test_the_history_of_a_partner_is_theirs_alone(dave: Colleague, sqlite: Database) -> None:
    dave.does(dave.get("/console/partners/7654321"), "/reinstatement")

    theirs = dave.get("/console/partners/7654321/history")
    others = dave.get("/console/partners/1234567/history")

    assert "partner reinstated Quiet Valley Telecom (7654321)" in theirs.says("tbody")
    assert others.says(".empty h2") == "Nothing is written down yet"


def test_an_unknown_partner_is_not_there(dave: Colleague) -> None:
    assert dave.get("/console/partners/9999999").status == 404
