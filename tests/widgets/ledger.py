"""What a test can read of what came of a form: leads, events, letters, findings, whole tables."""

from typing import Any

from sqlalchemy import select

from app.db import db
from app.models import Finding, Lead, LeadEvent, Letter, Model


def leads() -> list[Lead]:
    with db.reading() as session:
        return list(session.scalars(select(Lead).order_by(Lead.id)))


def lead() -> Lead:
    """The only lead."""
    (only,) = leads()
    return only


def events() -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(LeadEvent.kind).order_by(LeadEvent.id)))


def letters() -> list[tuple[str, str]]:
    """Kind and recipient of each letter, the oldest first."""
    with db.reading() as session:
        rows = session.execute(select(Letter.kind, Letter.recipient).order_by(Letter.id))
        return [(kind, recipient) for kind, recipient in rows]


def findings() -> set[tuple[str, str]]:
    """Rule and value of each finding that was written down."""
    with db.reading() as session:
        rows = session.execute(select(Finding.rule, Finding.value))
        return {(rule, value) for rule, value in rows}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with db.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Model.metadata.sorted_tables
        }
