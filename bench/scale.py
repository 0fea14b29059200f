"""`python -m bench.scale`: our figures and the pages of the office, a full database against a small one.

Both stand side by side and are asked in turn, so that each ratio is of one moment on one machine.
`--quick` sees that it runs, with numbers that are noise. Ends with 0 also when a figure does not hold
(it says so), with 1 when the run proves nothing.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.db import Database
from bench import passes, report
from bench.cores import pinned, two_cores
from bench.crowd import FULL, SMALL, kept
from bench.figures import Figure, Run, ratio
from bench.invalid import InvalidRun
from bench.loads import LOADS, Load
from bench.office_pages import office_pages, reports
from bench.rounds import play
from bench.servers import Server, running
from bench.subjects import PYTHON, SUBJECTS

RESULTS = Path(__file__).resolve().parent / "scale.json"
CROWDS = {"small": SMALL, "full": FULL}
ROUNDS, SECONDS = 5, 1.5
PAGE_ROUNDS, PAGE_SECONDS = 3, 0.4

LEAST, LEAST_OF_PAGES = 0.9, 0.8
"""Of the small one's pace. Pages of the office are judged with some room: they are asked for less often."""

MOST_OF_REPORTS = 1.0
"""Second: reports are sums over months, of the vendor's whole business in the console."""

MOST_OF_PASSES = 2.0
"""Times as long as with the small one: a look that reads everything takes a hundred times as long."""


def main() -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few and short rounds: numbers are noise")
    quick = parser.parse_args().quick
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        _measure(*((1, 0.5, 1, 0.1) if quick else (ROUNDS, SECONDS, PAGE_ROUNDS, PAGE_SECONDS)))
    except InvalidRun as error:
        print(f"\nINVALID RUN, nothing is concluded: {error}", file=sys.stderr)
        return 1
    return 0


def _measure(rounds: int, seconds: float, page_rounds: int, page_seconds: float) -> None:
    now = datetime.now(UTC)
    files = {size: kept.find(crowd, now) for size, crowd in CROWDS.items()}
    spent = {size: _passes(file, now) for size, file in files.items()}
    server_core, load_core = two_cores()
    loads, pages, sums = list(_loads()), list(_pages()), list(_reports())
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp")))
        servers = {
            name: stack.enter_context(_server(name, directory, server_core))
            for name in dict.fromkeys(load.subject for load in [*loads, *pages, *sums])
        }
        stack.enter_context(pinned(load_core))
        turns = {
            **play(loads, servers, rounds, seconds),
            **play([*pages, *sums], servers, page_rounds, page_seconds, warm_up=page_seconds / 2),
        }
    figures = [*_figures(loads, LEAST), *_figures(pages, LEAST_OF_PAGES), *map(_of_report, sums)]
    print(f"\n{FULL.leads:,} leads against {SMALL.leads:,}, interleaved; medians.")
    report.conclude(Run(turns, memory={}, views={}), [*figures, *_of_passes(spent)], RESULTS)


def _passes(file: Path, now: datetime) -> Mapping[str, float]:
    """Seconds of each of the worker's passes; they are taken back, so the kept file stays as it is."""
    database = Database()
    database.open(f"sqlite:///{file}")
    try:
        return passes.fastest(passes.took(database, now))
    finally:
        database.close()


def _server(name: str, directory: Path, core: int) -> AbstractContextManager[Server]:
    """One of our servers with a crowd: "ours, full"."""
    ours, _, size = name.rpartition(", ")
    subject = SUBJECTS[ours]
    fill = [PYTHON, "-m", "bench.crowd", size]
    scaled = replace(subject, name=name, before=[fill, *subject.before])
    return running(scaled, directory / name.replace(", ", "-").replace(" ", "-"), core)


def _loads() -> Iterator[Load]:
    """Our own of the bench, against each crowd."""
    for load in LOADS:
        if load.subject.startswith("ours"):
            for size in CROWDS:
                yield replace(load, name=f"{load.name}, {size}", subject=f"{load.subject}, {size}")


def _pages() -> Iterator[Load]:
    """Pages of the office; the halfway ones differ between the crowds."""
    found = {size: office_pages(crowd) for size, crowd in CROWDS.items()}
    for name in found["full"]:
        for size in CROWDS:
            yield Load(f"{name}, {size}", f"ours, no captcha, {size}", found[size][name])


def _reports() -> Iterator[Load]:
    """The reports, with the full database alone."""
    for name, page in reports().items():
        yield Load(name, "ours, no captcha, full", page)


def _figures(loads: Sequence[Load], least: float) -> Iterator[Figure]:
    """The pace with the full database, of the pace with the small one."""
    for load in loads:
        what, _, size = load.name.rpartition(", ")
        if size == "full":
            yield Figure(what, at_least=least, values=ratio(load.name, f"{what}, small"))


def _of_report(load: Load) -> Figure:
    """Seconds that one page takes while several people ask at once."""
    return Figure(
        f"{load.name}, seconds",
        at_most=MOST_OF_REPORTS,
        values=lambda run: [1 / turn.rate for turn in run.turns[load.name]],
    )


def _of_passes(spent: Mapping[str, Mapping[str, float]]) -> Iterator[Figure]:
    """How long each of the worker's passes takes with the full database, of the same with the small one."""
    for name in passes.PASSES:
        grown = [spent["full"][name] / spent["small"][name]]
        yield Figure(f"worker: {name}, time", at_most=MOST_OF_PASSES, values=partial(_known, grown))


def _known(values: Sequence[float], _: Run) -> Sequence[float]:
    return values


if __name__ == "__main__":
    sys.exit(main())
