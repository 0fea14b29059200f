"""How far an order is: each step of provisioning, done, in hand, ahead, or where it stopped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain.orders.leases import RETRIES
from app.domain.orders.provisioning import STEPS
from app.domain.orders.steps import OPEN
from app.models import Order

Standing = Literal["done", "now", "stopped", "ahead", "never"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of one order."""

    slug: str
    title: str
    standing: Standing
    at: datetime | None
    """When it was done."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a page shows of an order while it is provisioned."""

    stages: tuple[Stage, ...]
    moves: bool
    """Whether something still happens by itself."""
    tries: int
    """Of the step in hand that were in vain."""
    most_tries: int = len(RETRIES) + 1

    @property
    def done(self) -> int:
        """How many steps are behind it."""
        return sum(stage.standing == "done" for stage in self.stages)

    @property
    def in_hand(self) -> Stage | None:
        """The step that is being taken, or at which it stopped."""
        return next((stage for stage in self.stages if stage.standing in ("now", "stopped")), None)


def progress(order: Order) -> Progress:
    """Read it from what was written down."""
    taken = {event.step: event.at for event in order.events if event.kind == "done"}
    ahead = [step.slug for step in STEPS if step.slug not in taken]

    def standing(slug: str) -> Standing:
        if slug in taken:
            return "done"
        if order.state == "cancelled":
            return "never"
        if slug != ahead[0]:
            return "ahead"
        return "stopped" if order.state == "failed" else "now"

    stages = tuple(Stage(step.slug, step.title, standing(step.slug), taken.get(step.slug)) for step in STEPS)
    return Progress(stages, order.state in OPEN, order.tries)
