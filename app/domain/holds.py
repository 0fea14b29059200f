"""Holds: every lead and every customer whose credit waits, and what ends that (SPEC section 8)."""

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import contains_eager

from app.domain import lists
from app.models import Account, Attribution, Lead, Partner


def leads(text: str = "") -> Select[Lead]:
    """Leads whose credit is held; every word of `text` is in the partner's name or PartnerID."""
    query = select(Lead).join(Lead.partner).options(contains_eager(Lead.partner))
    # Few among many: found by an index of their own, not on the way through all.
    held = select(Lead.id).where(Lead.credit_held.is_not(None))
    return query.where(Lead.id.in_(held), *_of_partner(text))


def customers(text: str = "") -> Select[Attribution]:
    """The same of customers, whose credit is judged whenever somebody asks."""
    suspended = select(Partner.id).where(Partner.suspended_at.is_not(None))
    blocked = select(Account.id).where(Account.blocked_at.is_not(None))
    of_suspended = select(Attribution.id).where(Attribution.partner_id.in_(suspended))
    of_blocked = select(Attribution.id).where(Attribution.account_id.in_(blocked))
    return (
        select(Attribution)
        .join(Attribution.partner)
        .join(Attribution.account)
        .options(contains_eager(Attribution.partner), contains_eager(Attribution.account))
        .where(Attribution.id.in_(union(of_suspended, of_blocked)), *_of_partner(text))
    )


def _of_partner(text: str) -> list[ColumnElement[bool]]:
    return lists.mentions(text, Partner.company, Partner.public_id)
