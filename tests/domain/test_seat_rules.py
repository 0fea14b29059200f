"""The rules of the ordered catalogue, held on every day on which a change counts."""

from dataclasses import replace

import pytest

from app.db import Database
from app.domain.seat_rules import SeatRuleBroken
from tests import seating
from tests.domain.seat_deeds import COMPANY, ESSENTIAL, change, day, move, on
from tests.quoting import TEN

pytestmark = pytest.mark.usefixtures("cast")


def test_the_rules_of_the_ordered_catalogue_are_judged_on_every_later_day(database: Database) -> None:
    service = seating.service(database, seating.account(database), ESSENTIAL)
    change(database, service, 30, day(30))

    with pytest.raises(SeatRuleBroken) as refusal:
        change(database, service, 11, day(2))

    assert (refusal.value.owner, refusal.value.because) == (
        "Essential",
        "Essential is made for up to 50 users.",
    )
    change(database, service, 10, day(2))
    assert on(database, service, day(30)) == 50


def test_a_plan_that_begins_at_ten_is_not_made_smaller_but_may_be_emptied(sqlite: Database) -> None:
    service = seating.service(sqlite, seating.account(sqlite), COMPANY)

    with pytest.raises(SeatRuleBroken, match="begins at 10"):
        change(sqlite, service, -3)

    change(sqlite, service, -12)
    assert on(sqlite, service) == 0


def test_a_move_is_held_to_the_rules_of_the_service_that_it_leads_to(sqlite: Database) -> None:
    account_id = seating.account(sqlite)
    source = seating.service(sqlite, account_id, replace(TEN, users=60))
    target = seating.service(sqlite, account_id, ESSENTIAL, key="b")

    with pytest.raises(SeatRuleBroken, match="up to 50"):
        move(sqlite, source, target, 41)

    assert (on(sqlite, source), on(sqlite, target)) == (60, 10)


def test_seats_stay_within_what_can_be_counted(sqlite: Database) -> None:
    service = seating.service(sqlite, seating.account(sqlite))

    with pytest.raises(SeatRuleBroken, match="at most 100,000"):
        change(sqlite, service, 99_991)
