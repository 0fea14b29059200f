"""Money and dates as people read them on quotes."""

from datetime import date

_SIGNS = {"USD": "$", "CAD": "CA$", "AUD": "A$", "EUR": "€", "GBP": "£"}


def shown(cents: int, currency: str) -> str:
    """Whole cents with the sign of their currency, or its letters where it has none of its own."""
    whole, rest = divmod(abs(cents), 100)
    sign = _SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{'−' if cents < 0 else ''}{sign}{whole:,}.{rest:02d}"


def day(at: date) -> str:
    """A day as people write it."""
    return f"{at.day} {at:%B %Y}"
