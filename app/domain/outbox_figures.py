"""How the outbox stands, for whoever runs it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.models import Letter


@dataclass(frozen=True)
class Figures:
    """Letters that wait, and letters that nobody took."""

    open: int
    oldest: timedelta
    """Since when the oldest open letter waits; zero if none does."""
    bounced: int


def read(session: Session, now: datetime) -> Figures:
    """How many letters are open and since when, and how many nobody took; each by an index."""
    is_open = and_(Letter.sent_at.is_(None), Letter.bounced_at.is_(None))
    number, oldest = session.execute(select(func.count(), func.min(Letter.created_at)).where(is_open)).one()
    bounced = session.scalar(select(func.count()).where(Letter.bounced_at.is_not(None)))
    return Figures(number, max(now - oldest, timedelta(0)) if oldest else timedelta(0), bounced or 0)
