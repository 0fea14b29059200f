"""Money: how it is rounded, and how people read it and its dates on documents."""

import re
from datetime import date

_SIGNS = {"USD": "$", "CAD": "CA$", "AUD": "A$", "EUR": "€", "GBP": "£"}


_TYPED = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{2}))?", re.ASCII)

ADVICE = "Write an amount like 1234.50, with a point before the cents and without thousands separators."


class MalformedAmount(Exception):
    """Raised for what is no amount of money."""


def read(text: str) -> int:
    """An amount as people and files write it, in cents. Raises MalformedAmount."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise MalformedAmount(text)
    cents = int(found[2]) * 100 + int(found[3] or 0)
    return -cents if found[1] else cents


def plain(cents: int) -> str:
    """An amount as files and forms have it, like 1234.50."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def half_even(numerator: int, denominator: int) -> int:
    """A fraction of cents as whole cents; a half goes to the even neighbour."""
    cents, rest = divmod(numerator, denominator)
    return cents + (2 * rest > denominator or (2 * rest == denominator and cents % 2 == 1))


def shown(cents: int, currency: str) -> str:
    """Whole cents with the sign of their currency, or its letters where it has none of its own."""
    whole, rest = divmod(abs(cents), 100)
    sign = _SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{'−' if cents < 0 else ''}{sign}{whole:,}.{rest:02d}"


def day(at: date) -> str:
    """A day as people write it."""
    return f"{at.day} {at:%B %Y}"
