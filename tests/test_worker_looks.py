"""A worker looks again and again for what is due: none of its looks reads a whole table (SPEC section 17)."""

import re
from typing import Any

import pytest
from sqlalchemy import event

from app import clock
from app.db import Database
from bench.passes import PASSES

# These hold few among many: letters on their way, or that nobody took, and commission that was held.
FEW = r"\w+ USING (COVERING )?INDEX ix_(letters_open|letters_bounced|commission_entries_held)"
WHOLE = re.compile(rf"SCAN (?!CONSTANT|\(|due|anon_|{FEW})\w+")
# Chats are kept for half a year, and whether one has begun stands in its messages.
LONGER = {"forget chats"}


@pytest.mark.parametrize("name", sorted(PASSES.keys() - LONGER))
def test_a_look_finds_what_is_due_by_an_index(sqlite: Database, name: str) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(sqlite.writer, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    with sqlite.writing() as session:
        PASSES[name](session, clock.now())
        plans = [
            row.detail
            for statement, values in list(asked)
            for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    assert plans
    assert [line for line in plans if WHOLE.match(line)] == []
