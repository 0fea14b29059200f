"""The id of the request that is being answered, or that a letter comes from: every log line bears it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

LONGEST = 64

_given: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin(given: str) -> None:
    """A request begins, under the id that a trusted proxy gave it; anything else counts as none."""
    is_one = 0 < len(given) <= LONGEST and given.isascii() and given.replace("-", "").isalnum()
    _given.set(given if is_one else "")


def current() -> str | None:
    """The id, made when it is asked for first; None where no request is being answered."""
    given = _given.get()
    if given == "":
        # Most views write nothing down, and need none.
        given = uuid4().hex
        _given.set(given)
    return given


def is_known() -> bool:
    """Whether anybody has given it, or asked for it."""
    return bool(_given.get())


def end() -> None:
    """The request is answered."""
    _given.set(None)


@contextmanager
def under(request_id: str | None) -> Iterator[None]:
    """Go on with what a request has begun."""
    before = _given.set(request_id)
    try:
        yield
    finally:
        _given.reset(before)
