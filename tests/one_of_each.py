"""One thing of each kind that a partner and the vendor's people have deeds for, all with the number 1."""

from sqlalchemy import select

from app.db import Database
from app.domain import users, webhooks
from app.edge import webhook_secrets
from app.models import Partner
from tests import invoicing, quoting


def stand(database: Database) -> None:
    """An account with a service and its invoice, a quote, a webhook, and somebody who has not joined."""
    now = invoicing.day_is(database, "2026-12-01")
    invoicing.opened(database, invoicing.BARE)
    quoting.sent(database)
    with database.writing() as session:
        tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        secret = webhook_secrets.mint().ref
        webhooks.create(session, tmc.id, "https://tmc.example/hooks", ["lead.won"], secret, now)
        users.invite(session, "Paul Hofer", "paul@tmclabs.com", "partner", now, partner=tmc)
        session.commit()
