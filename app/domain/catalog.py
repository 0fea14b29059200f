"""The catalogue: what can be quoted, at which price and by which rules (SPEC section 18).

The file is judged as a whole before anything starts with it. What a quote was made from is kept as
it was then, so this reads both: the file of today, and the content of any day.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from app.config import SettingsError
from app.domain import catalog_problems

Per = Literal["user", "piece", "account"]
Kind = Literal["requires", "excludes", "min_users", "max_users", "min_quantity", "max_quantity"]

MOST_USERS = 100_000
MOST_PIECES = 10_000
"""Of one feature or item, whatever its own rules say."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What has to be so while its owner is chosen, and the sentence that says why."""

    kind: Kind
    because: str
    other: str = ""
    """The feature that is required or excluded."""
    limit: int = 0
    """Users or pieces."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan, a feature or a one-time item, with its price in cents."""

    slug: str
    name: str
    summary: str
    price: int
    per: Per
    rules: tuple[Rule, ...]

    def limit(self, kind: Kind, without: int) -> int:
        """What the rule of this kind allows; `without` where there is none."""
        return next((rule.limit for rule in self.rules if rule.kind == kind), without)


@dataclass(frozen=True, slots=True)
class Product:
    """One product: its plans, the discount of each term, its features and one-time items."""

    slug: str
    name: str
    summary: str
    terms: Mapping[int, int]
    """Months, and what they take off the monthly prices in per cent."""
    plans: tuple[Choice, ...]
    features: tuple[Choice, ...]
    items: tuple[Choice, ...]

    def plan(self, slug: str) -> Choice | None:
        """The plan of this name."""
        return _named(self.plans, slug)

    def feature(self, slug: str) -> Choice | None:
        """The feature of this name."""
        return _named(self.features, slug)

    def item(self, slug: str) -> Choice | None:
        """The one-time item of this name."""
        return _named(self.items, slug)


@dataclass(frozen=True)
class Catalog:
    """One version of everything that can be quoted."""

    content: Mapping[str, Any]
    """As it was read, and as it is kept with quotes."""

    @property
    def version(self) -> str:
        """How people call it; what tells versions apart is the digest."""
        return str(self.content["version"])

    @property
    def currency(self) -> str:
        """ISO 4217."""
        return str(self.content["currency"])

    @cached_property
    def digest(self) -> str:
        """Of the content: a file that was changed is another catalogue, whatever it calls itself."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """What can be quoted, in the order of the file."""
        return tuple(_product(lines) for lines in self.content["products"])

    def product(self, slug: str) -> Product | None:
        """The product of this name."""
        return next((one for one in self.products if one.slug == slug), None)


def read(path: Path) -> Catalog:
    """Read the file. Raises SettingsError naming everything that is wrong with it."""
    try:
        lines = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"CATALOG_FILE {path}: {error}"]) from error
    problems = [f"CATALOG_FILE {path}: {problem}" for problem in catalog_problems.of(lines)]
    if problems:
        raise SettingsError(problems)
    return Catalog(lines)


def _product(lines: Mapping[str, Any]) -> Product:
    return Product(
        slug=lines["slug"],
        name=lines["name"],
        summary=lines["summary"],
        terms={int(months): percent for months, percent in lines["terms"].items()},
        plans=tuple(_choices(lines["plans"], "user")),
        features=tuple(_choices(lines.get("features", ()), "user")),
        items=tuple(_choices(lines.get("items", ()), "piece")),
    )


def _choices(listed: Iterable[Mapping[str, Any]], per: Per) -> Iterator[Choice]:
    for lines in listed:
        yield Choice(
            slug=lines["slug"],
            name=lines["name"],
            summary=lines["summary"],
            price=lines["price"],
            per=lines.get("per", per),
            rules=tuple(_rule(rule) for rule in lines.get("rules", ())),
        )


def _rule(lines: Mapping[str, Any]) -> Rule:
    kind = cast(Kind, next(name for name in lines if name != "because"))
    if kind in ("requires", "excludes"):
        return Rule(kind, lines["because"], other=lines[kind])
    return Rule(kind, lines["because"], limit=lines[kind])


def _named(choices: tuple[Choice, ...], slug: str) -> Choice | None:
    return next((one for one in choices if one.slug == slug), None)
