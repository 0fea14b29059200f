"""A guest signs up through one partner and upgrades half a year later through another's link: order,
invoice and commission belong to the first, and “why credited?” tells the whole way.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import payments
from app.models import Account, Invoice
from app.worker import Worker
from tests import colleague, selling
from tests.account.customer import Customer
from tests.browser import Browser
from tests.post_office import PostOffice
from tests.quoting import does
from tests.scene import advance
from tests.widgets import signing_up
from tests.widgets.signing_up import ADA, EMAIL, PASSWORD, Postbox

HALF_A_YEAR, A_MONTH = timedelta(days=182), timedelta(days=31)
COMPANY = {
    "sb_companyname": "Analytical Engines",
    "sb_address1": "12 Mill Lane",
    "sb_city": "London",
    "sb_country": "GB",
    "sb_phoneNumber": "4085550199",
    "sb_nusers": "25",
    "term": "24",
}


@pytest.fixture
def worker(settings: Settings) -> Worker:
    return Worker(settings, threading.Event())


def works(worker: Worker) -> None:
    """Until nothing more is due."""
    for _ in range(15):
        worker.round()


def signs_up_through_tim(browser: Browser, postbox: Postbox) -> None:
    page = signing_up.signs_up(browser, "/guest?PartnerID=1234567&SubPartnerID=106", ADA)
    signing_up.deed(browser, page, "confirmation", code=postbox.code())


def upgrades_through_maren(browser: Browser) -> None:
    ada = Customer(browser.app, jar=browser.app.test_client())
    ada.signs_in(email=EMAIL, password=PASSWORD)
    ada.sends(ada.get("/account/upgrade?PartnerID=4958765&SubPartnerID=9"), typed=COMPANY)


def pays(database: Database) -> int:
    """The first invoice, whole; the id of the account."""

    def deed(session: Session) -> int:
        invoice, now = session.scalars(select(Invoice)).one(), clock.now()
        cents, day = invoice.total_cents, now.date()
        payments.record(session, invoice, cents, "wire 1", day, "console", "Dave Ryan", now)
        return invoice.account_id

    return does(database, deed)


def test_the_first_partner_earns_and_can_see_why(
    browser: Browser, database: Database, settings: Settings, smtp: PostOffice, worker: Worker
) -> None:
    signs_up_through_tim(browser, Postbox(settings, smtp))
    advance(database, HALF_A_YEAR)
    works(worker)
    upgrades_through_maren(browser)
    selling.provision(database)
    account = pays(database)
    advance(database, A_MONTH)
    works(worker)
    tim, maren = (colleague.arrives(browser, role) for role in ("partner", "partner2"))

    page, statement = tim.get(f"/portal/accounts/{account}"), tim.get("/portal/statements/1")

    story = [item.get_text(" ", strip=True) for item in page.soup.select("#why ~ ol li")]
    wanted = (
        "First touch: the guest form was shown",
        "with PartnerID 1234567 and SubPartnerID 106",
        "Upgraded from guest to webstore account by the account with the PartnerID of another partner.",
        "Came again with the PartnerID of another partner. The first partner stays.",
        "Order 1 was placed with the upgrade",
        "Order 1 was provisioned.",
        "Invoice INV-00001 was issued",
        "were paid on invoice INV-00001.",
        "of commission: 10 %",
        "stand on statement 1, for",
        "Credited to TMC Labs.",
    )
    found = [next((at for at, line in enumerate(story) if words in line), -1) for words in wanted]
    assert -1 not in found, story
    assert found == sorted(found)
    assert "Harbour" not in page.text
    assert "106" in statement.says("#entries ~ .list tbody")
    assert maren.get(f"/portal/accounts/{account}").status == 404
    assert not maren.get("/portal/commission").has("tbody tr")
    assert not maren.get("/portal/statements").has("tbody tr")
    with database.reading() as session:
        assert session.get_one(Account, account).production_at is not None
