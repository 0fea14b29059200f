"""What became of orders, as tests ask for it."""

from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.db import Database
from app.domain import orders
from app.domain.accounts import NO_PASSWORD, Opening
from app.domain.orders import Claim
from app.models import Letter, Order
from tests import selling
from tests.domain.people import ADA
from tests.quoting import does

WHOLE_STORY = ["placed", "begun", *(step.slug for step in orders.STEPS), "provisioned"]


def letters(database: Database) -> list[tuple[str, str]]:
    """Those about orders."""
    with database.reading() as session:
        every = session.scalars(select(Letter).where(Letter.kind.startswith("order_")).order_by(Letter.id))
        return [(one.kind, one.recipient) for one in every]


def how_many(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count(Order.id))).one()


def claims(database: Database, lease: timedelta = selling.LEASE) -> list[Claim]:
    return does(database, lambda session: orders.claim(session, clock.now(), lease, 100))


WEBSTORE = Opening(
    ADA,
    "Ada",
    "Lovelace",
    NO_PASSWORD,
    "webstore",
    {"company": "Analytical Engines", "users": 25, "term": 24},
)
