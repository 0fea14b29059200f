"""What the kernel says about a process and its children: memory and processor time."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # per second


@dataclass(frozen=True)
class Usage:
    """One process. Memory in MB (10⁶ bytes) that are resident, processor time in seconds."""

    resident: float
    cpu: float


def family(pid: int) -> list[int]:
    """The process and everything it started that still runs."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    return [
        pid,
        *(one for path in children for child in path.read_text().split() for one in family(int(child))),
    ]


def usage(pid: int) -> Usage:
    """Of this process alone, from proc(5)."""
    # The name, in parentheses, may hold spaces; what follows it does not.
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(stat[11]), int(stat[12])
    status = Path(f"/proc/{pid}/status").read_text()
    kib = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return Usage(resident=kib * 1024 / 1e6, cpu=(user + system) / TICKS)


def cpu_of(pid: int) -> float:
    """Processor seconds of the whole family so far."""
    return sum(usage(one).cpu for one in family(pid))


def largest_of(pid: int) -> float:
    """Resident MB of the biggest process of the family: the worker, not its supervisor."""
    return max(usage(one).resident for one in family(pid))
