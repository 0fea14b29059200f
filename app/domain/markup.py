"""Tags of a piece of HTML, with where each of their parts stands.

Written here since no parser keeps the places of attributes' values, and a mend has to put
something exactly there. What is well formed is read as browsers read it; quotation marks that a
word processor bent, or that nobody closed, are read as they were meant, and told apart.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Flaw = Literal["", "curly", "open"]
"""What is wrong with the quotation marks of a value: they are bent, or the second one is missing."""

ADDRESSES = frozenset({"href", "src", "action", "hx-get", "hx-post", "data"})
"""Attributes that hold an address, in which no quotation mark or angle bracket can be meant."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_BETWEEN = re.compile(r"[\s/]*")
_NAME = re.compile(r"[^\s/>][^\s/>=]*")
_EQUALS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_CURLY = "“”„‟″«»"
_CURLY_SINGLE = "‘’‚‛′"
_CURLY_END = {
    **dict.fromkeys(_CURLY, re.compile(f'[{_CURLY}">]')),
    **dict.fromkeys(_CURLY_SINGLE, re.compile(f"[{_CURLY_SINGLE}'>]")),
}
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LONE_AMPERSAND = re.compile(rf"&(?!{_REFERENCE.pattern[1:]})")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content holds no tags."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; `start` to `end` is its value with the quotation marks."""

    name: str
    """In lower case, as browsers read it."""
    value: str
    at: int
    start: int
    end: int
    flaw: Flaw
    lone_ampersand: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag."""

    name: str
    start: int
    end: int
    closes: bool
    attributes: tuple[Attribute, ...]
    cut: bool = False
    """Whether the text ends within it, so that browsers drop it."""

    def find(self, name: str) -> Attribute | None:
        """The first attribute of this name, which is the one that counts."""
        return next((one for one in self.attributes if one.name == name), None)

    def value(self, name: str) -> str | None:
        """The value of that attribute, or None where it is absent."""
        found = self.find(name)
        return found.value if found else None

    @property
    def after_name(self) -> int:
        """Where another attribute can be put in."""
        return self.start + 1 + len(self.name)


def tags(text: str) -> Iterator[Tag]:
    """All tags in order; comments and the content of scripts and the like hold none."""
    place = 0
    while (place := text.find("<", place)) >= 0:
        if text.startswith("<!--", place):
            place = _beyond(text, "-->", place + 4)
        elif text.startswith(("<!", "<?"), place):
            place = _beyond(text, ">", place)
        elif match := _TAG.match(text, place):
            tag = _tag(text, match)
            yield tag
            place = tag.end
            if tag.name in _RAW and not tag.closes:
                end = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(text, place)
                place = end.start() if end else len(text)
        else:
            place += 1


def quoted(value: str) -> str:
    """A value as an attribute holds it, in straight quotation marks."""
    return '"' + value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") + '"'


def _beyond(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)


def _tag(text: str, match: re.Match[str]) -> Tag:
    attributes: list[Attribute] = []
    place, last = match.end(), len(text)
    while True:
        place = _skip(_BETWEEN, text, place)
        if place >= last or text[place] == ">":
            break
        attribute = _attribute(text, place)
        attributes.append(attribute)
        place = attribute.end
    cut = place >= last
    end = last if cut else place + 1
    return Tag(match[2].lower(), match.start(), end, bool(match[1]), tuple(attributes), cut)


def _attribute(text: str, place: int) -> Attribute:
    name_end = _skip(_NAME, text, place)
    name = text[place:name_end].lower()
    equals = _EQUALS.match(text, name_end)
    if equals is None:
        return Attribute(name, "", place, name_end, name_end, "", False)
    start = equals.end()
    inside, until, end, flaw = _value(text, start, name in ADDRESSES)
    raw = text[inside:until]
    return Attribute(name, _unescaped(raw), place, start, end, flaw, bool(_LONE_AMPERSAND.search(raw)))


def _value(text: str, start: int, is_address: bool) -> tuple[int, int, int, Flaw]:
    """Where the value begins and ends, where what follows it begins, and what is wrong with it."""
    quote = text[start : start + 1]
    if quote and quote in "\"'":
        return _in_quotes(text, start, quote, is_address)
    if bent := _CURLY_END.get(quote):
        found = bent.search(text, start + 1)
        until = found.start() if found else len(text)
        is_mark = found is not None and found[0] != ">"
        return start + 1, until, until + 1 if is_mark else until, "curly"
    end = _skip(_BARE, text, start)
    return start, end, end, ""


def _in_quotes(text: str, start: int, quote: str, is_address: bool) -> tuple[int, int, int, Flaw]:
    inside = start + 1
    until = text.find(quote, inside)
    if is_address:
        found = re.compile(f"[{quote}{_CURLY}<>]").search(text, inside)
        if found and found[0] in _CURLY:
            return inside, found.start(), found.end(), "curly"
        if found and found[0] != quote:
            return inside, found.start(), found.start(), "open"
    elif until < 0 and (bracket := text.find(">", inside)) >= 0:
        return inside, bracket, bracket, "open"
    if until < 0:
        return inside, len(text), len(text), "open"
    return inside, until, until + 1, ""


def _skip(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def _unescaped(raw: str) -> str:
    """What browsers make of it; in attributes a reference needs its semicolon."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), raw)
