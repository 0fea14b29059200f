"""When things happened: evenly over three years, and for some hours nothing since then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

YEARS = timedelta(days=3 * 365)

IDLE = timedelta(hours=26)
"""Since when nothing happened: whoever is to be reminded has been."""


@dataclass(frozen=True)
class Times:
    """Moments of the years before `now`."""

    now: datetime

    @property
    def end(self) -> datetime:
        """When the last thing happened."""
        return self.now - IDLE

    def of(self, number: int, many: int) -> datetime:
        """The moment of one of so many, in their order."""
        return self.end - YEARS * (1 - number / many)
