"""Offers beside each other: what a revision says, and what another changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import pricing
from app.domain.catalog import Product
from app.domain.pricing import Configuration, Line, Price
from app.models import Order, Quote, QuoteRevision


@dataclass(frozen=True, slots=True)
class Offer:
    """One column: a revision, or what somebody would like to have."""

    title: str
    term: int
    price: Price


@dataclass(frozen=True, slots=True)
class Row:
    """One line in every offer; None where an offer has it not."""

    name: str
    monthly: bool
    cells: tuple[Line | None, ...]

    def changed(self, index: int) -> bool:
        """Whether the offer says something else than the one before it."""
        return index > 0 and self.cells[index] != self.cells[index - 1]


def of_revision(revision: QuoteRevision, title: str = "") -> Offer:
    """A revision with the prices that it was made with."""
    lines = tuple(Line(**line) for line in revision.lines)
    term = revision.configuration["term"]
    return Offer(title or f"Revision {revision.number}", term, Price(lines, term))


def of_order(order: Order) -> Offer:
    """An order with the prices at which it was made."""
    term = order.configuration["term"]
    return Offer(f"Order {order.id}", term, Price(tuple(Line(**line) for line in order.lines), term))


def wanted(product: Product, configuration: Configuration, title: str) -> Offer:
    """What a configuration would be as an offer."""
    return Offer(title, configuration.term, pricing.price(product, configuration))


def rows(offers: Sequence[Offer]) -> list[Row]:
    """Every line that any of them has, in the order in which they came."""
    found: dict[tuple[bool, str], str] = {}
    columns = []
    for offer in offers:
        column = {(line.monthly, _key(offer, line)): line for line in offer.price.lines}
        found |= {key: line.name for key, line in column.items() if key not in found}
        columns.append(column)
    ordered = sorted(found, key=lambda key: not key[0])
    return [Row(found[key], key[0], tuple(column.get(key) for column in columns)) for key in ordered]


def current(quote: Quote) -> QuoteRevision:
    """What the customer has; of a draft, what was written so far."""
    return next(one for one in quote.revisions if one.number == max(1, quote.revision))


def _key(offer: Offer, line: Line) -> str:
    # A plan takes the place of another plan.
    return "" if line is offer.price.lines[0] else line.slug
