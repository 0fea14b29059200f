"""Accounts that a partner opens for a customer: on trial, or in production (SPEC section 18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import accounts, attribution, catalogs, orders, outbox, registration
from app.domain.accounts import NO_PASSWORD, AccountError, Opening
from app.domain.attribution import Touch
from app.domain.catalog import Catalog
from app.domain.orders.placing import Placement, priced
from app.domain.pricing import Configuration, UnknownChoice
from app.models import Account, Partner, Plan

LONGEST_TRIAL = 90
USUAL_TRIAL = 30
"""Days."""


class AddressTaken(AccountError):
    """Raised for an address that has an account, whoever's customer that is."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom an account is opened for."""

    first_name: str
    last_name: str
    company: str
    email: str
    phone: str = ""


def give_trial(
    session: Session, partner: Partner, newcomer: Newcomer, days: int, actor: str, now: datetime
) -> int:
    """Open an account that ends by itself, and invite its customer. Raises AddressTaken."""
    account_id = _open(session, partner, newcomer, "trial", actor, now)
    until = (now + timedelta(days=days)).date()
    session.execute(update(Account).where(Account.id == account_id).values(trial_until=until))
    outbox.post(session, "trial_given", newcomer.email, details={"about_account": account_id}, now=now)
    return account_id


def sell(
    session: Session,
    partner: Partner,
    newcomer: Newcomer,
    catalog: Catalog,
    wanted: Configuration,
    actor: str,
    now: datetime,
) -> int:
    """Open an account and order what it begins with; the letter goes out once it is provisioned.

    Raises AddressTaken, UnknownChoice.
    """
    product = catalog.product(wanted.product)
    if product is None:
        raise UnknownChoice(wanted.product)
    account_id = _open(session, partner, newcomer, "quoted", actor, now)
    placement = Placement(
        origin="partner",
        origin_key=f"partner:{account_id}",
        catalog_id=catalogs.pin(session, catalog, now),
        currency=catalog.currency,
        company=newcomer.company,
        name=f"{newcomer.first_name} {newcomer.last_name}",
        email=newcomer.email,
        phone=newcomer.phone,
        partner_id=partner.id,
        account_id=account_id,
        actor=actor,
        **priced(product, wanted),
    )
    orders.place(session, placement, now)
    return account_id


def _open(
    session: Session, partner: Partner, newcomer: Newcomer, plan: Plan, actor: str, now: datetime
) -> int:
    opening = Opening(
        email=newcomer.email,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        password_hash=NO_PASSWORD,
        plan=plan,
        business={
            "company": newcomer.company[: registration.COMPANY],
            "phone": newcomer.phone if registration.is_phone(newcomer.phone) else None,
        },
    )
    account_id = accounts.open_new(session, opening, now, actor)
    if account_id is None:
        raise AddressTaken
    attribution.bind(session, account_id, Touch(partner.public_id, partner.id, None), now)
    return account_id
