"""What a run came to: two tables for people, `bench/results.json` for programs."""

import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.figures import FIGURES, Figure, Run
from bench.rounds import Turns

RESULTS = Path(__file__).resolve().parent / "results.json"
REFERENCE = "hello GET"


def loads_table(turns: Turns) -> str:
    """Each load against R: medians, and how far the rounds lay apart."""
    heads = [
        "load",
        "per second",
        "of R",
        "rounds",
        "of R per CPU second",
        "server's core",
        "generator's core",
    ]
    return table(heads, [_load_row(turns, name) for name in turns])


def _load_row(turns: Turns, name: str) -> list[str]:
    mine, reference = turns[name], turns[REFERENCE]
    by_wall = [one.rate / other.rate for one, other in zip(mine, reference, strict=True)]
    by_cpu = [one.rate_per_cpu / other.rate_per_cpu for one, other in zip(mine, reference, strict=True)]
    return [
        name,
        f"{statistics.median(turn.rate for turn in mine):.0f}",
        f"{statistics.median(by_wall):.3f}",
        f"{min(by_wall):.3f} to {max(by_wall):.3f}",
        f"{statistics.median(by_cpu):.3f}",
        f"{statistics.median(turn.server_share for turn in mine):.0%}",
        f"{statistics.median(turn.phase.own_share for turn in mine):.0%}",
    ]


def disturbed(turns: Turns) -> bool:
    """Whether the reference, which only computes, had less than its core: others used the machine."""
    return statistics.median(turn.server_share for turn in turns[REFERENCE]) < 0.95


def figures_table(run: Run, figures: Sequence[Figure] = FIGURES) -> str:
    """Each figure with its goal, and whether it holds."""
    heads = ["figure", "value", "goal", "rounds", "holds"]
    return table(heads, [_figure_row(figure, run) for figure in figures])


def _figure_row(figure: Figure, run: Run) -> list[str]:
    values, value = figure.values(run), figure.value(run)
    return [
        figure.name,
        f"{value:.3g}",
        f"{'≥' if figure.at_most is None else '≤'} {figure.goal:g}",
        f"{min(values):.3g} to {max(values):.3g}" if len(values) > 1 else "",
        "yes" if figure.holds(value) else "**NO**",
    ]


def conclude(run: Run, figures: Sequence[Figure] = FIGURES, results: Path = RESULTS) -> None:
    """Write the results, and print each figure and which of them do not hold."""
    missed = write(run, figures, results)
    print(f"\n{figures_table(run, figures)}\n")
    for figure in missed:
        print(f"DOES NOT HOLD: {figure.name} is {figure.value(run):.3g}; the goal is {figure.goal:g}.")
    print("Every figure holds." if not missed else f"{len(missed)} of the figures above do not hold.")


def write(run: Run, figures: Sequence[Figure] = FIGURES, results: Path = RESULTS) -> list[Figure]:
    """Write the results; returns the figures that do not hold."""
    judged = [(figure, figure.value(run)) for figure in figures]
    rows = [
        {
            "name": figure.name,
            "value": round(value, 4),
            "goal": figure.goal,
            "holds": figure.holds(value),
        }
        for figure, value in judged
    ]
    results.write_text(json.dumps({"figures": rows}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return [figure for figure, value in judged if not figure.holds(value)]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown, in columns that line up."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
