"""Money: how it is rounded, and how people read it and its dates on documents."""

from datetime import date

_SIGNS = {"USD": "$", "CAD": "CA$", "AUD": "A$", "EUR": "€", "GBP": "£"}


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
