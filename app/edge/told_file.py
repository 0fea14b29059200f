"""A CSV file that somebody sends: line by line, with the numbers by which an editor counts them."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flask import request

MOST = 2_000
"""Lines of one file."""

_LONGEST_CELL = 200
_NO_FILE = "Choose a file first."
_UNREADABLE = "This is no text. Save the list as CSV in UTF-8, and send it again."


class UnfitFile(Exception):
    """Raised with words about the file as a whole."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of a file, and what became of it."""

    number: int
    """As an editor counts lines."""
    cells: dict[str, str]
    outcome: Literal["taken", "known", "refused"]
    words: str = ""


def sent(name: str, fields: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Every line that says something, with its number and the cells of these columns. Raises UnfitFile."""
    file = request.files.get(name)
    return read(file.read() if file else b"", fields)


def read(content: bytes, fields: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The same of a file's content. Raises UnfitFile."""
    if not content:
        raise UnfitFile(_NO_FILE)
    try:
        found = list(_lines(content.decode("utf-8-sig"), fields))
    except (UnicodeDecodeError, csv.Error):
        raise UnfitFile(_UNREADABLE) from None
    if not found:
        raise UnfitFile("The file has no line below its headings.")
    if len(found) > MOST:
        raise UnfitFile(f"The file has more than {MOST:,} lines. Send it in parts.")
    return found


def _lines(text: str, fields: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    headings = [heading.strip().lower() for heading in next(reader, [])]
    if not set(fields) <= set(headings):
        raise UnfitFile(f"The first line has to name the columns {', '.join(fields)}, in any order.")
    for row in reader:
        if any(cell.strip() for cell in row):
            cells = dict(zip(headings, row, strict=False))
            yield reader.line_num, {name: cells.get(name, "")[:_LONGEST_CELL] for name in fields}
