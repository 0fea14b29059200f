"""The audit log stays as it was written, whoever tries."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from app.db import Database
from app.models import AuditEvent
from tests.scene import NOON


@pytest.mark.parametrize("attempt", [delete(AuditEvent), update(AuditEvent).values(actor="nobody")])
def test_what_was_written_stays(database: Database, attempt: object) -> None:
    with database.writing() as session:
        session.add(AuditEvent(at=NOON, actor="Dave Ryan", deed="suspended", subject="TMC", details={}))
        session.commit()

    with database.writing() as session, pytest.raises(DBAPIError, match="what was written stays"):
        session.execute(attempt)  # type: ignore[call-overload]
