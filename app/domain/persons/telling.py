"""Telling a person what is held about them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.domain.persons.finding import Found
from app.models import Model
from app.models.personal import RULES

SLICE = 500
"""Rows of one question."""


def tell(session: Session, found: Found) -> dict[str, list[dict[str, Any]]]:
    """Every row by table, ready for JSON; without hashes and keys, and without tables that hold none."""
    tables = Model.metadata.sorted_tables
    return {
        table.name: list(_rows(session, table, found[table.name]))
        for table in tables
        if found.get(table.name)
    }


def _rows(session: Session, table: Table, numbers: list[int]) -> Iterator[dict[str, Any]]:
    secrets = RULES[table.name].secrets.split()
    columns = [column for column in table.columns if column.name not in secrets]
    (identity,) = table.primary_key
    for part in slices(numbers):
        query = select(*columns).where(identity.in_(part)).order_by(identity)
        for row in session.connection().execute(query).mappings():
            yield {name: _plain(value) for name, value in row.items()}


def slices(numbers: list[int]) -> Iterator[list[int]]:
    """So many at a time as one statement takes."""
    for start in range(0, len(numbers), SLICE):
        yield numbers[start : start + SLICE]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
