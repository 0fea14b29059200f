"""The budgets of SPEC section 17. One entry each; loads that are new stand in `loads.py`."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.first_view import FirstView
from bench.loads import GUEST, LANDING
from bench.rounds import Turns, ratios


@dataclass(frozen=True)
class Run:
    """Everything that was measured. Memory in MB, by the server's name; views by path."""

    turns: Turns
    memory: Mapping[str, float]
    views: Mapping[str, FirstView]


@dataclass(frozen=True)
class Figure:
    """One claim. `values` gives one value for each round; their median is judged."""

    name: str
    at_least: float | None = None
    at_most: float | None = None
    values: Callable[[Run], Sequence[float]] = lambda run: []

    @property
    def goal(self) -> float:
        """The bound, whichever side it is on."""
        goal = self.at_most if self.at_least is None else self.at_least
        assert goal is not None, self.name
        return goal

    def value(self, run: Run) -> float:
        """The median of the rounds."""
        return statistics.median(self.values(run))

    def holds(self, value: float) -> bool:
        """Whether the value is on the right side of the goal."""
        return value <= self.goal if self.at_least is None else value >= self.goal


def ratio(of: str, to: str) -> Callable[[Run], Sequence[float]]:
    """Round by round, how one load does against another."""
    return lambda run: ratios(run.turns, of, to)


VIEWS = [LANDING, GUEST]

FIGURES = [
    Figure("landing GET, of R", at_least=1.0, values=ratio("landing GET", "hello GET")),
    Figure(
        "landing GET, of django-allauth's signup GET",
        at_least=10,
        values=ratio("landing GET", "allauth GET"),
    ),
    Figure(
        "landing GET, of Wagtail's form page GET",
        at_least=20,
        values=ratio("landing GET", "Wagtail GET"),
    ),
    Figure("lead POST, of R", at_least=0.15, values=ratio("lead POST", "hello GET")),
    Figure(
        "lead POST, of Wagtail's form page POST",
        at_least=4,
        values=ratio("lead POST", "Wagtail POST"),
    ),
    Figure("guest form GET, of R", at_least=1.0, values=ratio("guest GET", "hello GET")),
    Figure(
        "guest form GET, of django-allauth's signup GET",
        at_least=10,
        values=ratio("guest GET", "allauth GET"),
    ),
    Figure(
        "guest form GET, of Wagtail's form page GET",
        at_least=20,
        values=ratio("guest GET", "Wagtail GET"),
    ),
    Figure(
        "signup POST, of the bound that its password hash sets",
        at_least=0.8,
        values=ratio("signup POST", "hash alone"),
    ),
    Figure(
        "syndicated page GET, changed, of R",
        at_least=0.6,
        values=ratio("syndicated GET", "hello GET"),
    ),
    Figure("syndicated page, 304, of R", at_least=1.2, values=ratio("syndicated 304", "hello GET")),
    Figure(
        "first view, KB gzipped",
        at_most=14,
        values=lambda run: [max(view.size for view in run.views.values()) / 1000],
    ),
    Figure(
        "first view, requests",
        at_most=3,
        values=lambda run: [max(view.requests for view in run.views.values())],
    ),
    Figure(
        "memory per web process, MB",
        at_most=120,
        values=lambda run: [run.memory["ours"]],
    ),
]
