"""What is wrong with a catalogue's file, in words that its author can act on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.text import is_readable_line

LONGEST = 200
HIGHEST = 10_000_000
"""Cents, and users or pieces of a rule."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_ABOUT_FEATURES = ("requires", "excludes")
_ABOUT_NUMBERS = ("min_users", "max_users", "min_quantity", "max_quantity")
_KINDS = (*_ABOUT_FEATURES, *_ABOUT_NUMBERS)
_PER = ("user", "piece", "account")
_LISTS = ("plans", "features", "items")

Lines = Mapping[str, Any]


def of(lines: Lines) -> Iterator[str]:
    """Everything that keeps the file from being a catalogue."""
    yield from _strangers("the file", lines, ("version", "currency", "products"))
    if not _is_line(lines.get("version"), 32):
        yield 'version must be a short text that tells this state of the file from others, like "2026-11".'
    if not (isinstance(lines.get("currency"), str) and _CURRENCY.fullmatch(lines["currency"])):
        yield "currency must be the three capitals of ISO 4217, like USD."
    products = lines.get("products")
    if not _is_list(products) or not products:
        yield "products are missing; write [[products]] above each of them."
        return
    yield from _twins("products", products)
    for index, product in enumerate(products, 1):
        where = f"product {product.get('slug', index)}"
        yield from (f"{where}: {problem}" for problem in _product(product))


def _product(lines: Lines) -> Iterator[str]:
    yield from _strangers("it", lines, ("slug", "name", "summary", "terms", *_LISTS))
    yield from _words(lines)
    yield from _terms(lines.get("terms"))
    if not lines.get("plans"):
        yield "it has no plan; write [[products.plans]] above each."
    features = {one.get("slug") for one in _listed(lines, "features")}
    for name in _LISTS:
        if not _is_list(lines.get(name, [])):
            yield f"{name} must be tables: write [[products.{name}]] above each."
            continue
        listed = _listed(lines, name)
        yield from _twins(name, listed)
        for index, choice in enumerate(listed, 1):
            where = f"{name} {choice.get('slug', index)}"
            yield from (f"{where}: {problem}" for problem in _choice(name, choice, features))
    yield from _impossible(_listed(lines, "features"))


def _choice(name: str, lines: Lines, features: set[Any]) -> Iterator[str]:
    known = ("slug", "name", "summary", "price", "rules", *(["per"] if name == "features" else []))
    yield from _strangers("it", lines, known)
    yield from _words(lines)
    if not _is_number(lines.get("price"), 0):
        yield f"price is {lines.get('price')!r}; it must be whole cents, like 1995 for 19.95."
    if name == "features" and lines.get("per") not in _PER:
        yield f"per is {lines.get('per')!r}; it must be one of {', '.join(_PER)}."
    rules = lines.get("rules", [])
    if not _is_list(rules):
        yield 'rules must be a list of tables, like [{ max_users = 50, because = "…" }].'
        return
    for rule in rules:
        yield from _rule(rule, lines, features)
    yield from _empty_range(rules)


def _rule(rule: Lines, owner: Lines, features: set[Any]) -> Iterator[str]:
    kinds = [name for name in rule if name != "because"]
    if len(kinds) != 1 or kinds[0] not in _KINDS:
        yield f"a rule says {', '.join(kinds) or 'nothing'}; it must say one of {', '.join(_KINDS)}."
        return
    kind, value = kinds[0], rule[kinds[0]]
    if not _is_line(rule.get("because"), LONGEST):
        yield f"the rule {kind} needs because, the sentence that explains it."
    if kind in _ABOUT_FEATURES and value not in features:
        yield f"it {kind} {value!r}, which is no feature of this product."
    if kind in _ABOUT_FEATURES and value == owner.get("slug"):
        yield f"it {kind} itself."
    if kind in _ABOUT_NUMBERS and not _is_number(value, 1):
        yield f"{kind} is {value!r}; it must be a whole number from 1 on."
    if kind.endswith("_quantity") and owner.get("per", "piece") != "piece":
        yield f"{kind} asks for a quantity, but only what is ordered by the piece has one."


def _empty_range(rules: Sequence[Lines]) -> Iterator[str]:
    said: dict[str, Any] = {}
    for rule in rules:
        said |= rule
    for what in ("users", "quantity"):
        least, most = said.get(f"min_{what}", 1), said.get(f"max_{what}", HIGHEST)
        if _is_number(least, 1) and _is_number(most, 1) and least > most:
            yield f"min_{what} is above max_{what}, so nobody can order it."


def _impossible(features: Sequence[Lines]) -> Iterator[str]:
    """Features that can not be ordered at all, since what they require excludes them or each other."""
    needs = {one.get("slug"): _others(one, "requires") for one in features}
    excludes = {one.get("slug"): _others(one, "excludes") for one in features}
    for slug in needs:
        together, more = set[Any](), {slug}
        while more:
            together |= more
            more = {need for one in more for need in needs.get(one, ())} - together
        if any(excludes.get(one, set()) & together for one in together):
            yield f"features {slug}: what it requires is excluded at the same time, so nobody can order it."


def _others(lines: Lines, kind: str) -> set[Any]:
    rules = lines.get("rules", [])
    return {rule[kind] for rule in rules if kind in rule} if _is_list(rules) else set()


def _terms(terms: Any) -> Iterator[str]:
    if not isinstance(terms, Mapping) or not terms:
        yield "terms are missing; write months and per cent, like terms = { 12 = 0, 24 = 8 }."
        return
    for months, percent in terms.items():
        if not (months.isascii() and months.isdigit() and 1 <= int(months) <= 120):
            yield f"terms name {months!r}, which is no number of months."
        if not _is_number(percent, 0) or percent > 99:
            yield f"the term {months} takes off {percent!r}; it must be whole per cent from 0 to 99."


def _words(lines: Lines) -> Iterator[str]:
    slug = lines.get("slug")
    if not (isinstance(slug, str) and _SLUG.fullmatch(slug) and len(slug) <= 32):
        yield f"slug is {slug!r}; it must be small letters, digits and hyphens."
    for name in ("name", "summary"):
        if not _is_line(lines.get(name), LONGEST):
            yield f"{name} is {lines.get(name)!r}; it must be one line of text."


def _strangers(what: str, lines: Lines, known: Sequence[str]) -> Iterator[str]:
    for name in lines.keys() - {*known}:
        yield f"{name} is no line of {what}; known are {', '.join(known)}."


def _twins(name: str, listed: Sequence[Lines]) -> Iterator[str]:
    slugs = [one.get("slug") for one in listed]
    for slug in {str(slug) for slug in slugs if slugs.count(slug) > 1}:
        yield f"{name}: there are two with the slug {slug}."


def _listed(lines: Lines, name: str) -> Sequence[Lines]:
    listed = lines.get(name, [])
    return listed if _is_list(listed) else []


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_line(value: Any, most: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= most and is_readable_line(value)


def _is_number(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= HIGHEST
