"""Web processes behind one port: they are counted as one, and none outlives the one that started it."""

import ctypes
import fcntl
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import prometheus_client
from prometheus_client import values
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_TOLD_BY = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable; it has to be there before the library is."""
_PREFIX = "partner-tools-"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of our own is made there)
_IN_USE = "in-use"
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of <linux/prctl.h>."""


def count_together() -> dict[str, str]:
    """The environment of web processes that count in one folder. Raises OSError where there can be none.

    The folder is this process's own, also once it has become another program, until it ends.
    """
    place = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    for left in place.glob(f"{_PREFIX}*"):
        if _is_over(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=_PREFIX, dir=place)
    os.set_inheritable(_hold(Path(folder, _IN_USE)), True)
    return {_TOLD_BY: folder}


def join() -> CollectorRegistry:
    """Count with the others, where there are any, from the next figure on; what everybody has counted."""
    if _TOLD_BY not in os.environ:
        return prometheus_client.REGISTRY
    folder = Path(os.environ[_TOLD_BY])
    # Not by process id, as the library would: whoever replaces a process that died goes on where it
    # stood, so however many die, there are no more files than processes.
    place = _take_place(folder)
    values.ValueClass = values.MultiProcessValue(lambda: place)  # type: ignore[no-untyped-call]
    registry = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    registry.register(_Memory(folder))
    return registry


def end_with_parent() -> None:
    """End as by SIGTERM when the process is gone that started this one, which nobody would look after."""
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent.pid:
        # It went before the kernel was told.
        os.kill(os.getpid(), signal.SIGTERM)


class _Memory(Collector):
    """What the library says of a single process by itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """One figure for each process that lives."""
        family = GaugeMetricFamily(
            "process_resident_memory_bytes", "Resident memory size in bytes.", labels=["process"]
        )
        for place in sorted(self._folder.glob("[0-9]*")):
            try:
                pages = Path("/proc", place.read_text(), "statm").read_text().split()[1]
            except OSError:
                continue  # It ended, and another will take its place.
            family.add_metric([place.name], int(pages) * os.sysconf("SC_PAGE_SIZE"))
        yield family


def _take_place(folder: Path, number: int = 1) -> int:
    """The first number that no living process has."""
    try:
        held = _hold(folder / str(number))
    except BlockingIOError:
        return _take_place(folder, number + 1)
    os.ftruncate(held, 0)
    os.write(held, str(os.getpid()).encode())
    return number


def _hold(path: Path, flags: int = os.O_RDWR | os.O_CREAT) -> int:
    """A file that is this process's alone until it ends, however it ends. Raises BlockingIOError."""
    held = os.open(path, flags, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise
    return held


def _is_over(folder: Path) -> bool:
    """Whether everybody has ended who counted in it, as far as that is our business."""
    try:
        os.close(_hold(folder / _IN_USE, os.O_RDWR))
    except OSError:  # in use, somebody else's, or being made just now
        return False
    return True
