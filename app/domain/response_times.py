"""How long leads wait for each channel manager (SPEC section 14)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ChannelManager, Lead

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """One manager's leads; None is the Sales queue."""

    name: str | None
    forwarded: int
    """Within the window."""
    median: timedelta | None
    slowest: timedelta | None
    waiting: int
    oldest: datetime | None
    """Since when the oldest of those that wait does so."""


def by_manager(session: Session, now: datetime) -> list[Pace]:
    """Everybody's pace of the last 30 days and what waits for them now, by name; Sales comes last."""
    took: dict[int | None, list[timedelta]] = defaultdict(list)
    forwarded = select(Lead.channel_manager_id, Lead.created_at, Lead.forwarded_at).where(
        Lead.forwarded_at > now - WINDOW
    )
    for row in session.execute(forwarded):
        took[row.channel_manager_id].append(row.forwarded_at - row.created_at)
    waits = (
        select(
            Lead.channel_manager_id, func.count().label("number"), func.min(Lead.created_at).label("since")
        )
        .where(Lead.state == "new")
        .group_by(Lead.channel_manager_id)
    )
    waiting = {row.channel_manager_id: (row.number, row.since) for row in session.execute(waits)}
    names = session.execute(select(ChannelManager.id, ChannelManager.name).order_by(ChannelManager.name))
    return [
        _pace(name, took[one], *waiting.get(one, (0, None)))
        for one, name in [*((row.id, row.name) for row in names), (None, None)]
    ]


def _pace(name: str | None, took: Sequence[timedelta], waiting: int, oldest: datetime | None) -> Pace:
    return Pace(
        name=name,
        forwarded=len(took),
        median=timedelta(seconds=median(span.total_seconds() for span in took)) if took else None,
        slowest=max(took, default=None),
        waiting=waiting,
        oldest=oldest,
    )
