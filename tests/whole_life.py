"""Ada, in every table that can hold anything about a customer."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import audit, chats, history, payments
from app.domain.users import Actor
from app.models import (
    Account,
    Chat,
    Confirmation,
    DryRun,
    Finding,
    Invoice,
    LeadEvent,
    Model,
    Partner,
    PasswordReset,
    SentForm,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from tests import earning, quoting, scene, selling
from tests.domain import people
from tests.quoting import does

ADA = "ada@engines.example"
MARKS = (ADA, "Lovelace", "Analytical Engines", "408.555.0100", "4085550199", "We move in May", "192.0.2.0")
"""What names her, or was said by her."""


def lives(database: Database, at_work: bool = False) -> int:
    """Ada asks, chats, signs up, buys, and pays; the id of her account, which is blocked unless at work."""
    lead = scene.enquiry(database)
    order = selling.provisioned(database, lead_id=lead)
    account = selling.account_of(database, order)
    signup = people.start(database, people.webstore(database, email=ADA)).id
    quoting.asked(database, quoting.sent(database), quoting.TEN)
    does(database, _pays)
    does(database, lambda session: _leaves_traces(session, lead, signup, account))
    if not at_work:
        earning.changes(database, Account, account, blocked_at=clock.now(), blocked_for="Ada asked.")
    return account


def _pays(session: Session) -> None:
    now = clock.now()
    for invoice in session.scalars(select(Invoice)):
        reference = f"bank {invoice.id}"
        payments.record(session, invoice, invoice.total_cents, reference, now.date(), "csv", "Dave Ryan", now)


def _leaves_traces(session: Session, lead: int, signup: int, account: int) -> None:
    now = clock.now()
    tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
    user = User(
        name="Tim", email="tim@tmclabs.com", email_key="tim@tmclabs.com", role="partner", partner_id=tmc.id,
        password_changed_at=now, invited_at=now,
    )  # fmt: skip
    endpoint = WebhookEndpoint(
        partner_id=tmc.id, url="https://hooks.example/", events=[], secret_nonce="n", secret_check="c",
        created_at=now,
    )  # fmt: skip
    chat = Chat(
        handle_hash="c" * 64, service="pbx", source={}, utm={}, name="Ada", email="Ada@Engines.example",
        created_at=now, last_at=now,
    )  # fmt: skip
    session.add_all([user, endpoint, chat])
    session.flush()
    chats.answer(session, chat, "Dave Ryan", f"Dear Ms Lovelace, {MARKS[5]}", selling.SALES, now)
    changes = {"phone": {"old": "4085550199", "new": "408.555.0100"}}
    session.add_all(
        [
            LeadEvent(lead_id=lead, kind="amended", actor="prospect", at=now, details=changes),
            Confirmation(
                signup_id=signup, address_version=1, token_hash="t" * 64, code_hash="c", handed_over_at=now
            ),
            PasswordReset(account_id=account, token_hash="r" * 64, handed_over_at=now),
            WebhookDelivery(
                endpoint_id=endpoint.id, message_id="m", kind="lead.forwarded", created_at=now, due_at=now,
                payload='{"data":{"lead":%d,"prospect":{"email":"%s"}}}' % (lead, ADA),  # noqa: UP031
            ),
            DryRun(
                handle_hash="d" * 64, form="guest", query="email=ada%40engines.example", findings=[],
                created_at=now,
            ),
            SentForm(
                key_hash="k" * 64, address="/console/people", words=f"A letter is on its way to {ADA}.",
                sent_at=now,
            ),
            Finding(
                partner_key=0, rule="misspelt", value=f"mail={ADA}", count=1, first_at=now, last_at=now
            ),
        ]
    )  # fmt: skip
    history.record(
        session, "agreed", "customer", now, account_id=account, version="1", network="192.0.2.0/24"
    )
    actor = Actor(user.id, "Tim", user.email, "partner", tmc.id)
    audit.note(session, actor, "lead_declined", f"Lead {lead}", now, reason="Ms Lovelace is away.")
    audit.note(session, actor, "letter_retried", "Letter 1", now, to=ADA)


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Model.metadata.sorted_tables
        }


def marked(database: Database) -> set[str]:
    """The tables that hold one of her marks, in whatever case."""
    return {
        name
        for name, rows in everything(database).items()
        if any(mark.lower() in str(rows).lower() for mark in MARKS)
    }
