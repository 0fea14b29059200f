"""What the catalogue of an order allows its seats to be (SPEC section 18)."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain import catalogs, pricing
from app.domain.catalog import MOST_USERS
from app.models import Subscription


class SeatRuleBroken(Exception):
    """Raised with the plan or feature whose rule it is, and its sentence."""

    def __init__(self, owner: str, because: str) -> None:
        super().__init__(f"{owner}: {because}")
        self.owner, self.because = owner, because


def judge(session: Session, subscription: Subscription, seats: Iterable[int], *, growing: bool) -> None:
    """Hold numbers of seats to the rules about users that a change can break. Raises SeatRuleBroken.

    Nobody at all breaks no rule: that is how a service is emptied.
    """
    product, ordered = catalogs.ordered(session, subscription.order)
    kind = "max_users" if growing else "min_users"
    for number in sorted(set(seats) - {0}, reverse=growing):
        if number > MOST_USERS:
            raise SeatRuleBroken(subscription.name, f"A service has at most {MOST_USERS:,} seats.")
        for violation in pricing.violations(product, replace(ordered, users=number)):
            if violation.rule.kind == kind:
                raise SeatRuleBroken(violation.owner, violation.rule.because)
