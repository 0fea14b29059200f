"""Holds: every lead and every customer whose credit waits, and what ends that (SPEC section 8)."""

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from app.domain import lists
from app.models import Account, Attribution, Lead, Partner


def leads(text: str = "") -> Select[Lead]:
    """Leads whose credit is held; every word of `text` is in the partner's name or PartnerID."""
    query = select(Lead).join(Lead.partner).options(contains_eager(Lead.partner))
    return query.where(Lead.credit_held.is_not(None), *_of_partner(text))


def customers(text: str = "") -> Select[Attribution]:
    """The same of customers, whose credit is judged whenever somebody asks."""
    return (
        select(Attribution)
        .join(Attribution.partner)
        .join(Attribution.account)
        .options(contains_eager(Attribution.partner), contains_eager(Attribution.account))
        .where(or_(Partner.suspended_at.is_not(None), Account.blocked_at.is_not(None)), *_of_partner(text))
    )


def _of_partner(text: str) -> list[ColumnElement[bool]]:
    return lists.mentions(text, Partner.company, Partner.public_id)
