"""Accounts: how each stands on a day."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.db import Database
from app.domain import accounts
from app.models import Account
from tests import seating
from tests.seating import NOON

pytestmark = pytest.mark.usefixtures("cast")
TODAY = NOON.date()
TRIAL: dict[str, Any] = {"plan": "trial", "trial_until": TODAY}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, "guest"),
        ({"plan": "webstore"}, "guest"),
        (TRIAL, "trial"),
        (TRIAL | {"trial_until": date(2026, 11, 22)}, "over"),
        (TRIAL | {"production_at": NOON}, "production"),
        ({"trial_until": date(2026, 1, 1), "plan": "webstore", "production_at": NOON}, "production"),
        ({"production_at": NOON, "blocked_at": NOON}, "blocked"),
        (TRIAL | {"blocked_at": datetime(2026, 1, 1, tzinfo=NOON.tzinfo)}, "blocked"),
    ],
)
def test_an_account_stands_in_one_way_on_the_page_and_in_its_list(
    database: Database, columns: dict[str, Any], expected: str
) -> None:
    number = seating.account(database, **columns)

    with database.reading() as session:
        assert accounts.standing(session.get_one(Account, number), TODAY) == expected
        listed = [
            name
            for name in accounts.STANDINGS
            if session.scalar(select(Account.id).where(accounts.stands(name, TODAY)))
        ]
        assert listed == [expected]


def test_a_trial_lasts_through_its_last_day_and_then_ends_by_itself(sqlite: Database) -> None:
    number = seating.account(sqlite, **TRIAL)

    with sqlite.reading() as session:
        account = session.get_one(Account, number)
        days = [accounts.standing(account, date(2026, 11, day)) for day in (22, 23, 24)]

    assert days == ["trial", "trial", "over"]
