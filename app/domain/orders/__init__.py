"""Orders: placed once, provisioned step by step, decided about by people (SPEC section 18)."""

from app.domain.orders.deciding import can_be_cancelled, cancel, retry
from app.domain.orders.leases import Claim, ask_again, claim, try_again, waiting
from app.domain.orders.placing import Placement, at_list_price, of_revision, place
from app.domain.orders.progress import Progress, Stage, progress
from app.domain.orders.provisioning import STEPS, Step, done, in_hand, next_step, take
from app.domain.orders.steps import OPEN, OrderError, StepNotPossible, fail

__all__ = [
    "OPEN",
    "STEPS",
    "Claim",
    "OrderError",
    "Placement",
    "Progress",
    "Stage",
    "Step",
    "StepNotPossible",
    "ask_again",
    "at_list_price",
    "can_be_cancelled",
    "cancel",
    "claim",
    "done",
    "fail",
    "in_hand",
    "next_step",
    "of_revision",
    "place",
    "progress",
    "retry",
    "take",
    "try_again",
    "waiting",
]
