"""Ids of rows in addresses: as many as a database can count, written in plain digits."""

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""What fits into an id of PostgreSQL."""


class RowId(IntegerConverter):
    """`<int:…>` in our routes: a number that can be no row's is an address that is not here."""

    # Ten digits: Python refuses to read thousands of them.
    regex = "[0-9]{1,10}"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"max": LARGEST} | more)
