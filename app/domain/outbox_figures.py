"""How the outbox stands, for whoever runs it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from app.domain import lists
from app.models import Letter

State = Literal["waiting", "sent", "bounced"]


@dataclass(frozen=True)
class Figures:
    """Letters that wait, and letters that nobody took."""

    open: int
    oldest: timedelta
    """Since when the oldest open letter waits; zero if none does."""
    bounced: int


def read(session: Session, now: datetime) -> Figures:
    """How many letters are open and since when, and how many nobody took; each by an index."""
    query = select(func.count(), func.min(Letter.created_at)).where(_is("waiting"))
    number, oldest = session.execute(query).one()
    bounced = session.scalar(select(func.count()).where(Letter.bounced_at.is_not(None)))
    return Figures(number, max(now - oldest, timedelta(0)) if oldest else timedelta(0), bounced or 0)


def letters(state: State | None = None, text: str = "") -> Select[Letter]:
    """Letters in a state, or all; every word of `text` is in the recipient's address or the kind."""
    query = select(Letter).where(*lists.mentions(text, Letter.recipient, Letter.kind))
    if state in ("waiting", "bounced"):
        # Few among many that were sent: found by their own indexes, not on the way through all.
        return query.where(Letter.id.in_(select(Letter.id).where(_is(state))))
    return query.where(_is(state)) if state else query


def _is(state: State) -> ColumnElement[bool]:
    match state:
        case "waiting":
            return and_(Letter.sent_at.is_(None), Letter.bounced_at.is_(None))
        case "sent":
            return Letter.sent_at.is_not(None)
        case "bounced":
            return Letter.bounced_at.is_not(None)
