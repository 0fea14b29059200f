"""Every column that holds words says whose they are, so that nobody's stay when they are forgotten."""

from collections import Counter

import pytest
from sqlalchemy import JSON, LargeBinary, String, Table

from app.models import Model
from app.models.personal import RULES

TABLES = Model.metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_with_words_is_classified_once(table: Table) -> None:
    wordy = [one.name for one in table.columns if isinstance(one.type, String | JSON | LargeBinary)]

    assert Counter(RULES[table.name].columns) == Counter(wordy)


def test_nothing_is_classified_that_is_not_there() -> None:
    assert RULES.keys() == {table.name for table in TABLES}


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.fate == "kept" and rule.words])
def test_words_that_stay_say_why(name: str) -> None:
    assert name == "users" or "law" in RULES[name].why
