"""Which orders somebody looks at."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.lists import mentions
from app.models import Order, Partner

STATES = ("queued", "provisioning", "provisioned", "failed", "cancelled")

MOST_FAILED = 1_000
"""Counted up to here: beyond that the exact number tells nobody more."""


def orders(
    partner_id: int | None = None,
    state: str = "",
    text: str = "",
    account: int | None = None,
    partner: str = "",
) -> Select[Order]:
    """A partner's orders, else those of all; the rest narrows them down, `partner` being a PartnerID."""
    query = select(Order).options(joinedload(Order.partner))
    if partner_id is not None:
        query = query.where(Order.partner_id == partner_id)
    if partner:
        public = select(Partner.id).where(Partner.public_id == partner).scalar_subquery()
        query = query.where(Order.partner_id == public)
    if account is not None:
        query = query.where(Order.account_id == account)
    if state:
        query = query.where(Order.state == state)
    return query.where(*mentions(text, Order.company, Order.name, Order.email))


def find(session: Session, number: int, partner_id: int | None = None) -> Order | None:
    """One order, of a partner's own where one is named, with all that its page shows."""
    query = orders(partner_id).where(Order.id == number)
    return session.scalar(query.options(selectinload(Order.events), joinedload(Order.quote)))


def of_quote(session: Session, quote_id: int) -> Order | None:
    """The order that was made of a quote, with its steps."""
    query = orders().where(Order.quote_id == quote_id).options(selectinload(Order.events))
    return session.scalar(query.order_by(Order.id.desc()).limit(1))


def of_account(session: Session, account_id: int, most: int = 50) -> list[Order]:
    """A customer's own orders, newest first."""
    query = select(Order).where(Order.account_id == account_id).order_by(Order.id.desc())
    return list(session.scalars(query.limit(most)))


def of_customer(session: Session, number: int, account_id: int) -> Order | None:
    """One of a customer's own, with its steps."""
    query = orders(account=account_id).where(Order.id == number)
    return session.scalar(query.options(selectinload(Order.events)))


def failed() -> Select[Order]:
    """What stopped and waits for somebody, the longest first."""
    return orders(state="failed").order_by(Order.due_at, Order.id)


def count_failed(session: Session) -> int:
    """How many there are, up to MOST_FAILED."""
    some = select(Order.id).where(Order.state == "failed").limit(MOST_FAILED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
