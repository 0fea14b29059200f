"""Whose an order is: the account of its address, found or opened, and the partner whom it is tied to."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import accounts, attribution, registration
from app.domain.accounts import NO_PASSWORD, Opening
from app.domain.attribution import Touch
from app.models import Lead, Order, Partner, Quote

_LONGEST_NAME = 64


def open_account(session: Session, order: Order, now: datetime) -> None:
    """Give the order its account, and the account its partner if it has none yet."""
    account_id = order.account_id or _account(session, order, now)
    session.execute(
        update(Order)
        .where(Order.id == order.id)
        .values(account_id=account_id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(order)
    _bind(session, order, account_id, now)


def _account(session: Session, order: Order, now: datetime) -> int:
    first, _, last = order.name.rpartition(" ")
    opening = Opening(
        email=order.email,
        first_name=(first or last)[:_LONGEST_NAME],
        last_name=(last if first else "")[:_LONGEST_NAME],
        password_hash=NO_PASSWORD,
        plan="quoted",
        business={
            "company": order.company[: registration.COMPANY],
            "phone": _ten_digits(order.phone),
            "users": order.configuration["users"],
            "term": order.configuration["term"],
        },
    )
    opened = accounts.open_new(session, opening, now, "system")
    found = accounts.find(session, order.email)
    if opened is None and found is None:
        raise LookupError(f"order {order.id} has no account")
    return opened or (found.id if found else 0)


def _bind(session: Session, order: Order, account_id: int, now: datetime) -> None:
    tie = attribution.of(session, account_id)
    if order.partner_id is None or (tie and tie.partner_id == order.partner_id):
        return
    quote = session.get(Quote, order.quote_id) if order.quote_id else None
    lead = session.get(Lead, quote.lead_id) if quote and quote.lead_id else None
    partner = session.get_one(Partner, order.partner_id)
    sub = lead.sub_partner_id if lead else None
    attribution.bind(session, account_id, Touch(partner.public_id, partner.id, sub), now)


def _ten_digits(phone: str) -> str | None:
    digits = "".join(sign for sign in phone if sign in "0123456789")
    return digits if registration.is_phone(digits) else None
