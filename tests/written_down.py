"""What the audit log says was done."""

from sqlalchemy import select

from app.db import Database
from app.models import AuditEvent


def deeds(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEvent.deed).order_by(AuditEvent.id)))
