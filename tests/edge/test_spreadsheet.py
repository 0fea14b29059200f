"""Cells that a spreadsheet would compute with are text."""

from datetime import UTC, datetime

import pytest

from app.edge import spreadsheet


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd()", "'=cmd()"),
        ("+1", "'+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("\uff1dcmd()", "'\uff1dcmd()"),
        ("Ada = Lovelace", "Ada = Lovelace"),
        (-5, "-5"),
        (None, ""),
        (datetime(2026, 11, 23, 12, 5, tzinfo=UTC), "2026-11-23 12:05:00"),
    ],
)
def test_a_cell(value: object, cell: str) -> None:
    assert spreadsheet.cell(value) == cell
