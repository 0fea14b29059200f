"""When things happened: evenly over three years, and for some hours nothing since then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

YEARS = timedelta(days=3 * 365)

IDLE = timedelta(hours=26)
"""Since when nothing happened: whoever is to be reminded has been."""

LETTERS = timedelta(days=120)
"""Age of the oldest letter: those of half a year ago go by themselves, which none is for a month."""

CLAIMS = timedelta(days=2)
"""The same of signups that nobody has confirmed yet, which go after 30 days."""


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

    @property
    def letters_since(self) -> datetime:
        """When the oldest letter was sent that is still there."""
        return self.now - LETTERS

    def of_claim(self, number: int, many: int) -> datetime:
        """The moment of one of so many signups that wait to be confirmed."""
        return self.end - CLAIMS * (1 - number / many)
