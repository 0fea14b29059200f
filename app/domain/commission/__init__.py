"""Commission: earned by payments, lost again by refunds, told in monthly statements (SPEC section 18)."""

from app.domain.commission.closing import any_due, close_due
from app.domain.commission.earning import Step, commissionable, earned, settle
from app.domain.commission.holding import STANDINGS, any_releasable, reason, release_due, standing
from app.domain.commission.months import ends, first_moment, following, month_of, shown

__all__ = [
    "STANDINGS",
    "Step",
    "any_due",
    "any_releasable",
    "close_due",
    "commissionable",
    "earned",
    "ends",
    "first_moment",
    "following",
    "month_of",
    "reason",
    "release_due",
    "settle",
    "shown",
    "standing",
]
