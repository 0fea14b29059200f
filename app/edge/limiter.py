"""Counting: a limit holds by Flask-Limiter's moving windows, in Redis or, while it is away, in memory."""

import logging
import math
from collections.abc import Callable
from datetime import datetime, timedelta

import limits
from flask import Flask, g
from flask_limiter import Limiter, RateLimitExceeded
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter

from app import clock
from app.config import Settings
from app.edge import observing
from app.edge.counting import BoundedStorage

log = logging.getLogger(__name__)

_PREFIX = "partner-tools"


class TooMany(Exception):
    """Raised with the moment from which the caller may try again."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__()
        self.retry_at = retry_at

    @property
    def words(self) -> str:
        """What the caller is told; the words are those of SPEC section 4."""
        return f"Too many attempts. Please try again after {self.time}."

    @property
    def time(self) -> str:
        """The first full minute at which another try works, as people read it."""
        minute = self.retry_at + timedelta(minutes=1) - timedelta(microseconds=1)
        return f"{minute:%H:%M} UTC"

    @property
    def retry_after(self) -> int:
        """Whole seconds to wait, at least one."""
        return max(1, math.ceil((self.retry_at - clock.now()).total_seconds()))


class _Limiter(Limiter):
    """Flask-Limiter, asked by name only."""

    def fall_back_to(self, storage: Storage) -> None:
        """Count here while the real storage is away."""
        self._fallback_storage = storage  # type: ignore[assignment]
        self._fallback_limiter = MovingWindowRateLimiter(storage)

    @property
    def is_away(self) -> bool:
        """Whether the real storage did not answer last time."""
        return self._storage_dead


limiter = _Limiter(key_func=lambda: str(g.limit_key), strategy="moving-window", headers_enabled=False)


def attach(app: Flask, settings: Settings) -> None:
    """Count in Redis where there is one, else in this process; also while Redis is away."""
    app.config.update(
        RATELIMIT_ENABLED=settings.limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "bounded://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_KEY_PREFIX=_PREFIX,
        # A Redis that hangs must not hold up a page.
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
        if settings.redis_url
        else {},
    )
    # Its own look at each request would find nothing: there are no default limits, nor headers of its.
    hooks = app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs
    before = [list(functions[None]) for functions in hooks]
    limiter.init_app(app)
    for functions, ours in zip(hooks, before, strict=True):
        functions[None] = ours  # type: ignore[index]
    if settings.redis_url:
        limiter.fall_back_to(BoundedStorage())


def _named(scope: str) -> Callable[[], None]:
    # Flask-Limiter knows functions by their qualified name, so each limit needs its own.
    def passed() -> None:
        """Passing the limit is all there is to do."""

    passed.__qualname__ = passed.__name__ = f"passed_{scope}"
    return passed


class Limit:
    """One row of the table in SPEC section 12.

    Counts in the limiter's storage itself, which costs a fifth of the way through its decorator.
    The decorated function is asked where that refuses or fails: it knows what to do then. It is no
    context manager, since those can use the key of another request under load.
    """

    def __init__(self, scope: str, amounts: str) -> None:
        self._scope = scope
        # From nothing on, so that the first time is seen as one more.
        observing.LIMITED.labels(scope)
        self._items = limits.parse_many(amounts)
        self._in_full = limiter.shared_limit(amounts, scope=scope)(_named(scope))

    def count(self, key: str) -> None:
        """Count one event of this key, which is never empty. Raises TooMany."""
        if not limiter.enabled:
            return
        try:
            if not limiter.is_away and all(self._hits(item, key) for item in self._items):
                return
        except Exception:  # whatever a storage raises when it is away
            log.warning("limits_storage_away")
        g.limit_key = key + clock.era()
        try:
            self._in_full()
        except RateLimitExceeded:
            observing.limited(self._scope)
            raise TooMany(_window_ends()) from None

    def refusal(self, key: str) -> TooMany | None:
        """What `count` would raise, without counting."""
        if not limiter.enabled:
            return None
        try:
            full = [item for item in self._items if not limiter.limiter.test(item, *self._names(key))]
            ends = [limiter.limiter.get_window_stats(item, *self._names(key)).reset_time for item in full]
        except Exception:  # whatever a storage raises when it is away
            log.warning("limits_storage_away")
            return None
        if not ends:
            return None
        observing.limited(self._scope)
        return TooMany(_moment(max(ends)))

    def knows(self, key: str) -> bool:
        """Whether something of this key was counted within the window."""
        try:
            found = [limiter.limiter.get_window_stats(item, *self._names(key)) for item in self._items]
        except Exception:  # whatever a storage raises when it is away
            return False
        return any(stats.remaining < item.amount for stats, item in zip(found, self._items, strict=True))

    def _hits(self, item: limits.RateLimitItem, key: str) -> bool:
        return limiter.limiter.hit(item, *self._names(key))

    def _names(self, key: str) -> tuple[str, str, str]:
        return _PREFIX, key + clock.era(), self._scope


def storage_answers() -> bool:
    """Whether the counters' own storage can be reached."""
    try:
        return bool(limiter.storage and limiter.storage.check())
    except Exception:  # each storage has errors of its own, and all of them mean no
        return False


def _window_ends() -> datetime:
    window = limiter.current_limit
    return _moment(window.reset_at if window else clock.real_timestamp() + 60)


def _moment(timestamp: float) -> datetime:
    return clock.now() + timedelta(seconds=max(1.0, timestamp - clock.real_timestamp()))
