"""`python -m bench.mixed`: some minutes of everything at once, on loopback; nothing may be lost.

Ends with 1 where a form that was taken is not stored, its letter was not handed over, or an answer was none
that anybody expects; times and memory are printed and judged by whoever reads them.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.invalid import InvalidRun
from bench.load import shoot
from bench.mixed import promises
from bench.mixed.stage import Stage, staged
from bench.mixed.tally import HEADS, Tally
from bench.mixed.visitors import Visitors
from bench.report import table

MOST = 2_000_000
LONGEST = 600.0
WARM_UP = 100
"""Visitors."""
RESEND_AFTER = (1.0, 62.0)
"""Too soon, and when it is time."""


def main() -> int:
    """Run the load; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.mixed", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long (3); at most 10")
    parser.add_argument("--visitors", type=int, help="so many, each to their end, instead of minutes")
    options = parser.parse_args()
    # Ctrl-C unwinds by itself; a polite kill shall stop the servers as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seconds = LONGEST if options.visitors else min(60 * options.minutes, LONGEST)
    # Not /tmp: on many machines it is memory, where a durable commit costs nothing.
    with (
        tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder,
        staged(Path(folder)) as stage,
    ):
        try:
            wrong = _load(stage, options.visitors or MOST, seconds, again=not options.visitors)
        except InvalidRun as error:
            wrong = [str(error)]
    for words in wrong[:20]:
        print(f"BROKEN: {words}.")
    print("Nothing was lost." if not wrong else f"{len(wrong)} promises were broken.")
    return 1 if wrong else 0


def _load(stage: Stage, most: int, seconds: float, again: bool) -> Sequence[str]:
    """What went wrong, in words."""
    tally = Tally()
    came = Visitors(stage.web.port, tally, RESEND_AFTER if again else RESEND_AFTER[:1])
    # Whatever is made at the first request of its kind is no growth.
    shoot(stage.web.port, came.come(WARM_UP), seconds)
    before = stage.memory
    phase = shoot(stage.web.port, came.come(most), seconds)
    after = stage.memory
    print(table(HEADS, tally.rows()))
    print(f"\n{tally.answers} answers, {phase.rate:.0f} a second; {sum(tally.wrong.values())} unexpected.")
    print(f"{len(came.leads)} leads and {len(came.signups)} signups were taken.")
    print(f"Memory of each web process: {_megabytes(before)} MB before, {_megabytes(after)} MB after.")
    wrong = [f"{times} times {what}" for what, times in tally.wrong.items()]
    return [*wrong, *promises.broken(stage, came.leads, came.signups)]


def _megabytes(sizes: Sequence[float]) -> str:
    return " and ".join(f"{size:.0f}" for size in sizes)


if __name__ == "__main__":
    sys.exit(main())
