"""Quotes that came of accepted leads, and the orders and services that came of those."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.config import Settings
from app.domain import catalog, catalogs, pricing
from app.domain.catalog import Catalog
from app.domain.orders.placing import priced
from app.domain.orders.provisioning import STEPS
from app.models import Subscription
from bench.crowd import leads, rows
from bench.crowd.partners import All, Known
from bench.crowd.times import Times

QUOTES = rows.table("quotes")
REVISIONS = rows.table("quote_revisions")
QUOTE_EVENTS = rows.table("quote_events")
ORDERS = rows.table("orders")
ORDER_EVENTS = rows.table("order_events")
SUBSCRIPTIONS = rows.table("subscriptions")
SEATS = rows.table("seat_events")

USERS = 25
PRODUCT = "pbx"
VALID_FOR = timedelta(days=30)
DECIDES_AFTER = timedelta(days=2)

# Of each ten quotes, in the order of their numbers.
_ENDINGS = ["completed"] * 3 + ["rejected", "lost", "sent", "withdrawn", "sent", "draft", "rejected"]


@dataclass(frozen=True, slots=True)
class Deal:
    """One quote. Its number is that of the lead that it came of, and of the customer."""

    number: int
    id: int
    lead_id: int
    account_id: int
    partner: Known
    state: str
    at: datetime

    @property
    def is_won(self) -> bool:
        """Whether an order came of it."""
        return self.state == "completed"

    @property
    def customer(self) -> rows.Row:
        """Who it is for, as quotes and orders name them."""
        return {
            "company": f"Compilers {self.number % 99991} & Sons",
            "name": f"Grace{self.number % 997} Hopper{self.number % 7919}",
            "email": leads.address(self.number),
            "phone": "800.805.0558",
        }


@dataclass(frozen=True, slots=True)
class Won:
    """A deal with its order and its service."""

    deal: Deal
    order_id: int
    service: Subscription


def is_won(number: int, known: All) -> bool:
    """Whether the customer of this number has something in production."""
    return _ending(number, known) == "completed"


def won_at(at: datetime) -> datetime:
    """When what was quoted to a customer of this moment is in production."""
    return at + DECIDES_AFTER


def write(connection: Connection, many: int, known: All, times: Times, lead: int, account: int) -> list[Won]:
    """All of them, the oldest first, by the ids of the first lead and account; returns what was won."""
    with Session(connection) as session:
        catalog_id = catalogs.pin(session, _catalog(), times.end)
        session.flush()
    first = rows.last_id(connection, QUOTES) + 1
    numbers = [number for number in range(many) if _ending(number, known)]
    found = [
        _deal(number, first + at, lead + number, account + number, known, times.of(number, many))
        for at, number in enumerate(numbers)
    ]
    rows.write(connection, QUOTES, (_quote(one, catalog_id) for one in found))
    rows.write(connection, REVISIONS, (_revision(one) for one in found))
    rows.write(connection, QUOTE_EVENTS, _quote_events(found))
    return _deliver(connection, [one for one in found if one.is_won], catalog_id)


def _ending(number: int, known: All) -> str | None:
    """How the quote of this number stands, if there is one."""
    if not leads.is_accepted(number) or known.of(number) is None:
        return None
    return _ENDINGS[number // 20 % len(_ENDINGS)]


def _deal(number: int, quote: int, lead: int, account: int, known: All, at: datetime) -> Deal:
    partner, state = known.of(number), _ending(number, known)
    assert partner is not None, number
    assert state is not None, number
    return Deal(number, quote, lead, account, partner, state, at)


@cache
def _catalog() -> Catalog:
    return catalog.read(Settings.catalog_file)


@cache
def _wanted() -> rows.Row:
    """What everybody buys, with its lines and sums."""
    product = _catalog().product(PRODUCT)
    assert product is not None, PRODUCT
    return priced(product, pricing.first_fitting(product, USERS, 12))


def _quote(deal: Deal, catalog_id: int) -> rows.Row:
    return deal.customer | {
        "id": deal.id,
        "partner_id": deal.partner.id,
        "lead_id": deal.lead_id,
        "catalog_id": catalog_id,
        "state": deal.state,
        "revision": 0 if deal.state == "draft" else 1,
        "valid_until": (deal.at + VALID_FOR).date(),
        "created_at": deal.at,
    }


def _revision(deal: Deal) -> rows.Row:
    return _wanted() | {
        "quote_id": deal.id,
        "number": 1,
        "message": "",
        "made_by": "Ada Crowd",
        "made_at": deal.at,
        "sent_at": None if deal.state == "draft" else deal.at,
    }


def _quote_events(found: Sequence[Deal]) -> Iterator[rows.Row]:
    for deal in found:
        steps = ["drafted"] if deal.state == "draft" else ["drafted", "sent"]
        if deal.is_won:
            steps += ["accepted", "ordered"]
        if deal.state not in steps and deal.state != "draft":
            steps.append(deal.state)
        for step, kind in enumerate(steps):
            at = deal.at + DECIDES_AFTER * (step // 2)
            who = "customer" if step == 2 else "Ada Crowd"
            yield {"quote_id": deal.id, "kind": kind, "actor": who, "at": at, "details": {}}


def _deliver(connection: Connection, won: Sequence[Deal], catalog_id: int) -> list[Won]:
    """What was accepted became an order, and that a service with its seats."""
    order, service = rows.last_id(connection, ORDERS) + 1, rows.last_id(connection, SUBSCRIPTIONS) + 1
    found = [Won(one, order + at, _service(one, order + at, service + at)) for at, one in enumerate(won)]
    rows.write(connection, ORDERS, (_order(one, catalog_id) for one in found))
    rows.write(connection, ORDER_EVENTS, _order_events(found))
    rows.write(connection, SUBSCRIPTIONS, (_columns(one.service) for one in found))
    rows.write(connection, SEATS, (_seats(one) for one in found))
    return found


def _order(won: Won, catalog_id: int) -> rows.Row:
    deal, at = won.deal, won_at(won.deal.at)
    return (
        deal.customer
        | _wanted()
        | {
            "id": won.order_id,
            "origin": "quote",
            "origin_key": f"quote:{deal.id}",
            "quote_id": deal.id,
            "account_id": deal.account_id,
            "partner_id": deal.partner.id,
            "catalog_id": catalog_id,
            "currency": _catalog().currency,
            "state": "provisioned",
            "due_at": at,
            "created_at": at,
            "provisioned_at": at,
        }
    )


def _order_events(found: Sequence[Won]) -> Iterator[rows.Row]:
    for won in found:
        kinds = [("placed", None), *(("done", step.slug) for step in STEPS), ("provisioned", None)]
        for kind, step in kinds:
            at = won_at(won.deal.at)
            yield {
                "order_id": won.order_id,
                "kind": kind,
                "step": step,
                "actor": "system",
                "at": at,
                "details": {},
            }


def _service(deal: Deal, order_id: int, number: int) -> Subscription:
    monthly = [line for line in _wanted()["lines"] if line["monthly"]]
    return Subscription(
        id=number,
        account_id=deal.account_id,
        order_id=order_id,
        product=PRODUCT,
        name=monthly[0]["name"],
        currency=_catalog().currency,
        lines=[line | {"per": "user"} for line in monthly],
        term=12,
        starts_on=won_at(deal.at).date(),
        seat_changes=0,
    )


def _columns(service: Subscription) -> rows.Row:
    return {column.name: getattr(service, column.name) for column in SUBSCRIPTIONS.columns}


def _seats(won: Won) -> rows.Row:
    return {
        "subscription_id": won.service.id,
        "kind": "started",
        "change": USERS,
        "effective_on": won.service.starts_on,
        "reason": f"Order {won.order_id}",
        "actor": "system",
        "at": won_at(won.deal.at),
    }
