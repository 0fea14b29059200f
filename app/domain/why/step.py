"""One step of the story."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the answer to “why (not) credited?”."""

    at: datetime
    words: str
