"""What is held about a person is told and forgotten by command; what others need stays."""

import json

import pytest
from sqlalchemy import Update, delete, text, update
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.db import Database
from app.models import AuditEvent, Lead, Order, Receivable
from tests import earning, scene, whole_life
from tests.quoting import does
from tests.test_cli import runs
from tests.whole_life import ADA, MARKS

KEPT_AS_THEY_WERE = (
    "attributions",
    "invoices",
    "receivables",
    "payments",
    "commission_entries",
    "subscriptions",
    "statements",
    "users",
    "partners",
)
CREDIT = (
    "id",
    "state",
    "service",
    "partner_id",
    "claimed_partner_id",
    "sub_partner_id",
    "source",
    "utm",
    "site",
)


def test_everything_about_a_person_is_told(settings: Settings, database: Database, cast: None) -> None:
    whole_life.lives(database)

    status, output = runs(settings, "export", "ADA@engines.example")

    assert status == 0
    held = json.loads(output)["held"]
    assert whole_life.marked(database) <= held.keys()
    assert held["leads"][0]["message"].startswith(MARKS[5])
    assert held["invoices"][0]["customer"]["email"] == ADA
    assert held["chat_messages"][0]["text"].startswith("Dear Ms Lovelace")
    assert held["commission_entries"][0]["sub_partner_id"] == "106"
    assert "hash" not in output


def test_nothing_of_another_person_is_told(settings: Settings, sqlite: Database, cast: None) -> None:
    whole_life.lives(sqlite)

    status, output = runs(settings, "export", "a@engines.example")

    assert (status, json.loads(output)["held"]) == (0, {})


def test_a_forgotten_person_is_named_by_invoices_alone(
    settings: Settings, database: Database, cast: None
) -> None:
    whole_life.lives(database)
    before = whole_life.everything(database)

    status, output = runs(settings, "forget", ADA)

    assert status == 0, output
    after = whole_life.everything(database)
    assert whole_life.marked(database) == {"invoices"}
    assert [after[name] for name in KEPT_AS_THEY_WERE] == [before[name] for name in KEPT_AS_THEY_WERE]
    for name in ("leads", "accounts", "signups", "quotes", "orders", "quote_events", "order_events"):
        assert [row["id"] for row in after[name]] == [row["id"] for row in before[name]]
    assert [{key: lead[key] for key in CREDIT} for lead in after["leads"]] == [
        {key: lead[key] for key in CREDIT} for lead in before["leads"]
    ]
    assert "leads: 1 erased\n" in output
    assert "chats: 1 deleted\n" in output
    assert "kept with their addressee, as the law wants" in output


def test_forgetting_again_changes_nothing(settings: Settings, database: Database, cast: None) -> None:
    whole_life.lives(database)
    runs(settings, "forget", ADA)
    before = whole_life.everything(database)

    status, output = runs(settings, "forget", ADA)

    assert status == 0
    assert output.endswith("Nothing was held that had to go.")
    assert whole_life.everything(database) == before


def test_others_keep_everything(settings: Settings, database: Database, cast: None) -> None:
    whole_life.lives(database)
    other = earning.customer(database, "grace@hopper.example", last_name="Hopper", company="Compilers")
    with database.writing() as session:
        session.add(scene.ada(email="grace@hopper.example", handle_hash="1" * 64))
        session.commit()

    runs(settings, "forget", ADA)

    rows = whole_life.everything(database)
    assert [row["last_name"] for row in rows["accounts"] if row["id"] == other] == ["Hopper"]
    assert [row["message"][:14] for row in rows["leads"]][1:] == [MARKS[5]]


@pytest.mark.parametrize(
    ("needed", "words"),
    [
        (update(Order).values(state="failed"), "Orders wait for them: complete or cancel 1."),
        (update(Receivable).values(state="open"), "Invoices are not paid: collect or credit those with"),
    ],
)
def test_nobody_is_forgotten_while_they_are_needed(
    settings: Settings, database: Database, cast: None, needed: Update, words: str
) -> None:
    whole_life.lives(database)
    does(database, lambda session: session.execute(needed))
    before = whole_life.everything(database)

    status, output = runs(settings, "forget", ADA)

    assert status == 1
    assert output.startswith("Error: Nothing was changed.")
    assert words in output
    assert whole_life.everything(database) == before


def test_services_in_production_need_their_customer(settings: Settings, sqlite: Database, cast: None) -> None:
    whole_life.lives(sqlite, at_work=True)

    status, output = runs(settings, "forget", ADA)

    assert status == 1
    assert "Services are in production: remove the seats of 1" in output


def test_whoever_works_here_is_not_forgotten(settings: Settings, sqlite: Database, cast: None) -> None:
    whole_life.lives(sqlite)

    status, output = runs(settings, "forget", "tim@tmclabs.com")

    assert status == 1
    assert "disable and remove them there first" in output


def test_what_was_forgotten_is_written_down_without_a_name(
    settings: Settings, database: Database, cast: None
) -> None:
    whole_life.lives(database)

    runs(settings, "forget", ADA)

    last = whole_life.everything(database)["audit_events"][-1]
    assert (last["actor"], last["deed"]) == ("operator", "person_forgotten")
    assert last["details"]["leads"] == 1


def test_the_guards_stand_before_and_after(settings: Settings, database: Database, cast: None) -> None:
    whole_life.lives(database)
    runs(settings, "forget", ADA)

    for statement in (
        update(AuditEvent).values(actor="nobody"),
        delete(AuditEvent),
        text("UPDATE quote_revisions SET message = 'x' WHERE sent_at IS NOT NULL"),
        text("UPDATE order_events SET actor = 'x'"),
    ):
        with pytest.raises(DBAPIError, match="what was written stays"):
            does(database, lambda session, one=statement: session.execute(one))  # type: ignore[misc]


def test_no_address_is_nobody(settings: Settings) -> None:
    assert runs(settings, "forget", "Ada") == (1, "Error: Ada is no e-mail address.")
    assert runs(settings, "export", "Ada") == (1, "Error: Ada is no e-mail address.")


def test_nobody_is_reminded_of_a_lead_without_words(settings: Settings, sqlite: Database, cast: None) -> None:
    scene.enquiry(sqlite)

    runs(settings, "forget", ADA)

    with sqlite.reading() as session:
        lead = session.get_one(Lead, 1)
        assert (lead.remind_at, lead.email) == (None, "forgotten-1@forgotten.invalid")
