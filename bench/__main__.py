"""`python -m bench` measures every figure; `--quick` in a minute or two, to see that it runs.

Ends with 0 also when a figure does not hold (it says so), with 1 when the run proves nothing.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import report
from bench.cores import pinned, two_cores
from bench.figures import VIEWS, Run
from bench.first_view import first_view
from bench.invalid import InvalidRun
from bench.load import drive
from bench.loads import LOADS, SELF, Load
from bench.process import largest_of
from bench.rounds import most_leads, play
from bench.servers import Server, running
from bench.setup import install_peers
from bench.subjects import SUBJECTS


def main() -> int:
    """Run the benchmark; returns the exit status."""
    options = _options()
    # Ctrl-C unwinds by itself; a polite kill shall stop the servers as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        loads = [load for load in LOADS if not options.only or load.name in options.only]
        rounds, seconds = (2, 1.0) if options.quick else (7, 4.0)
        _measure(loads, rounds, seconds, whole=not options.only)
    except InvalidRun as error:
        print(f"\nINVALID RUN, nothing is concluded: {error}", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short rounds: numbers are noise")
    names = [load.name for load in LOADS]
    parser.add_argument("--only", nargs="+", choices=names, help="these loads, and no figures")
    return parser.parse_args()


def _measure(loads: Sequence[Load], rounds: int, seconds: float, whole: bool) -> None:
    most_leads(loads, rounds)
    install_peers()
    server_core, load_core = two_cores()
    with ExitStack() as stack:
        # Not /tmp: on many machines it is memory, where a durable commit costs nothing.
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp")))
        names = dict.fromkeys([SELF.subject, *(load.subject for load in loads)])
        servers = {
            name: stack.enter_context(running(SUBJECTS[name], directory / name, server_core))
            for name in names
        }
        stack.enter_context(pinned(load_core))
        _show_own_speed(servers)
        turns = play(loads, servers, rounds, seconds)
        print(f"\n{rounds} rounds of {seconds:g} s for each load, interleaved; medians.\n")
        print(report.loads_table(turns))
        if report.disturbed(turns):
            print("\nOthers used this machine meanwhile: trust the column per CPU second, or measure again.")
        if whole:
            memory = {name: largest_of(server.pid) for name, server in servers.items()}
            views = {path: first_view(servers["ours"], path) for path in VIEWS}
            report.conclude(Run(turns, memory, views))


def _show_own_speed(servers: dict[str, Server]) -> None:
    """The generator against a server that does nothing: a floor for what it can bring forth."""
    server = servers[SELF.subject]
    batch = SELF.kind.prepare(server, 0)
    phase = drive(server.port, batch.requests, SELF.kind.check, 2.0, again=True)
    print(f"The load generator alone: {phase.rate:.0f} requests/s.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
