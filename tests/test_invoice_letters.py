"""Letters about invoices, as the worker delivers them: under the partner's brand, and one reminder."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import billing, payments
from app.models import Invoice
from app.worker import Worker
from tests import invoicing
from tests.invoicing import ADA, BARE, day_is, documents
from tests.post_office import PostOffice
from tests.quoting import TIM, does
from tests.test_quote_letters import letters, part

pytestmark = pytest.mark.usefixtures("cast")
Delivers = Callable[[], object]


@pytest.fixture
def delivers(settings: Settings) -> Delivers:
    return Worker(settings, threading.Event()).round


def subjects(found: list[EmailMessage]) -> list[str]:
    return [str(one["Subject"]) for one in found]


def test_an_invoice_is_announced_under_the_partners_brand(
    database: Database, smtp: PostOffice, delivers: Delivers
) -> None:
    day_is(database, "2026-12-01")
    invoicing.opened(database, BARE)

    delivers()

    (letter,) = letters(smtp, ADA)
    assert letter["Subject"] == "TMC Labs: invoice INV-00001 over $269.50"
    assert letter["Reply-To"] == "tim@tmclabs.com"
    assert "Please pay $269.50 by 15 December 2026, and name INV-00001" in part(letter)
    assert "http://127.0.0.1:8000/account/invoices/1" in part(letter)


def test_the_worker_issues_a_month_and_reminds_once_of_what_was_not_paid(
    sqlite: Database, smtp: PostOffice, delivers: Delivers
) -> None:
    day_is(sqlite, "2026-12-01")
    invoicing.opened(sqlite, BARE)
    delivers()
    day_is(sqlite, "2027-01-02")

    for _ in range(4):
        delivers()

    assert subjects(letters(smtp, ADA))[1:] == [
        "TMC Labs: invoice INV-00002 over $269.50",
        "TMC Labs: invoice INV-00001 is overdue, $269.50 are open",
    ]


def test_two_workers_remind_once(database: Database) -> None:
    invoicing.today_is("2026-12-01")
    for name in range(5):
        invoicing.opened(database, BARE, email=f"ada{name}@engines.example")
    invoicing.today_is("2026-12-16")

    with ThreadPoolExecutor(4) as pool:
        written = pool.map(
            lambda _: does(database, lambda s: billing.remind(s, clock.now())),
            range(4),
        )

    assert sum(written) == 5
    assert does(database, lambda s: billing.any_overdue(s, clock.now())) is False


@pytest.mark.parametrize(("cents", "reminded"), [(26_950, 0), (26_949, 1)])
def test_whoever_has_paid_gets_no_reminder(
    sqlite: Database, smtp: PostOffice, delivers: Delivers, cents: int, reminded: int
) -> None:
    day_is(sqlite, "2026-12-01")
    number = invoicing.opened(sqlite, BARE)
    delivers()
    day_is(sqlite, "2026-12-16")
    does(sqlite, lambda s: billing.remind(s, clock.now()))

    def pay(session: Session) -> None:
        today = clock.now().date()
        invoice = session.get_one(Invoice, number)
        payments.record(session, invoice, cents, "bank 1", today, "console", TIM, clock.now())

    # The letter is written, but not yet delivered.
    does(sqlite, pay)
    delivers()

    assert len(letters(smtp, ADA)) == 1 + reminded


def test_a_refund_of_what_was_paid_in_time_is_reminded_of(sqlite: Database) -> None:
    invoicing.today_is("2026-12-01")
    number = invoicing.opened(sqlite, BARE)

    def pay(session: Session, cents: int) -> None:
        today = clock.now().date()
        invoice = session.get_one(Invoice, number)
        payments.record(session, invoice, cents, f"bank {cents}", today, "console", TIM, clock.now())

    does(sqlite, lambda s: pay(s, 26_950))
    invoicing.today_is("2027-01-10")
    does(sqlite, lambda s: pay(s, -26_950))

    assert does(sqlite, lambda s: billing.remind(s, clock.now())) == 1


def test_a_credit_note_is_announced_with_its_reason(
    sqlite: Database, smtp: PostOffice, delivers: Delivers
) -> None:
    number = invoicing.opened(sqlite, BARE)
    delivers()

    def give(session: Session) -> None:
        invoice = session.get_one(Invoice, number)
        billing.credit(session, invoice, {0: 1_000}, "The line was down.", TIM, clock.now())

    does(sqlite, give)
    delivers()

    letter = letters(smtp, ADA)[1]
    assert letter["Subject"] == "TMC Labs: credit note CR-00001 over $10.00"
    assert "credited you $10.00 of invoice INV-00001. Reason: The line was down." in part(letter)


def test_a_customer_without_a_partner_hears_from_the_vendor(
    sqlite: Database, smtp: PostOffice, delivers: Delivers
) -> None:
    invoicing.opened(sqlite, BARE, partner=None)

    delivers()

    (letter,) = letters(smtp, ADA)
    assert letter["Subject"].startswith("PanTerra Networks: invoice INV-00001 over ")
    assert letter["Reply-To"] == "info@panterranetworks.com"


def test_forty_accounts_are_invoiced_without_keeping_others_waiting(sqlite: Database) -> None:
    invoicing.today_is("2026-12-01")
    for name in range(40):
        invoicing.opened(sqlite, email=f"ada{name}@engines.example")
    invoicing.today_is("2027-01-01")

    begun = clock.monotonic()
    does(sqlite, lambda s: billing.issue_due(s, clock.now()))
    took = clock.monotonic() - begun

    assert 40 < len(documents(sqlite)) <= 60
    assert took < 1
