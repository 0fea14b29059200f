"""Counters of this process for Flask-Limiter: bounded, and without a thread that walks them.

The storage that comes with `limits` keeps every key it ever saw and sweeps all of them about a
hundred times a second, so that each visitor makes every later one slower.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict

from limits.storage import MovingWindowSupport, Storage

from app import clock

MOST_KEYS = 20_000
"""About half a kilobyte each; a busy installation counts in Redis."""


class BoundedStorage(Storage, MovingWindowSupport):
    """Moving windows in memory; the key that was idle longest goes when there are too many.

    Counts by a clock that nobody sets: one that was set back would keep people out for as long,
    and one that was set forward would forget them.
    """

    STORAGE_SCHEME = ["bounded"]  # noqa: RUF012  (as the base class has it)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool):
        super().__init__(uri, wrap_exceptions, **options)
        self._windows: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` events of a key, unless more than `limit` within `expiry` seconds result."""
        now = clock.monotonic()
        with self._lock:
            window = self._windows.get(key)
            if window is None:
                window = self._windows[key] = []
                if len(self._windows) > MOST_KEYS:
                    self._windows.popitem(last=False)
            else:
                self._windows.move_to_end(key)
            _forget(window, now - expiry)
            if len(window) + amount > limit:
                return False
            window.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest event that still counts happened, by the real clock, and how many count."""
        now, real = clock.monotonic(), clock.real_timestamp()
        with self._lock:
            window = self._windows.get(key)
            if window is None:
                return real, 0
            _forget(window, now - expiry)
            return (real - (now - window[0]), len(window)) if window else (real, 0)

    def reset(self) -> int | None:
        """Forget everything."""
        with self._lock:
            number = len(self._windows)
            self._windows.clear()
            return number

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self._windows.pop(key, None)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """No failure is this storage's own."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Fixed windows are not offered."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Fixed windows are not offered."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        """Fixed windows are not offered."""
        raise NotImplementedError


def _forget(window: list[float], before: float) -> None:
    if window and window[0] <= before:
        del window[: bisect_right(window, before)]
