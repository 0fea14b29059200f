"""Billing: invoices and credit notes, issued once, numbered without gaps, never changed (SPEC section 18)."""

from app.domain.billing.balance import (
    DAYS_TO_PAY,
    STANDINGS,
    UNSETTLED,
    Standing,
    awaited,
    credited,
    left,
    paid,
    standing,
)
from app.domain.billing.crediting import CreditError, MoreThanLeft, NothingLeft, credit, line_left
from app.domain.billing.numbering import read, shown
from app.domain.billing.opening import issue_opening
from app.domain.billing.periods import any_due, issue_due
from app.domain.billing.reminding import any_overdue, remind

__all__ = [
    "DAYS_TO_PAY",
    "STANDINGS",
    "UNSETTLED",
    "CreditError",
    "MoreThanLeft",
    "NothingLeft",
    "Standing",
    "any_due",
    "any_overdue",
    "awaited",
    "credit",
    "credited",
    "issue_due",
    "issue_opening",
    "left",
    "line_left",
    "paid",
    "read",
    "remind",
    "shown",
    "standing",
]
