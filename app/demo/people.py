"""Who can sign in: one login for each role of the standing cast (SPEC section 15)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import HARBOUR_AND_PINE, QUIET_VALLEY, TMC_LABS
from app.domain import accounts, attribution, users
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.domain.passwords import Vault
from app.models import ChannelManager, Partner, User

# Cheap hashes: the first sign-in makes each anew at the cost that the installation chose.
_CHEAP = Vault(memory=8, passes=1)

CUSTOMER = {"email": "customer@analytical.example", "password": "engine-1842"}

LOGINS = {
    "partner": {"email": "tim@tmclabs.com", "password": "tangent-1234567"},
    "partner2": {"email": "partner@partnerwebsite.com", "password": "harbour-4958765"},
    "suspended": {"email": "hello@quietvalley.example", "password": "quiet-7654321"},
    "cm": {"email": "dave@panterranetworks.com", "password": "manager-dave-1"},
    "admin": {"email": "admin@panterranetworks.com", "password": "vendor-admin-1"},
    "customer": CUSTOMER,
}
"""Who can sign in, by role; the demo prints them."""


def seed(session: Session, now: datetime) -> None:
    """Bring everybody on stage who has a login; who is there already stays as they are."""
    seed_customer(session, now)
    seed_users(session, now)


def seed_customer(session: Session, now: datetime) -> None:
    """A guest whom partner 4958765 brought, to sign in as; who is there already stays as they are."""
    partner = session.scalars(select(Partner).where(Partner.public_id == HARBOUR_AND_PINE)).one()
    stored = _CHEAP.hash(CUSTOMER["password"])
    opening = Opening(CUSTOMER["email"], "Charles", "Babbage", stored, "guest", {})
    account_id = accounts.open_new(session, opening, now)
    if account_id is not None:
        attribution.bind(session, account_id, Touch(partner.public_id, partner.id, "106"), now)


def seed_users(session: Session, now: datetime) -> None:
    """One login for each role; who is there already stays as they are."""
    partners = {one.public_id: one for one in session.scalars(select(Partner))}
    managers = {one.name: one for one in session.scalars(select(ChannelManager))}
    _person(session, "partner", "Tim Mathews", now, partner=partners[TMC_LABS])
    _person(session, "partner2", "Maren Holt", now, partner=partners[HARBOUR_AND_PINE])
    _person(session, "suspended", "Rosa Delgado", now, partner=partners[QUIET_VALLEY])
    _person(session, "cm", "Dave Ryan", now, channel_manager=managers["Dave Ryan"])
    _person(session, "admin", "Ada Admin", now)


def _person(session: Session, login: str, name: str, now: datetime, **whose: Any) -> None:
    email, password = LOGINS[login]["email"], LOGINS[login]["password"]
    if users.find(session, email):
        return
    role = "partner" if "partner" in whose else "cm" if whose else "admin"
    session.add(
        User(
            name=name,
            email=email,
            email_key=email,
            role=role,
            password_hash=_CHEAP.hash(password),
            password_changed_at=now,
            invited_at=now,
            joined_at=now,
            **whose,
        )
    )
