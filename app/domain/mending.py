"""Mending: a text is looked at and mended until there is nothing left that could be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["breaks", "loses", "advice"]
"""Nothing arrives; something is lost; it works, and could be better."""

MOST_ROUNDS = 8
"""A mend may uncover something else, which is looked at in another round."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands from `start` to `end` gives way to `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was found, and whether the edits beside it mend it."""

    severity: Severity
    words: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A note at a place of the text."""

    at: int
    note: Note


@dataclass(frozen=True, slots=True)
class Finding:
    """A note at a line of the text as it was given, counted from 1."""

    line: int
    severity: Severity
    words: str
    mended: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found, and the text with all mends in it."""

    findings: tuple[Finding, ...]
    corrected: str


Look = Callable[[str], tuple[list[Remark], list[Edit]]]


def mend(text: str, look: Look) -> Diagnosis:
    """Look at the text and apply the edits, until a look brings no more of them."""
    lines = list(_line_of_each(text))
    found: dict[tuple[int, str], Finding] = {}
    for _ in range(MOST_ROUNDS):
        remarks, edits = look(text)
        for remark in remarks:
            line = lines[min(remark.at, len(lines) - 1)]
            note = remark.note
            found.setdefault((line, note.words), Finding(line, note.severity, note.words, note.mended))
        if not edits:
            break
        text, lines = _apply(text, lines, edits)
    return Diagnosis(tuple(sorted(found.values(), key=lambda finding: finding.line)), text)


def _line_of_each(text: str) -> Iterable[int]:
    line = 1
    for sign in text:
        yield line
        line += sign == "\n"
    yield line


def _apply(text: str, lines: list[int], edits: list[Edit]) -> tuple[str, list[int]]:
    """The text after all edits that do not overlap; another round sees to those that do."""
    parts: list[str] = []
    moved: list[int] = []
    place = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < place:
            continue
        parts += [text[place : edit.start], edit.text]
        moved += lines[place : edit.start]
        moved += [lines[edit.start]] * len(edit.text)
        place = edit.end
    return "".join(parts) + text[place:], moved + lines[place:]
