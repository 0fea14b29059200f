"""The upgrade in the account: once, for the partner who came first, and told to the manager."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from app import clock
from app.config import Settings
from app.db import Database
from app.demo.cast import HARBOUR_AND_PINE, TMC_LABS
from app.domain import accounts, attribution, history
from app.models import Account, Attribution, Letter, PersonEvent
from tests.account.customer import EMAIL, Customer
from tests.browser import OURS
from tests.demo.test_views import deliver
from tests.post_office import PostOffice

ENGINES = {
    "sb_companyname": "Analytical Engines",
    "sb_address1": "12 Mill Lane",
    "sb_city": "London",
    "sb_country": "GB",
    "sb_phoneNumber": "4085550199",
    "sb_nusers": "25",
    "term": "24",
    "eusa": "y",
}


def upgraded(database: Database) -> tuple[str, str | None, str, str | None]:
    """Plan and company, and whose customer: PartnerID and SubPartnerID."""
    with database.reading() as session:
        account = accounts.find(session, EMAIL)
        assert account
        tie = attribution.of(session, account.id)
        assert tie
        return account.plan, account.company, tie.partner.public_id, tie.sub_partner_id


def steps(database: Database, kind: str) -> list[PersonEvent]:
    with database.reading() as session:
        account = accounts.find(session, EMAIL)
        assert account
        return [step for step in history.of_account(session, account.id) if step.kind == kind]


@pytest.mark.parametrize("query", ["", f"?PartnerID={TMC_LABS}&SubPartnerID=9", "?PartnerID=9999999"])
def test_a_guest_who_upgrades_stays_with_the_first_partner(
    customer: Customer, database: Database, query: str
) -> None:
    customer.signs_in()

    home = customer.sends(customer.get(f"/account/upgrade{query}"), typed=ENGINES)

    assert upgraded(database) == ("webstore", "Analytical Engines", HARBOUR_AND_PINE, "106")
    assert "You have a webstore account from now on." in home.says('[role="status"]')
    assert home.says(".facts").startswith("Company Analytical Engines Address 12 Mill Lane, London, United")
    assert "You upgraded to a webstore account." in home.says("ol.steps")
    assert not home.has('main a[href="/account/upgrade"]')


def test_whoever_came_without_a_partner_is_bound_by_the_first_one_now(
    customer: Customer, database: Database
) -> None:
    with database.writing() as session:
        session.query(Attribution).delete()
        session.commit()
    customer.signs_in()

    customer.sends(customer.get(f"/account/upgrade?PartnerID={TMC_LABS}&SubPartnerID=9"), typed=ENGINES)

    assert upgraded(database)[2:] == (TMC_LABS, "9")


def test_a_test_run_upgrades_nobody(customer: Customer, database: Database) -> None:
    customer.signs_in()
    page = customer.get("/account/upgrade?test=true")

    home = customer.sends(page, typed=ENGINES)

    assert page.says(".banner").startswith("TEST Nothing is upgraded")
    assert (home.says("h1"), upgraded(database)[0]) == ("Your account", "guest")


def test_the_partners_manager_hears_of_it(
    customer: Customer, database: Database, settings: Settings, smtp: PostOffice
) -> None:
    customer.signs_in()
    customer.sends(customer.get(f"/account/upgrade?PartnerID={TMC_LABS}"), typed=ENGINES)
    deliver(settings)

    (letter,) = smtp.letters()

    assert (letter["to"], letter["subject"]) == (
        "john@panterranetworks.com",
        "Upgraded to webstore: Charles Babbage, Analytical Engines",
    )
    for words in ("Harbour & Pine IT (4958765)", "106", TMC_LABS, "24 months", EMAIL):
        assert words in letter["text"]


def test_the_agreement_is_asked_for_once_per_version(customer: Customer, database: Database) -> None:
    customer.signs_in()
    page = customer.get("/account/upgrade")
    refused = customer.sends(page, typed=ENGINES | {"eusa": ""})
    assert refused.errors == {"eusa": "Accept the End User Service Agreement to upgrade."}

    customer.sends(refused, typed=ENGINES)

    (agreed,) = steps(database, "agreed")
    version = customer.house.agreements.eusa().version
    assert agreed.details == {"version": version, "network": "192.0.2.0/24"}
    with database.writing() as session:
        session.execute(update(Account).values(plan="guest"))
        session.commit()
    assert not customer.get("/account/upgrade").has("#eusa")


@pytest.mark.parametrize("wrong", [
    {"sb_companyname": ""}, {"sb_companyname": "x" * 51}, {"sb_address1": "x" * 201}, {"sb_city": "x" * 33},
    {"sb_postalcode": "x" * 17}, {"sb_country": "ZZ"}, {"sb_phoneNumber": "408 555 0199"},
    {"sb_nusers": "0"}, {"sb_nusers": "1000000"}, {"term": "13"}, {"term": ""},
    {"sb_companyname": "A\x00"}, {"sb_city": "Lon\ndon"}, {"sb_city": "\r\nSet-Cookie: a=b"},
])  # fmt: skip
def test_mistakes_come_back_next_to_their_field_with_everything_typed(
    customer: Customer, database: Database, wrong: dict[str, str]
) -> None:
    customer.signs_in()
    ((field, _),) = wrong.items()

    page = customer.sends(customer.get("/account/upgrade"), after=0, typed=ENGINES | wrong)

    assert (page.status, page.title) == (422, "Error: Upgrade to a webstore account")
    assert list(page.errors) == [field]
    assert page.values["sb_address1"][:5] in ("12 Mi", "xxxxx")
    assert upgraded(database)[0] == "guest"


def test_a_second_click_finds_what_the_first_one_did(customer: Customer, database: Database) -> None:
    customer.signs_in()
    page = customer.get("/account/upgrade")

    answers = [customer.posts(page, after=0, typed=ENGINES) for _ in range(2)]

    assert {(one.status, one.headers["Location"]) for one in answers} == {(303, "/account?upgraded=")}
    assert len(steps(database, "upgraded")) == 1
    assert customer.get("/account/upgrade").says("h1") == "Nothing to upgrade"


def test_parallel_posts_make_one_upgrade_one_agreement_and_one_letter(
    customer: Customer, database: Database
) -> None:
    customer.signs_in()
    page = customer.get("/account/upgrade")

    def posts(_: int) -> int:
        mine = Customer(customer.app, jar=customer.app.test_client())
        mine.cookie = customer.cookie
        return mine.posts(page, after=0, typed=ENGINES).status

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(posts, range(4)))

    assert statuses == [303] * 4
    assert len(steps(database, "upgraded")) == len(steps(database, "agreed")) == 1
    with database.reading() as session:
        kinds = session.scalars(select(Letter.kind).where(Letter.kind == "account_upgraded")).all()
    assert kinds == ["account_upgraded"]


def test_a_blocked_customer_signs_in_and_learns_whom_to_call(customer: Customer, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Account).values(blocked_at=clock.now()))
        session.commit()

    home = customer.signs_in()
    page = customer.get("/account/upgrade")
    token = {"csrf_token": str(home.find("header input")["value"])}
    answer = customer.post("/account/upgrade", ENGINES | token)

    for place in (home, page):
        assert "Your account is blocked" in place.says(".banner")
        assert place.has('.banner a[href="tel:+18008050558"]') or place.has('.banner a[href^="tel:"]')
        assert not place.has('main form, main a[href="/account/upgrade"]')
    assert (answer.status, upgraded(database)[0]) == (303, "guest")


def test_whoever_is_not_signed_in_comes_back_here_afterwards(customer: Customer) -> None:
    answer = customer.get("/account/upgrade?PartnerID=1234567&source_company=TMC%20Labs")
    door = customer.follows(answer)

    page = customer.sends(door, after=0, typed={"email": EMAIL, "password": "engine-1842"})

    assert page.url == f"{OURS}/account/upgrade?PartnerID=1234567&source_company=TMC%20Labs"
    assert page.says("h1") == "Upgrade to a webstore account"
