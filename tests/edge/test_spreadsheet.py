"""Cells that a spreadsheet would compute with are text; whoever has a slow line gets all of them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import Database
from app.edge import spreadsheet
from tests.databases import hasty


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


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_file_that_somebody_takes_slowly_arrives_whole(database: Database) -> None:
    database.open(hasty(database, "200ms"))

    def rows(session: Session) -> Iterator[int]:
        for number in range(3):
            yield session.execute(text("SELECT :number"), {"number": number}).scalar_one()

    with Flask(__name__).test_request_context():
        lines = iter(spreadsheet.answer("slowly", {"number": str}, rows).response)
        first = [next(lines), next(lines)]
        time.sleep(0.6)
        rest = list(lines)

    assert [*first, *rest] == ["\ufeffnumber\r\n", "0\r\n", "1\r\n", "2\r\n"]
