"""What was answered, how fast, and what went wrong."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.wire import Answer

THIRDS = 3


@dataclass
class Tally:
    """Seconds of every answer by kind, in their order, and the answers that nobody expected."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)

    def heard(self, kind: str, answer: Answer, seconds: float, expected: Sequence[int]) -> bool:
        """Count an answer; whether it was one of those that were expected."""
        self.seconds[kind].append(seconds)
        is_right = answer.status in expected
        if not is_right:
            self.wrong[f"{kind}: {answer.status}"] += 1
        return is_right

    @property
    def answers(self) -> int:
        """How many there were."""
        return sum(map(len, self.seconds.values()))

    def rows(self) -> list[list[str]]:
        """One line for each kind, with the medians of the first and the last third."""
        return [[kind, *_row(self.seconds[kind])] for kind in sorted(self.seconds)]


HEADS = ["kind", "answers", "p50 ms", "p99 ms", "p50 of the first third", "of the last"]


def _row(seconds: list[float]) -> list[str]:
    third = max(1, len(seconds) // THIRDS)
    quick, slow = percentile(seconds, 50), percentile(seconds, 99)
    parts = (statistics.median(seconds[:third]), statistics.median(seconds[-third:]))
    return [str(len(seconds)), *(f"{1000 * one:.1f}" for one in (quick, slow, *parts))]


def percentile(seconds: Sequence[float], share: int) -> float:
    """So many per cent of them took no longer."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
