"""The Doctor: looks at what a partner has pasted, says by line what is wrong, and mends it.

It parses, it never fetches. Each rule is asked of whoever owns it: `edge.params`,
`domain.returnurl`, `domain.partner_form`, and the pages that can be placed.
"""

import re
from collections.abc import Iterator

from app.domain import markup, mending
from app.domain.mending import Diagnosis, Edit, Remark
from app.edge.doctor import calls, examination
from app.edge.doctor.practice import Practice, for_partner

__all__ = ["LONGEST", "Diagnosis", "Practice", "TooLong", "examine", "for_partner", "is_about_us"]

LONGEST = 64 * 1024
"""Bytes of a snippet."""

_LINE = re.compile(r"[ \t]*(?P<whole>(?:https?:)?//[^\r\n]*)", re.IGNORECASE)
_WITHIN = re.compile(r"https?://[^\s\"'<>“”„‟]+", re.IGNORECASE)


class TooLong(Exception):
    """Raised for more than 64 KB: no snippet is that long."""


def examine(text: str, of: Practice) -> Diagnosis:
    """Findings by line, and the same text with all mends in it. Raises TooLong."""
    if len(text.encode(errors="surrogatepass")) > LONGEST:
        raise TooLong
    return mending.mend(text, lambda current: _look(current, of))


def is_about_us(text: str, of: Practice) -> bool:
    """Whether anything in a text without findings is ours, so that it can be called right."""
    lowered = text.lower()
    return examination.PLACED in lowered or any(host in lowered for host in of.hosts)


def _look(text: str, of: Practice) -> tuple[list[Remark], list[Edit]]:
    tags = tuple(markup.tags(text))
    if tags:
        return examination.look(text, tags, of)
    return _look_at_addresses(text, of)


def _look_at_addresses(text: str, of: Practice) -> tuple[list[Remark], list[Edit]]:
    """Plain text: each line that begins with an address is one, white space and all."""
    remarks: list[Remark] = []
    edits: list[Edit] = []
    for start, address in _addresses(text):
        found = calls.examine(address, of)
        if found:
            remarks += [Remark(start, note) for note in found.notes]
            if found.text != address:
                edits.append(Edit(start, start + len(address), found.text))
    return remarks, edits


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for line in text.splitlines(keepends=True):
        whole = _LINE.match(line)
        if whole:
            yield place + whole.start("whole"), whole["whole"].rstrip()
        else:
            yield from ((place + one.start(), one[0]) for one in _WITHIN.finditer(line))
        place += len(line)
