"""The way of leads agrees with the rows behind it, at any day; and how long each lead stood where."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import lead_times, leads, quotes
from app.domain.quotes import steps
from app.domain.reports import leads as report
from app.domain.reports.scope import Scope
from app.models import Lead, LeadEvent, Partner, Quote
from tests import scene
from tests.quoting import ADA, CATALOG, TEN, TIM
from tests.scene import NOON

pytestmark = pytest.mark.usefixtures("cast")
DAY = timedelta(days=1)
STAGES = list(report.STAGES)

# How far leads come, each a day after the step before it.
JOURNEYS: dict[str, tuple[str, ...]] = {
    "waits": (),
    "spam": ("spam",),
    "refused": ("forwarded", "declined"),
    "taken": ("forwarded", "accepted"),
    "quoted": ("forwarded", "accepted", "sent"),
    "lost": ("forwarded", "accepted", "sent", "rejected"),
    "won by hand": ("forwarded", "accepted", "won"),
    "produced": ("forwarded", "accepted", "sent", "taken", "completed"),
}
REACHES = {"forwarded": 1, "accepted": 2, "sent": 3, "taken": 4, "won": 4, "completed": 5}


def arrives(session: Session, number: int, at: datetime, **told: Any) -> Lead:
    tmc = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
    lead = scene.ada(handle_hash=f"{number:064d}", partner=tmc, created_at=at, remind_at=None, **told)
    lead.events = [LeadEvent(kind="received", actor="prospect", at=at, details={})]
    session.add(lead)
    session.flush()
    return lead


def goes(session: Session, lead: Lead, journey: tuple[str, ...]) -> None:
    quote, at = None, lead.created_at
    for step in journey:
        at += DAY
        if step == "sent":
            assert lead.partner_id
            quote = quotes.start(session, lead.partner_id, CATALOG, ADA, TEN, TIM, at, lead.id)
            quotes.send(session, quote, TIM, at)
        elif quote is None:
            leads.move(session, lead, step, TIM, at)  # type: ignore[arg-type]
        else:
            decides(session, quote, step, at)


def decides(session: Session, quote: Quote, step: str, at: datetime) -> None:
    if step == "taken":
        quotes.accept(session, quote, 1, "Ada Lovelace", at)
    elif step == "rejected":
        quotes.reject(session, quote, "Too dear.", at)
    else:
        steps.move(session, quote, "completed", "system", at)


def test_every_number_is_that_of_the_rows_at_any_day(database: Database) -> None:
    origins = [("pbx", "106", "newsletter"), ("uc", None, None), ("cc", "107", "")]
    lived: list[tuple[datetime, str, tuple[str, ...]]] = []
    with database.writing() as session:
        for number, (journey, (service, sub, source)) in enumerate(product(JOURNEYS.values(), origins)):
            at = NOON + (number % 5) * DAY
            utm = {"utm_source": source} if source is not None else {}
            goes(
                session,
                arrives(session, number, at, service=service, sub_partner_id=sub, utm=utm),
                journey,
            )
            lived.append((at, service, journey))
        session.commit()

    for first, last in [(0, 0), (0, 2), (1, 3), (0, 4), (0, 5), (0, 30), (3, 30), (6, 30)]:
        scope = Scope(NOON.date() + first * DAY, NOON.date() + last * DAY)
        with database.reading() as session:
            way = report.read(session, scope, "service")
            expected = counted(lived, scope)
            assert {(line.origin, line.numbers) for line in way.lines} == {
                (service, numbers) for service, numbers in expected.items()
            }
            assert way.total.numbers == tuple(map(sum, zip(*expected.values(), strict=True))) or not expected
            for line, (place, stage) in product(way.lines, enumerate(STAGES)):
                listed = session.scalars(report.behind(stage, scope, "service", line.origin)).all()
                assert len(listed) == line.numbers[place]


def counted(lived: list[tuple[datetime, str, tuple[str, ...]]], scope: Scope) -> dict[str, tuple[int, ...]]:
    """One lead after the other, by the steps of its journey up to that day."""
    found: dict[str, Counter[int]] = {}
    for at, service, journey in lived:
        if scope.begins <= at < scope.ends and "spam" not in journey:
            done = [step for days, step in enumerate(journey, 1) if at + days * DAY < scope.ends]
            reached = {0, *(REACHES[step] for step in done if step in REACHES)}
            found.setdefault(service, Counter()).update(reached)
    return {service: tuple(numbers[n] for n in range(6)) for service, numbers in found.items()}


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("sub", {"106": 2, "107": 1, None: 1}),
        ("site", {"http://www.tmclabs.com": 3, None: 1}),
        ("source", {"newsletter": 2, None: 2}),
        ("campaign", {"autumn": 2, "spring": 1, None: 1}),
    ],
)
def test_leads_are_told_apart_by_where_they_came_from(
    database: Database, origin: str, expected: dict[str | None, int]
) -> None:
    autumn = {"utm_source": "newsletter", "utm_campaign": "autumn"}
    told: list[dict[str, Any]] = [
        {"sub_partner_id": "106", "utm": autumn},
        {"sub_partner_id": "106", "utm": autumn},
        {"sub_partner_id": "107", "utm": {"utm_campaign": "spring", "utm_source": ""}},
        {"sub_partner_id": None, "utm": {}, "site": None},
    ]
    with database.writing() as session:
        for number, one in enumerate(told):
            arrives(session, number, NOON, **one)
        session.commit()

    with database.reading() as session:
        way = report.read(session, Scope(NOON.date(), NOON.date()), origin)
        few = report.read(session, Scope(NOON.date(), NOON.date()), origin, most=1)

    assert {line.origin: line.numbers[0] for line in way.lines} == expected
    assert (few.total, len(few.lines), few.beyond) == (way.total, 1, len(expected) - 1)


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        ("waits", ["new"]),
        ("refused", ["new", "forwarded", "declined"]),
        ("lost", ["new", "forwarded", "accepted", "quoted", "lost"]),
        ("won by hand", ["new", "forwarded", "accepted", "won"]),
        ("produced", ["new", "forwarded", "accepted", "quoted", "won", "production"]),
    ],
)
def test_a_lead_spends_a_day_in_each_state_and_stays_in_the_last(
    sqlite: Database, journey: str, expected: list[str]
) -> None:
    with sqlite.writing() as session:
        lead = arrives(session, 1, NOON)
        goes(session, lead, JOURNEYS[journey])
        session.commit()
        session.refresh(lead)

        stays = lead_times.of(session, lead)

    now = NOON + 30 * DAY
    assert [stay.state for stay in stays] == expected
    assert [stay.lasted(now) for stay in stays[:-1]] == [DAY] * (len(expected) - 1)
    assert (stays[-1].until, sum((stay.lasted(now) for stay in stays), timedelta())) == (None, 30 * DAY)
