"""Sent forms: the deed of each is done once, and whoever sends it again is led where the first time led."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.models import SentForm

KEPT_FOR = timedelta(days=1)
"""Twice as long as anybody stays signed in with a form before them."""

_INSERT = InsertOnce(SentForm.__table__)


@dataclass(frozen=True, slots=True)
class Landing:
    """The page that follows a deed, and what it says of it."""

    address: str
    words: str = ""


class SentBefore(Exception):
    """Raised for a form whose deed is done, with where that has led."""

    def __init__(self, landing: Landing) -> None:
        super().__init__(landing.address)
        self.landing = landing


def claim(session: Session, key_hash: str, now: datetime) -> int:
    """Let the deed of a form be done in this transaction, and in no other. Raises SentBefore."""
    values = {"key_hash": key_hash, "address": "", "words": "", "sent_at": now}
    # A second click waits here until the first is done, or has changed nothing.
    number = _INSERT(session, values)
    if number is None:
        first = session.scalars(select(SentForm).where(SentForm.key_hash == key_hash)).one()
        raise SentBefore(Landing(first.address, first.words))
    return int(number)


def leads_to(session: Session, number: int, landing: Landing) -> None:
    """Write down what follows, for whoever sends the same form again."""
    session.execute(
        update(SentForm)
        .where(SentForm.id == number)
        .values(address=landing.address, words=landing.words)
        .execution_options(synchronize_session=False)
    )


def is_old(now: datetime) -> ColumnElement[bool]:
    """Whether nobody has this form before them any more."""
    return SentForm.sent_at < now - KEPT_FOR
