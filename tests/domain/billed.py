"""Documents as tests look at them."""

from app.db import Database
from tests.invoicing import documents


def periods(database: Database) -> list[tuple[str, str, int]]:
    return [(one.kind, one.period, one.net_cents) for one in documents(database)]


def numbers(database: Database, series: str = "invoice") -> list[int]:
    return [one.number for one in documents(database) if one.series == series]
