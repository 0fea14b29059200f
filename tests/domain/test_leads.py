"""What happens to a lead after it was taken: forwarded, decided, reminded of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.db import Database
from app.domain import leads
from app.domain.directory import Directory
from app.domain.leads import Enquiry, NobodyToForwardTo, Prospect, StepNotPossible
from app.models import Lead, LeadEvent, LeadState, Letter, Partner

SALES, DAVE = "sales@panterranetworks.com", "dave@panterranetworks.com"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = Prospect("Ada", "Lovelace", "ada@example.com", "", "Analytical Engines", None, "")


def enquiry(
    handle: str = "h1", public_id: str | None = "1234567", database: Database | None = None
) -> Enquiry:
    directory = Directory(database) if database else None
    partner = directory.find(public_id) if directory else None
    return Enquiry(
        handle_hash=handle,
        widget="landing-pbx",
        service="pbx",
        prospect=ADA,
        partner=partner,
        claimed_partner_id=public_id,
        sub_partner_id=None,
        manager=directory.manager_for(None, partner) if directory else None,
        source={"source_email": "eve@evil.test"},
        site=None,
        utm={},
    )


def arrive(session: Session, asked: Enquiry, at: datetime = NOON) -> Lead:
    leads.take(session, asked, SALES, at)
    return session.scalars(select(Lead).where(Lead.handle_hash == asked.handle_hash)).one()


def letters(session: Session, kind: str) -> list[str]:
    return list(session.scalars(select(Letter.recipient).where(Letter.kind == kind).order_by(Letter.id)))


def steps(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(LeadEvent.kind, LeadEvent.actor).order_by(LeadEvent.id))
    return [(kind, actor) for kind, actor in rows]


def test_a_lead_is_forwarded_to_the_partners_registered_address_only(database: Database, cast: None) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        lead = arrive(session, asked)

        recipient = leads.forward(session, lead, "Dave Ryan", NOON, address="eve@evil.test")

        assert recipient == "tim@tmclabs.com"
        assert letters(session, "lead_forwarded") == ["tim@tmclabs.com"]
        assert (lead.state, steps(session)[-1]) == ("forwarded", ("forwarded", "Dave Ryan"))


def test_without_a_partner_the_manager_types_the_address(database: Database, cast: None) -> None:
    with database.writing() as session:
        lead = arrive(session, enquiry(public_id=None))

        with pytest.raises(NobodyToForwardTo):
            leads.forward(session, lead, "Dave Ryan", NOON)
        leads.forward(session, lead, "Dave Ryan", NOON, address="tim@tmclabs.com")

        assert letters(session, "lead_forwarded") == ["tim@tmclabs.com"]


def test_a_lead_is_forwarded_once(database: Database, cast: None) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        lead = arrive(session, asked)
        leads.forward(session, lead, "Dave Ryan", NOON)

        with pytest.raises(StepNotPossible):
            leads.forward(session, lead, "John Smith", NOON)

        assert len(letters(session, "lead_forwarded")) == 1


STATES: tuple[LeadState, ...] = (
    "new",
    "forwarded",
    "accepted",
    "declined",
    "won",
    "lost",
    "spam",
    "duplicate",
)
POSSIBLE = {
    ("new", "forwarded"),
    ("new", "spam"),
    ("new", "duplicate"),
    ("forwarded", "accepted"),
    ("forwarded", "declined"),
    ("forwarded", "spam"),
    ("forwarded", "duplicate"),
    ("accepted", "won"),
    ("accepted", "lost"),
    ("declined", "forwarded"),
    ("spam", "new"),
    ("duplicate", "new"),
}


@pytest.mark.parametrize("start", STATES)
def test_only_steps_that_make_sense_are_possible(database: Database, start: LeadState) -> None:
    for end in STATES:
        with database.writing() as session:
            lead = arrive(session, enquiry())
            session.execute(update(Lead).values(state=start))
            session.refresh(lead)
            if (start, end) in POSSIBLE:
                leads.move(session, lead, end, "Dave Ryan", NOON, "because")
                event = session.scalars(select(LeadEvent).order_by(LeadEvent.id.desc())).first()
                assert event is not None
                assert (event.kind, event.actor, event.at, event.details) == (
                    end,
                    "Dave Ryan",
                    NOON,
                    {"reason": "because"},
                )
            else:
                with pytest.raises(StepNotPossible):
                    leads.move(session, lead, end, "Dave Ryan", NOON)
            session.refresh(lead)
            assert lead.state == (end if (start, end) in POSSIBLE else start)


def test_whoever_is_late_learns_that_the_lead_has_moved_on(database: Database) -> None:
    with database.writing() as session:
        arrive(session, enquiry())
        session.commit()
    with database.reading() as session:
        seen = session.scalars(select(Lead)).one()
    with database.writing() as session:
        session.execute(update(Lead).values(state="spam"))
        session.commit()
    with database.writing() as session, pytest.raises(StepNotPossible):
        leads.move(session, seen, "forwarded", "Dave Ryan", NOON)


def test_a_partner_who_is_suspended_later_keeps_the_lead(database: Database, cast: None) -> None:
    asked = enquiry(database=database)
    with database.writing() as session:
        lead = arrive(session, asked)
        session.execute(update(Partner).values(suspended_at=clock.now()))

        assert (lead.partner_id is not None, lead.credit_held) == (True, None)


def test_the_same_enquiry_is_taken_once_and_another_amends_it(database: Database) -> None:
    first = enquiry()
    other = replace(first, prospect=replace(ADA, company="Engines Ltd", users=7))
    with database.writing() as session:
        taken = [leads.take(session, asked, SALES, NOON) for asked in (first, first, other, other, first)]

        assert taken == ["new", "same", "amended", "same", "amended"]
        assert letters(session, "lead_amended") == [SALES, SALES]
        assert [kind for kind, _ in steps(session)] == ["received", "amended", "amended"]
