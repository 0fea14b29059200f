"""Links that partners put on their sites, from `links.toml` of the content folder (SPEC section 10)."""

import fnmatch
import logging
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from app.domain import snippets, vendors
from app.domain.services import BrokenContent
from app.domain.snippets import Given, Placeable

log = logging.getLogger(__name__)

# Of all parameters, pages that are only read hand this one on.
_TO_READ = ("PartnerID",)
_TEXTS = ("name", "place", "href", "title", "image", "alt")
_IMAGE = re.compile(r"[A-Za-z0-9_-]+\.(?:png|jpg)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to, and the looks that it can have."""

    name: str
    place: str | None
    href: str | None
    title: str
    image: str | None
    alt: str
    widths: tuple[int, ...]
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One link, to be shown and to be copied."""

    name: str
    code: Markup


@dataclass(frozen=True, slots=True)
class Group:
    """All looks of the links to one target."""

    name: str
    looks: tuple[Look, ...]


class Links:
    """Reads the file again as soon as it was saved."""

    def __init__(self, content: Path) -> None:
        self._file = content / "links.toml"
        self._version = 0
        self._targets: tuple[Target, ...] = ()

    def now(self) -> tuple[Target, ...]:
        """The targets as the file says at this moment. Raises BrokenContent if it never could be read."""
        try:
            version = os.stat(self._file).st_mtime_ns
            if version != self._version:
                self._version = version
                self._targets = tuple(_targets(self._file))
        except (OSError, BrokenContent) as error:
            if not self._targets:
                raise BrokenContent(f"{self._file}: {error!r}") from error
            # A slip in a text editor must not take down what partners copy from: it stays as it was.
            log.exception("content_broken")
        return self._targets


def groups(
    targets: Iterable[Target], places: Mapping[str, Placeable], base_url: str, given: Given
) -> list[Group]:
    """Everything that can be copied, with the partner's parameters; what can not be placed is left out."""
    asked = tuple(given)
    return [
        Group(target.name, tuple(_looks(target, _address(target, places, base_url, asked), base_url)))
        for target in _spelt_out(list(targets), places)
        if target.href or target.place in places
    ]


def _spelt_out(targets: list[Target], places: Mapping[str, Placeable]) -> Iterable[Target]:
    """The same with each place by its own name where a pattern stood for many."""
    named = {target.place for target in targets}
    for target in targets:
        if target.place is None or "*" not in target.place:
            yield target
            continue
        for slug in fnmatch.filter(places.keys() - named, target.place):
            page = places[slug]
            yield replace(target, place=slug, name=page.title, wordings=target.wordings or (page.link_text,))


def _address(target: Target, places: Mapping[str, Placeable], base_url: str, given: Given) -> str:
    if target.place:
        return snippets.url(places[target.place], base_url, given)
    href = target.href or "/"
    if not href.startswith("/"):
        return href
    return snippets.address(f"{base_url}{href}", [pair for pair in given if pair[0] in _TO_READ])


def _looks(target: Target, href: str, base_url: str) -> Iterable[Look]:
    for width in target.widths if target.image else ():
        picture = snippets.picture(f"{base_url}/images/{target.image}", target.alt, width)
        yield Look(f"Graphic, {width} pixels wide", snippets.link(href, picture, target.title))
    for number, words in enumerate(target.wordings, 1):
        yield Look(f"Text {number}", snippets.link(href, words, target.title))


def _targets(file: Path) -> Iterable[Target]:
    try:
        for entry in tomllib.loads(file.read_text("utf-8"))["target"]:
            yield _target(entry)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenContent(f"{file}: {error!r}") from error


def _target(entry: dict[str, Any]) -> Target:
    given = {name: str(entry[name]) for name in _TEXTS if name in entry}
    target = Target(
        name=given.get("name", ""),
        place=given.get("place"),
        href=given.get("href"),
        title=given.get("title", ""),
        image=given.get("image"),
        alt=given.get("alt", ""),
        widths=tuple(int(width) for width in entry.get("widths", (200,))),
        wordings=tuple(str(words) for words in entry.get("wordings", ())),
    )
    if (target.place is None) == (target.href is None):
        raise ValueError(f"{target.name} needs either place or href.")
    if not target.name and "*" not in (target.place or ""):
        raise ValueError(f"{target.place or target.href} needs a name.")
    if target.href is not None and not vendors.is_link(target.href):
        raise ValueError(f"{target.name}: href is no path and no http(s) address.")
    if target.image is not None and not (_IMAGE.fullmatch(target.image) and target.alt):
        raise ValueError(f"{target.name}: image must name a .png or .jpg file, and alt say what it shows.")
    return target
