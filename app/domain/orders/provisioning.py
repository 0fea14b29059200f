"""Provisioning: what has to happen until a customer can work, one step after the other.

A step's own change and the event that says so are one transaction, and the event is unique: a
worker that is killed has done it wholly or not at all, and nobody does it a second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import billing, history, leads, outbox, subscriptions
from app.domain.orders.customers import open_account
from app.domain.orders.leases import Claim, close, held
from app.domain.orders.steps import move, record
from app.domain.quotes import steps as quote_steps
from app.domain.webhooks import events
from app.models import Account, Lead, Order, OrderEvent, Quote, Subscription

Deed = Callable[[Session, Order, datetime], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what it does here, and whether the vendor's provisioner is asked."""

    slug: str
    title: str
    """While it is ahead."""
    deed: Deed | None = None
    is_asked: bool = False


def _begin(session: Session, order: Order, now: datetime) -> None:
    subscriptions.begin(session, order, session.get_one(Account, order.account_id), now)


def _invoice(session: Session, order: Order, now: datetime) -> None:
    begun = select(Subscription).where(Subscription.order_id == order.id)
    billing.issue_opening(session, session.scalars(begun).one(), now)


STEPS = (
    Step("account", "The customer's account", open_account),
    Step("numbers", "Numbers and addresses", is_asked=True),
    Step("service", "The service itself", is_asked=True),
    Step("seats", "Seats for everybody", _begin),
    Step("invoice", "The first invoice", _invoice),
)


def next_step(session: Session, order: Order) -> Step | None:
    """The first step that was not taken yet."""
    taken = done(session, order)
    return next((step for step in STEPS if step.slug not in taken), None)


def done(session: Session, order: Order) -> dict[str, OrderEvent]:
    """The steps that were taken, by their slugs."""
    query = select(OrderEvent).where(OrderEvent.order_id == order.id, OrderEvent.kind == "done")
    return {event.step or "": event for event in session.scalars(query)}


def in_hand(session: Session, claim: Claim) -> tuple[Order, Step] | None:
    """What a claim is about; None if it is no longer ours, or nothing is left to do."""
    order = held(session, claim)
    step = next_step(session, order) if order else None
    return (order, step) if order and step else None


def take(session: Session, claim: Claim, now: datetime) -> bool:
    """Take the step in hand, once. False if the claim is no longer ours."""
    order = held(session, claim)
    if order is None:
        return False
    if order.state == "queued":
        move(session, order, "provisioning", "begun", "system", now)
    step = next_step(session, order)
    if step:
        if step.deed:
            step.deed(session, order, now)
        record(session, order, "done", "system", now, step=step.slug)
    if next_step(session, order) is None:
        _finish(session, order, now)
    else:
        close(session, claim, due_at=now, tries=0)
    return True


def _finish(session: Session, order: Order, now: datetime) -> None:
    """Everything works: say so to everybody whom it concerns."""
    values = {"provisioned_at": now, "leased_until": None, "reason": None}
    move(session, order, "provisioned", "provisioned", "system", now, values=values)
    _to_production(session, order, now)
    quote = session.get(Quote, order.quote_id) if order.quote_id else None
    if quote:
        quote_steps.move(session, quote, "completed", "system", now, order=order.id)
        if quote.lead_id:
            leads.note(session, session.get_one(Lead, quote.lead_id), "provisioned", now, order=order.id)
    events.of_order(session, order, "provisioned", now)
    details = {"order_id": order.id}
    outbox.post(session, "order_ready", order.email, details=details, now=now)
    if order.partner:
        outbox.post(session, "order_provisioned", order.partner.email, details=details, now=now)


def _to_production(session: Session, order: Order, now: datetime) -> None:
    account_id = order.account_id
    first = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.production_at.is_(None))
        .values(production_at=now)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.execute(
        update(Account)
        .where(Account.id == account_id, Account.plan.in_(("guest", "trial")))
        .values(plan="quoted", upgraded_at=now)
        .execution_options(synchronize_session=False)
    )
    if first:
        history.record(session, "in_production", "system", now, account_id=account_id, order=order.id)
