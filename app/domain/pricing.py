"""Prices and rules: what a configuration costs, and what keeps it from being ordered (SPEC section 18).

Money is whole cents; each line is rounded half-even once, and everything else is a sum of lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.catalog import MOST_USERS, Choice, Product, Rule
from app.domain.money import half_even

Chosen = tuple[tuple[str, int], ...]
"""Slugs with quantities, in the order of the catalogue."""


class UnknownChoice(Exception):
    """Raised for a configuration that names what its product does not have."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What somebody wants: a product, a plan, users, a term, features and one-time items."""

    product: str
    plan: str
    users: int
    term: int
    """Months."""
    features: Chosen = ()
    """A quantity counts only for features that are ordered by the piece."""
    items: Chosen = ()

    def content(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "product": self.product,
            "plan": self.plan,
            "users": self.users,
            "term": self.term,
            "features": dict(self.features),
            "items": dict(self.items),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any], product: Product) -> "Configuration":
        """What was stored, in the catalogue's order."""
        return cls(
            product=content["product"],
            plan=content["plan"],
            users=content["users"],
            term=content["term"],
            features=_ordered(content["features"], product.features),
            items=_ordered(content["items"], product.items),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quote; `total` is what it costs each month, or once."""

    slug: str
    name: str
    monthly: bool
    price: int
    """Cents for one, before the discount."""
    quantity: int
    discount: int
    """Per cent."""
    total: int
    """Cents."""


@dataclass(frozen=True, slots=True)
class Price:
    """All lines, and what they come to in cents."""

    lines: tuple[Line, ...]
    term: int

    @property
    def monthly(self) -> int:
        """Each month."""
        return sum(line.total for line in self.lines if line.monthly)

    @property
    def once(self) -> int:
        """At the beginning."""
        return sum(line.total for line in self.lines if not line.monthly)

    @property
    def whole_term(self) -> int:
        """Everything, over the whole term."""
        return self.monthly * self.term + self.once


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a configuration breaks: whose it is, its sentence, and the way out."""

    owner: str
    """The name of the plan, feature or item whose rule it is."""
    rule: Rule
    mend: str
    """What the button says."""
    mended: Configuration
    """The configuration after that."""


def price(product: Product, wanted: Configuration) -> Price:
    """What it costs. Raises UnknownChoice."""
    plan = _found(product.plan(wanted.plan), wanted.plan)
    discount = product.terms.get(wanted.term)
    if discount is None:
        raise UnknownChoice(f"{product.slug} has no term of {wanted.term} months")
    whole = replace(plan, name=f"{product.name} {plan.name}")
    lines = [_line(whole, wanted.users, discount, monthly=True)]
    for slug, quantity in wanted.features:
        feature = _found(product.feature(slug), slug)
        pieces = {"user": wanted.users, "piece": quantity, "account": 1}[feature.per]
        lines.append(_line(feature, pieces, discount, monthly=True))
    for slug, quantity in wanted.items:
        lines.append(_line(_found(product.item(slug), slug), quantity, 0, monthly=False))
    return Price(tuple(lines), wanted.term)


def violations(product: Product, wanted: Configuration) -> tuple[Violation, ...]:
    """Every rule that it breaks, each with its mend. Raises UnknownChoice."""
    return tuple(_violations(product, wanted))


def first_fitting(product: Product, users: int, term: int) -> Configuration:
    """The first plan that is made for so many users, and the longest term up to the one asked for."""
    terms = [months for months in product.terms if months <= term]
    start = Configuration(product.slug, product.plans[0].slug, users, max(terms, default=min(product.terms)))
    broken = violations(product, start)
    return broken[0].mended if broken and broken[0].mended.users == users else start


def with_feature(product: Product, wanted: Configuration, slug: str, quantity: int) -> Configuration:
    """The same with so many of a feature; none takes it away."""
    features = {**dict(wanted.features), slug: quantity}
    return replace(wanted, features=_ordered(features, product.features))


def with_item(product: Product, wanted: Configuration, slug: str, quantity: int) -> Configuration:
    """The same with so many of a one-time item; none takes it away."""
    return replace(wanted, items=_ordered({**dict(wanted.items), slug: quantity}, product.items))


def _violations(product: Product, wanted: Configuration) -> Iterator[Violation]:
    chosen = dict(wanted.features)
    plan = _found(product.plan(wanted.plan), wanted.plan)
    for rule in plan.rules:
        if _is_broken(rule, wanted.users, chosen, 1):
            yield _of_plan(product, wanted, plan, rule)
    for slug, quantity in wanted.features:
        feature = _found(product.feature(slug), slug)
        for rule in feature.rules:
            if _is_broken(rule, wanted.users, chosen, quantity):
                without = with_feature(product, wanted, slug, 0)
                some = with_feature(product, wanted, slug, rule.limit)
                yield _of_choice(product, wanted, feature, rule, without, some)
    for slug, quantity in wanted.items:
        item = _found(product.item(slug), slug)
        for rule in item.rules:
            if _is_broken(rule, wanted.users, chosen, quantity):
                without = with_item(product, wanted, slug, 0)
                some = with_item(product, wanted, slug, rule.limit)
                yield _of_choice(product, wanted, item, rule, without, some)


def _is_broken(rule: Rule, users: int, chosen: Mapping[str, int], quantity: int) -> bool:
    return {
        "requires": rule.other not in chosen,
        "excludes": rule.other in chosen,
        "min_users": users < rule.limit,
        "max_users": users > rule.limit,
        "min_quantity": quantity < rule.limit,
        "max_quantity": quantity > rule.limit,
    }[rule.kind]


def _of_plan(product: Product, wanted: Configuration, plan: Choice, rule: Rule) -> Violation:
    if rule.kind == "max_users" and (other := _roomier(product, wanted)):
        return Violation(plan.name, rule, f"Change to {other.name}", replace(wanted, plan=other.slug))
    return _of_choice(product, wanted, plan, rule, None, wanted)


def _roomier(product: Product, wanted: Configuration) -> Choice | None:
    """A plan for so many users: nobody sends people home for a plan."""
    fits = (
        plan
        for plan in product.plans
        if plan.limit("min_users", 1) <= wanted.users <= plan.limit("max_users", MOST_USERS)
    )
    return next(fits, None)


def _of_choice(
    product: Product,
    wanted: Configuration,
    owner: Choice,
    rule: Rule,
    without: Configuration | None,
    some: Configuration,
) -> Violation:
    """`without` is the configuration without the owner of the rule, `some` with as many as the rule says."""
    match rule.kind:
        case "requires":
            other = _found(product.feature(rule.other), rule.other)
            added = with_feature(product, wanted, other.slug, other.limit("min_quantity", 1))
            return Violation(owner.name, rule, f"Add {other.name}", added)
        case "excludes":
            other = _found(product.feature(rule.other), rule.other)
            return Violation(
                owner.name, rule, f"Remove {other.name}", with_feature(product, wanted, other.slug, 0)
            )
        case "max_users" if without is not None:
            return Violation(owner.name, rule, f"Remove {owner.name}", without)
        case "min_users" | "max_users":
            people = f"{rule.limit} user{'s' if rule.limit > 1 else ''}"
            return Violation(owner.name, rule, f"Change to {people}", replace(wanted, users=rule.limit))
        case "min_quantity" | "max_quantity":
            return Violation(owner.name, rule, f"Change {owner.name} to {rule.limit}", some)


def _line(choice: Choice, quantity: int, discount: int, *, monthly: bool) -> Line:
    total = half_even(choice.price * quantity * (100 - discount), 100)
    return Line(choice.slug, choice.name, monthly, choice.price, quantity, discount, total)


def _ordered(chosen: Mapping[str, int], offered: tuple[Choice, ...]) -> Chosen:
    """What is chosen, in the catalogue's order; a slug that it does not have stays at the end."""
    places = {choice.slug: place for place, choice in enumerate(offered)}
    listed = [(slug, quantity) for slug, quantity in chosen.items() if quantity > 0]
    return tuple(sorted(listed, key=lambda one: places.get(one[0], len(places))))


def _found(choice: Choice | None, slug: str) -> Choice:
    if choice is None:
        raise UnknownChoice(slug)
    return choice
