"""“Why (not) credited?”: the story goes on from the signup to the statement, and names no other partner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app import clock
from app.db import Database
from app.domain import accounts, catalogs, why
from app.models import Account, Order
from tests import earning, quoting, scene
from tests.domain.people import ADA, claim, enters, secrets_of, start, webstore
from tests.earning import NOON
from tests.quoting import does

pytestmark = pytest.mark.usefixtures("cast")
SIX_MONTHS = NOON + timedelta(days=182)


def story(database: Database, email: str = ADA, public_id: str | None = "1234567") -> list[str]:
    """What a partner reads; None is the vendor."""
    with database.reading() as session:
        account = accounts.find(session, email)
        assert account
        reader = earning.partner(session, public_id) if public_id else None
        return [step.words for step in why.explain(session, account, reader)]


def ordered(database: Database, account: int, at: Any, by: str = "1234567", **changes: Any) -> int:
    """The id of an order that is provisioned."""

    def deed(session: Any) -> int:
        values: dict[str, Any] = {
            "origin": "upgrade",
            "origin_key": f"test:{account}:{at}",
            "account_id": account,
            "partner_id": earning.partner(session, by).id,
            "catalog_id": catalogs.pin(session, quoting.CATALOG, at),
            "configuration": {},
            "lines": [{"name": "SmartBox Essential"}],
            "currency": "USD",
            "monthly_cents": 10_000,
            "once_cents": 0,
            "company": "Analytical Engines",
            "name": "Ada Lovelace",
            "email": ADA,
            "phone": "",
            "state": "provisioned",
            "due_at": at,
            "created_at": at,
            "provisioned_at": at,
        }
        order = Order(**(values | changes))
        session.add(order)
        session.flush()
        return order.id

    return does(database, deed)


def upgraded_through_another(database: Database) -> int:
    """Ada, a guest of Tim's, upgrades half a year later through Maren's link; the id of her account."""
    enters(database, start(database, claim(database, sub="106")), secrets_of(database).code)
    again = start(database, webstore(database, partner="4958765", handle_hash="h2"), SIX_MONTHS)
    enters(database, again, secrets_of(database, SIX_MONTHS).code, SIX_MONTHS)
    with database.reading() as session:
        account = accounts.find(session, ADA)
        assert account
    ordered(database, account.id, SIX_MONTHS, by="4958765")
    earning.changes(database, Account, account.id, production_at=SIX_MONTHS)
    return account.id


def test_the_whole_way_belongs_to_the_first_partner_and_is_told_to_the_cent(database: Database) -> None:
    ada = upgraded_through_another(database)
    number = earning.invoice(database, ada, net=10_000, tax_bp=1900, issued_at=SIX_MONTHS, number=901)
    earning.changes(database, Account, ada, blocked_at=SIX_MONTHS)
    earning.pays(database, number, 11_900, at=SIX_MONTHS + timedelta(days=1))
    earning.changes(database, Account, ada, blocked_at=None)
    earning.releases(database, SIX_MONTHS + timedelta(days=2))
    earning.pays(database, number, -5_950, at=SIX_MONTHS + timedelta(days=3))
    earning.closes(database, SIX_MONTHS + timedelta(days=31))

    told = story(database)

    assert told[0].startswith("First touch: the guest form was shown on http://www.tmclabs.com")
    assert told[0].endswith("with PartnerID 1234567 and SubPartnerID 106.")
    assert told[-10:] == [
        "Order 2 was placed through another partner; the customer stays with the first one:"
        " SmartBox Essential, $100.00 each month.",
        "Order 2 was provisioned.",
        "Invoice INV-00901 was issued: $119.00.",
        "$119.00 were paid on invoice INV-00901.",
        "$10.00 of commission: 10 % of $100.00 net, for SubPartnerID 106. Held: The account is blocked."
        " Credit is released when it is opened again.",
        "$10.00 on invoice INV-00901 were released. The partner is in good standing, and the account is"
        " in production.",
        "$59.50 of invoice INV-00901 were paid back.",
        "$5.00 of the commission on invoice INV-00901 were taken back.",
        "$5.00 stand on statement 1, for May 2027.",
        "Credited to TMC Labs.",
    ]


def test_no_other_partner_is_named_except_to_the_vendor(sqlite: Database) -> None:
    upgraded_through_another(sqlite)

    partners, vendors = " ".join(story(sqlite)), " ".join(story(sqlite, public_id=None))

    for name in ("Harbour", "4958765"):
        assert name not in partners
        assert name in vendors


def test_a_quote_is_told_from_its_lead_on(database: Database) -> None:
    lead = scene.enquiry(database)
    quote = quoting.sent(database, lead_id=lead)
    ada = earning.customer(database)
    now = clock.now()
    ordered(database, ada, now, origin="quote", quote_id=quote)

    told = story(database, "ada@engines.example")

    assert f"Lead {lead} came on http://www.tmclabs.com with SubPartnerID 106." in told
    assert f"Quote {quote} was sent." in told
    assert any(words.startswith(f"Order 1 was placed from quote {quote}: SmartBox") for words in told)


def test_a_long_story_is_cut_and_takes_few_questions(sqlite: Database) -> None:
    ada = earning.customer(sqlite)
    for month in range(30):
        at = NOON + timedelta(days=30 * month)
        earning.pays(sqlite, earning.invoice(sqlite, ada, issued_at=at), 10_000, at=at)
        ordered(sqlite, ada, at)
        earning.closes(sqlite, at)

    with asked(sqlite) as questions:
        told = story(sqlite, "ada@engines.example")

    assert "Earlier invoices and their commission are not listed here." in told
    assert len(questions) < 15
    assert sum(words.startswith("Invoice") for words in told) == 24


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)
