"""Site builders on the vendor's list: where their frames come from (SPEC section 11)."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from app.config import Builder
from app.domain import weburl
from app.domain.text import is_readable_line

LONGEST_NAME = 120

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", re.ASCII)
_ANY_BELOW = "://*."


def nests_in(builder: Builder, origin: str) -> bool:
    """Whether this builder puts custom code into a page of this origin."""
    return any(_matches(source, origin) for source in builder.frame_ancestors)


def problems(tables: Any) -> Iterator[str]:
    """What is wrong with the builders of the vendor's file, in words."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield "builders is no list; write each one below a line [[builders]]."
        return
    slugs = [table.get("slug") for table in tables]
    for number, table in enumerate(tables, start=1):
        yield from (f"builders, number {number}: {words}" for words in _wrong(table))
        if slugs.index(table.get("slug")) < number - 1:
            yield f"builders, number {number}: slug is that of another one."


def _wrong(table: dict[str, Any]) -> Iterator[str]:
    known = [field.name for field in fields(Builder)]
    if set(table) != set(known):
        yield f"it has the lines {', '.join(table) or 'none'}; needed are {', '.join(known)}."
        return
    slug, name, sources = (table[line] for line in known)
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        yield f"slug is {slug!r}. Use at most 32 small letters, digits and hyphens."
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME or not is_readable_line(name):
        yield f"name is {name!r}. Write one line of at most {LONGEST_NAME} characters."
    if not isinstance(sources, list) or not sources or not all(map(_is_source, sources)):
        yield (
            f"frame_ancestors is {sources!r}. Write a list of origins, like"
            ' ["https://frames.example.com", "https://*.example.net"].'
        )


def _is_source(text: Any) -> bool:
    # A star for every name below a whole top-level domain would be a star for everybody.
    host = text.replace(_ANY_BELOW, "://", 1) if isinstance(text, str) else ""
    return host.startswith("https://") and "." in host and weburl.is_origin(host)


def _matches(source: str, origin: str) -> bool:
    scheme, star, host = source.partition(_ANY_BELOW)
    if not star:
        return source == origin
    # As browsers read it: at any depth below the name, the name itself not among them.
    below = origin.startswith(f"{scheme}://") and origin.endswith(f".{host}")
    return below and weburl.is_origin(origin)
