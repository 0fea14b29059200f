"""Two cores: one for the server under test, one for the load. Neither may borrow from the other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.invalid import InvalidRun


def two_cores() -> tuple[int, int]:
    """The server's core and the load's, of those that this process may use."""
    if not hasattr(os, "sched_setaffinity"):
        raise InvalidRun("Pinning to a core needs Linux.")
    usable = sorted(os.sched_getaffinity(0))
    server = usable[0]
    others = [core for core in usable if core not in _same_silicon(server)]
    if not others:
        raise InvalidRun("Two cores are needed: one for the server, one for the load.")
    return server, others[0]


def _same_silicon(core: int) -> set[int]:
    """The core and its hyper-threads, which would slow each other. From Linux' cputopology.rst."""
    listed = Path(f"/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list")
    if not listed.exists():
        return {core}
    spans = [part.split("-") for part in listed.read_text().strip().split(",")]
    return {core, *(one for span in spans for one in range(int(span[0]), int(span[-1]) + 1))}


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Run the body, and whatever it starts, on one core: a child inherits its parent's cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
