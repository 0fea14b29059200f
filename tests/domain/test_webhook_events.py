"""What partners' programs hear of: every step that is theirs, and nothing else."""

import json

from sqlalchemy import event, func, select

from app.db import Database
from app.domain import leads, orders, webhooks
from app.domain.directory import Directory
from app.models import Lead, Order, WebhookDelivery
from tests import selling
from tests.domain.listeners import (
    NOON,
    heard,
    listen,
)
from tests.domain.people import claim as claimed_by
from tests.domain.people import enters, secrets_of, start, webstore
from tests.domain.test_leads import SALES, enquiry


def test_every_step_of_a_lead_is_told_and_what_the_prospect_wrote_once_it_is_theirs(
    database: Database, cast: None
) -> None:
    listen(database)
    asked = enquiry(database=database)
    with database.writing() as session:
        assert leads.take(session, asked, SALES, NOON) == "new"
        assert leads.take(session, asked, SALES, NOON) == "same"
        lead = session.scalars(select(Lead)).one()
        leads.forward(session, lead, "Dave Ryan", NOON)
        leads.move(session, lead, "accepted", "Tim Mathews", NOON)
        leads.move(session, lead, "won", "Tim Mathews", NOON)
        session.commit()

    told = heard(database)

    assert [kind for kind, _ in told] == ["lead.received", "lead.forwarded", "lead.accepted", "lead.won"]
    received, forwarded, _, won = (data for _, data in told)
    assert "prospect" not in received
    assert "ada@example.com" not in json.dumps([received, won])
    assert forwarded["prospect"]["email"] == "ada@example.com"
    assert (received["state"], won["state"], won["service"]) == ("new", "won", "pbx")


def test_a_lead_of_a_partner_without_webhooks_costs_no_question_more(sqlite: Database, cast: None) -> None:
    listen(sqlite, public_id="4958765")
    asked = enquiry(database=sqlite)
    statements: list[str] = []

    with sqlite.writing() as session:
        event.listen(sqlite.writer, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        leads.take(session, asked, SALES, NOON)
        session.commit()

    assert [words.split()[0] for words in statements] == ["INSERT"] * 3


def test_a_lead_that_is_spam_or_nobodys_is_not_told(sqlite: Database, cast: None) -> None:
    listen(sqlite)
    with sqlite.writing() as session:
        leads.take(session, enquiry("h1", None, sqlite), SALES, NOON)
        leads.take(session, enquiry("h2", database=sqlite), SALES, NOON)
        for lead in session.scalars(select(Lead)):
            leads.move(session, lead, "spam", "Dave Ryan", NOON)
        session.commit()

    assert [kind for kind, _ in heard(sqlite)] == ["lead.received"]


def test_the_directory_knows_at_once_who_listens(database: Database, cast: None) -> None:
    directory = Directory(database)

    def listens() -> bool:
        directory.forget()
        partner = directory.find("1234567")
        assert partner is not None
        return partner.webhooks

    assert not listens()
    endpoint_id = listen(database)
    assert listens()
    with database.writing() as session:
        webhooks.disable(session, endpoint_id, NOON)
        session.commit()
    assert not listens()


def test_the_first_partner_hears_of_the_account_and_of_its_upgrade(database: Database, cast: None) -> None:
    listen(database)
    listen(database, public_id="4958765")
    guest = start(database, claimed_by(database, sub="106"))
    enters(database, guest, secrets_of(database).code)
    other = start(database, webstore(database, partner="4958765", handle_hash="h2"))
    enters(database, other, secrets_of(database).code)

    (opened, first), (upgraded, second), (placed, order) = heard(database)

    assert (opened, upgraded, placed) == ("signup.confirmed", "account.upgraded", "order.placed")
    assert (first["plan"], first["sub_partner_id"]) == ("guest", "106")
    assert (second["plan"], second["sub_partner_id"], second["account"]) == (
        "webstore",
        "106",
        first["account"],
    )
    assert (order["origin"], order["account"]) == ("upgrade", first["account"])
    with database.reading() as session:
        listening = select(func.count()).select_from(WebhookDelivery).where(WebhookDelivery.endpoint_id == 1)
        assert session.scalar(listening) == 3


def test_every_step_of_a_quote_and_its_order_is_told(database: Database, cast: None) -> None:
    listen(database)
    listen(database, public_id="4958765")

    number = selling.provisioned(database)
    cancelled, failed = selling.ordered(database), selling.ordered(database)
    selling.fails(database, failed, "No numbers are left in 650.")
    with database.writing() as session:
        orders.cancel(session, session.get_one(Order, cancelled), "Twice.", "Tim Mathews", NOON)
        session.commit()

    told = heard(database)
    ours = [(kind, data) for kind, data in told if kind.partition(".")[0] in ("quote", "order")]
    sold = ["quote.sent", "quote.accepted", "order.placed"]
    assert [kind for kind, _ in ours] == [
        *sold,
        "order.provisioned",
        *sold,
        *sold,
        "order.failed",
        "order.cancelled",
    ]
    _, placed = ours[2]
    assert (placed["order"], placed["state"], placed["quote"], placed["account"]) == (
        number,
        "queued",
        1,
        None,
    )
    _, done = ours[3]
    assert (done["state"], done["account"], done["monthly_cents"]) == ("provisioned", 1, 28_934)
    assert [data["reason"] for _, data in ours[-2:]] == ["No numbers are left in 650.", "Twice."]
    assert "engines.example" not in json.dumps(told)
