"""Credit: whether a partner is credited for a customer, and what holds it (SPEC section 8)."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from app.models import Account, Partner


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether the partner is credited now; `held` says why not."""

    held: str | None


def given(partner: Partner, account: Account) -> Credit:
    """Judged anew each time, so that a reinstatement releases what was held."""
    if partner.suspended_at:
        return Credit(f"{partner.company} is suspended. Credit is released on reinstatement.")
    if account.blocked_at:
        return Credit("The account is blocked. Credit is released when it is opened again.")
    return Credit(None)


def paid_out(partner: Partner, account: Account) -> Credit:
    """The same of commission, which waits for production too (SPEC section 18)."""
    if account.production_at is None:
        return Credit("The account is not in production yet. Commission is released once it is.")
    return given(partner, account)


def is_paid_out() -> ColumnElement[bool]:
    """`paid_out` as a condition on a partner and an account."""
    return and_(
        Account.production_at.is_not(None), Partner.suspended_at.is_(None), Account.blocked_at.is_(None)
    )
