"""The only reader of time, so that the demo can show what happens six months later."""

import time
from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The current moment, in UTC, moved forward by the demo's offset."""
    return datetime.now(UTC) + _offset


def timestamp() -> float:
    """The current moment in seconds since the epoch, as tokens carry it."""
    return time.time() + _offset.total_seconds()


def real_timestamp() -> float:
    """Seconds since the epoch, never moved; for libraries that read the time themselves."""
    return time.time()


def monotonic() -> float:
    """Seconds for measuring how long something took; never moved."""
    return time.monotonic()


def shift(offset: timedelta) -> None:
    """Move this process's clock; the offset itself is a row that every process reads."""
    global _offset
    _offset = offset


def era() -> str:
    """A name for how far the clock was moved; counters that keep their own time start anew in each."""
    return f"+{int(_offset.total_seconds())}" if _offset else ""
