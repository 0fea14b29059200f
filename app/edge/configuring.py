"""What somebody chose on a quote's form: parsed once, the same for partner and customer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wtforms import SelectField

from app.domain import pricing
from app.domain.catalog import MOST_PIECES, MOST_USERS, Catalog, Choice, Product
from app.domain.pricing import Configuration, Violation
from app.edge.fields import offer, posted

MEND = "mend"
"""The name of the buttons that mend a violation."""

_WHOLE = re.compile(r"[0-9]{1,6}|[0-9]{1,3}[ ,.'\u00a0\u202f][0-9]{3}", re.ASCII)
_GROUPS = re.compile(r"[ ,.'\u00a0\u202f]")


@dataclass(frozen=True)
class Asked:
    """A form as it was sent: what it means, or what is wrong with it by the name of the field."""

    typed: Mapping[str, str]
    configuration: Configuration
    """As far as it can be understood; what can not stays as it was before."""
    violations: tuple[Violation, ...]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether every field was understood; rules may still be broken."""
        return not self.errors


def shown(product: Product, configuration: Configuration) -> Asked:
    """A form as it looks before anybody touches it."""
    return Asked(written(configuration), configuration, pricing.violations(product, configuration))


def read(product: Product, before: Configuration) -> Asked:
    """What was posted for this product; a mend that was pressed is done already."""
    typed = {name: text.strip() for name, text in posted().items()}
    errors: dict[str, str] = {}
    plan = typed.get("plan", before.plan)
    if product.plan(plan) is None:
        errors["plan"], plan = "Choose a plan.", before.plan
    term = _number(typed.get("term", str(before.term)), 999)
    if term is None or term not in product.terms:
        errors["term"], term = "Choose a term.", before.term
    users = _number(typed.get("users", ""), MOST_USERS)
    if not users:
        errors["users"] = f"Enter a whole number of users like 25, at most {MOST_USERS:,}."
    configuration = Configuration(
        product=product.slug,
        plan=plan,
        users=users or before.users,
        term=term,
        features=tuple(_chosen("feature", product.features, typed, errors)),
        items=tuple(_chosen("item", product.items, typed, errors)),
    )
    broken = pricing.violations(product, configuration)
    pressed = typed.get(MEND, "")
    if not errors and pressed in [str(index) for index in range(len(broken))]:
        return shown(product, broken[int(pressed)].mended)
    return Asked(typed, configuration, broken, errors)


def written(configuration: Configuration) -> dict[str, str]:
    """A configuration as its form would send it."""
    return {
        "plan": configuration.plan,
        "users": str(configuration.users),
        "term": str(configuration.term),
        **{f"feature-{slug}": str(quantity) for slug, quantity in configuration.features},
        **{f"item-{slug}": str(quantity) for slug, quantity in configuration.items},
    }


def first_choice(product: Product, users: int | None) -> Configuration:
    """Where a new quote begins: the first plan that is made for so many users, and the shortest term."""
    people = max(1, min(users or 10, MOST_USERS))
    return pricing.first_fitting(product, people, min(product.terms))


def offer_products(field: SelectField, catalog: Catalog) -> None:
    """Let somebody choose among the products."""
    offer(field, [(product.slug, product.name) for product in catalog.products])


def count(text: str) -> int | None:
    """A number of users, however its digits are grouped."""
    return _number(text, MOST_USERS)


def _chosen(
    kind: str, offered: tuple[Choice, ...], typed: Mapping[str, str], errors: dict[str, str]
) -> Iterator[tuple[str, int]]:
    for choice in offered:
        name = f"{kind}-{choice.slug}"
        text = typed.get(name, "")
        if choice.per != "piece":
            if text:
                yield choice.slug, 1
            continue
        quantity = _number(text or "0", MOST_PIECES)
        if quantity is None:
            errors[name] = f"Enter how many of {choice.name}: a whole number up to {MOST_PIECES:,}, or 0."
        elif quantity:
            yield choice.slug, quantity


def _number(text: str, most: int) -> int | None:
    if not _WHOLE.fullmatch(text):
        return None
    number = int(_GROUPS.sub("", text))
    return number if number <= most else None
