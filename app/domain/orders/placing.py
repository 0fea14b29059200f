"""Placing: one order for one reason, at the prices that were accepted or that everybody pays."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import attribution, catalogs, pricing
from app.domain.catalog import Catalog, Product
from app.domain.orders.steps import record
from app.domain.pricing import Configuration
from app.domain.webhooks import events
from app.models import Account, Order, OrderOrigin, Quote, QuoteRevision

WEBSTORE = "sb"
"""The product that webstore accounts and upgrades order."""

_INSERT = InsertOnce(Order.__table__)
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Placement:
    """What is ordered, by whom, and what it was made from."""

    origin: OrderOrigin
    origin_key: str
    """Like "quote:12": whatever is placed again under it is the same order."""
    catalog_id: int
    configuration: dict[str, Any]
    lines: list[dict[str, Any]]
    currency: str
    monthly_cents: int
    once_cents: int
    company: str
    name: str
    email: str
    phone: str
    partner_id: int | None = None
    quote_id: int | None = None
    account_id: int | None = None
    actor: str = "customer"


def place(session: Session, placement: Placement, now: datetime) -> Order:
    """Make the order; asked again under the same key, it is the one that there is."""
    values = asdict(placement)
    actor = values.pop("actor")
    values |= {"state": "queued", "tries": 0, "due_at": now, "created_at": now}
    made = _INSERT(session, values) is not None
    order = session.scalars(select(Order).where(Order.origin_key == placement.origin_key)).one()
    if made:
        record(session, order, "placed", actor, now)
        events.of_order(session, order, "placed", now)
    return order


def of_revision(quote: Quote, revision: QuoteRevision) -> Placement:
    """What a customer has accepted, line by line."""
    return Placement(
        origin="quote",
        origin_key=f"quote:{quote.id}",
        catalog_id=quote.catalog_id,
        configuration=revision.configuration,
        lines=revision.lines,
        currency=quote.catalog.content["currency"],
        monthly_cents=revision.monthly_cents,
        once_cents=revision.once_cents,
        company=quote.company,
        name=quote.name,
        email=quote.email,
        phone=quote.phone,
        partner_id=quote.partner_id,
        quote_id=quote.id,
    )


def at_list_price(
    session: Session, catalog: Catalog, account_id: int, origin: OrderOrigin, now: datetime
) -> Order | None:
    """What a webstore account comes with, once per account; None where the vendor does not sell it."""
    product = catalog.product(WEBSTORE)
    if product is None:
        return None
    account = session.get_one(Account, account_id)
    wanted = pricing.first_fitting(product, account.users or 1, account.term or 0)
    tie = attribution.of(session, account_id)
    placement = Placement(
        origin=origin,
        origin_key=f"webstore:{account_id}",
        catalog_id=catalogs.pin(session, catalog, now),
        currency=catalog.currency,
        partner_id=tie.partner_id if tie else None,
        account_id=account_id,
        **priced(product, wanted),
        **_customer(account),
    )
    return place(session, placement, now)


def priced(product: Product, wanted: Configuration) -> dict[str, Any]:
    """A configuration with its lines and sums, as an order keeps them."""
    price = pricing.price(product, wanted)
    return {
        "configuration": wanted.content(),
        "lines": [asdict(line) for line in price.lines],
        "monthly_cents": price.monthly,
        "once_cents": price.once,
    }


def _customer(account: Account) -> dict[str, Any]:
    name = f"{account.first_name} {account.last_name}"[:_LONGEST_NAME]
    return {
        "company": account.company or name,
        "name": name,
        "email": account.email,
        "phone": account.phone or "",
    }
