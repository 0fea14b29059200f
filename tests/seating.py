"""Accounts with services and seats, as provisioning leaves them, for tests that need no order's way."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import accounts, attribution, catalogs, pricing, subscriptions
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.domain.catalog import Product
from app.domain.pricing import Configuration
from app.models import Account, Order, Partner
from tests.quoting import CATALOG, TEN, does

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = "ada@engines.example"


def account(
    database: Database, email: str = ADA, partner: str | None = "1234567", now: datetime = NOON, **more: Any
) -> int:
    """The id of an account of Ada's, tied to a partner; `more` are columns of it."""

    def deed(session: Session) -> int:
        opening = Opening(email, "Ada", "Lovelace", "$hash", "guest", {})
        account_id = accounts.open_new(session, opening, now)
        assert account_id is not None
        if partner:
            tied = session.scalars(select(Partner.id).where(Partner.public_id == partner)).one()
            attribution.bind(session, account_id, Touch(partner, tied, "106"), now)
        if more:
            session.execute(update(Account).where(Account.id == account_id).values(**more))
        return account_id

    return does(database, deed)


def service(
    database: Database, account_id: int, wanted: Configuration = TEN, now: datetime = NOON, key: str = "a"
) -> int:
    """The id of a subscription that begins at `now`; another `key` is another order."""

    def deed(session: Session) -> int:
        customer = session.get_one(Account, account_id)
        order = _order(session, customer, wanted, now, f"test:{account_id}:{key}")
        customer.production_at = customer.production_at or now
        return subscriptions.begin(session, order, customer, now).id

    return does(database, deed)


def _order(session: Session, customer: Account, wanted: Configuration, now: datetime, key: str) -> Order:
    product = CATALOG.product(wanted.product)
    assert isinstance(product, Product)
    price = pricing.price(product, wanted)
    tie = attribution.of(session, customer.id)
    order = Order(
        origin="partner",
        origin_key=key,
        account_id=customer.id,
        partner_id=tie.partner_id if tie else None,
        catalog_id=catalogs.pin(session, CATALOG, now),
        configuration=wanted.content(),
        lines=[asdict(line) for line in price.lines],
        currency=CATALOG.currency,
        monthly_cents=price.monthly,
        once_cents=price.once,
        company="Analytical Engines",
        name="Ada Lovelace",
        email=customer.email,
        phone="",
        state="provisioned",
        due_at=now,
        created_at=now,
        provisioned_at=now,
    )
    session.add(order)
    session.flush()
    return order
