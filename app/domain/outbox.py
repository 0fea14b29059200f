"""The outbox: letters wait here, and each worker takes its share under a lease.

A letter is written in the same transaction as what it announces (SPEC section 13). Whoever
claims it owns it until the lease runs out; every result is refused when the lease is no longer
the one that was given, so a worker that was slow can not overwrite another's result.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session, selectinload

from app import tracing
from app.models import Lead, Letter

RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
"""How long to wait after each failed try; after one more the letter is given up."""

JITTER = 0.1
"""At most this share is added to a wait, so that letters refused together come back apart."""

PAUSE = timedelta(minutes=1)
"""How long a letter steps aside that was in hand when the mail server went away."""

_ERROR_LENGTH = 120
_POST = insert(Letter.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Claim:
    """A letter that is ours until `until`."""

    letter_id: int
    kind: str
    tries: int
    until: datetime
    request_id: str | None = None
    """Of the request that the letter comes from."""

    @property
    def is_last_try(self) -> bool:
        """Whether a letter that is not taken now will be given up."""
        return self.tries >= len(RETRIES)


def post(
    session: Session,
    kind: str,
    recipient: str,
    *,
    now: datetime,
    lead_id: int | None = None,
    signup_id: int | None = None,
    details: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    stand_in: str | None = None,
) -> None:
    """Put a letter into the outbox; it leaves once the caller has committed.

    `stand_in` gets it where it bounces, if that is somebody else; nobody stands in for them.
    """
    if stand_in and stand_in != recipient:
        details = {**(details or {}), "stand_in": stand_in}
    # By Core: a lead is stored with its letter while a prospect waits.
    session.connection().execute(
        _POST,
        {
            "kind": kind,
            "recipient": recipient,
            "message_id": secrets.token_hex(16),
            "lead_id": lead_id,
            "signup_id": signup_id,
            "details": details or {},
            "request_id": tracing.current(),
            "created_at": now,
            "due_at": due_at or now,
            "tries": 0,
        },
    )


def waiting(session: Session, now: datetime) -> bool:
    """Whether a letter could be claimed: a cheap look before asking for the right to write."""
    return bool(session.scalar(select(exists().where(_claimable(now)))))


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> list[Claim]:
    """Take up to `limit` due letters that nobody else has, oldest first."""
    # A CTE, since PostgreSQL may run a plain subquery again for every row, and then take more
    # than `limit` [measured]. SQLite leaves SKIP LOCKED out and does not need it: it has one
    # writer. On PostgreSQL workers pass by each other, and the condition outside judges again.
    due = (
        select(Letter.id)
        .where(_claimable(now))
        .order_by(Letter.due_at, Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = session.execute(
        update(Letter)
        .where(Letter.id.in_(select(due.c.id)), _claimable(now))
        .values(leased_until=now + lease)
        .returning(
            Letter.id, Letter.kind, Letter.tries, Letter.leased_until, Letter.due_at, Letter.request_id
        )
        .execution_options(synchronize_session=False)
    ).all()
    taken = sorted(taken, key=lambda row: (row.due_at, row.id))
    return [Claim(row.id, row.kind, row.tries, row.leased_until, row.request_id) for row in taken]


def read(session: Session, claims: Sequence[Claim]) -> dict[int, Letter]:
    """The claimed letters by id, with all that their words are made from."""
    lead = selectinload(Letter.lead)
    query = (
        select(Letter)
        .where(Letter.id.in_([claim.letter_id for claim in claims]))
        .options(lead.selectinload(Lead.partner), lead.selectinload(Lead.channel_manager))
    )
    return {letter.id: letter for letter in session.scalars(query)}


def sent(session: Session, claim: Claim, now: datetime) -> bool:
    """The mail server has taken the letter. False if the claim is no longer ours."""
    return _close(session, claim, sent_at=now, last_error=None, tries=claim.tries + 1)


def bounce(session: Session, claim: Claim, now: datetime, error: str) -> bool:
    """Nobody will ever take this letter. False if the claim is no longer ours."""
    ours = _close(session, claim, bounced_at=now, last_error=_short(error), tries=claim.tries + 1)
    if ours:
        _turn_to_stand_in(session, claim, now)
    return ours


def put_back(session: Session, claim: Claim, now: datetime, error: str, chance: float) -> bool:
    """A try failed: wait and try again, or bounce after the last one.

    `chance` is a random number from 0 to 1. False if the claim is no longer ours.
    """
    if claim.is_last_try:
        return bounce(session, claim, now, f"Given up after {claim.tries + 1} tries: {error}")
    wait = RETRIES[claim.tries] * (1 + JITTER * chance)
    return _close(session, claim, due_at=now + wait, last_error=_short(error), tries=claim.tries + 1)


def _turn_to_stand_in(session: Session, claim: Claim, now: datetime) -> None:
    letter = session.get_one(Letter, claim.letter_id)
    details = dict(letter.details)
    stand_in = details.pop("stand_in", None)
    if stand_in:
        details["instead_of"] = letter.recipient
        post(
            session,
            letter.kind,
            stand_in,
            now=now,
            lead_id=letter.lead_id,
            signup_id=letter.signup_id,
            details=details,
        )


def server_away(session: Session, claim: Claim, now: datetime, error: str) -> bool:
    """The mail server went away with this letter in hand, which uses up no try.

    The letter steps aside for a moment, in case it is what drives the server away.
    False if the claim is no longer ours.
    """
    return _close(session, claim, due_at=now + PAUSE, last_error=_short(error))


def retry(session: Session, letter_id: int, now: datetime) -> bool:
    """Try a letter anew, from the first try: one that waits for its next, or that nobody took.

    False if it was sent, or is in a worker's hand at this moment.
    """
    retried = session.execute(
        update(Letter)
        .where(
            Letter.id == letter_id,
            Letter.sent_at.is_(None),
            or_(Letter.leased_until.is_(None), Letter.leased_until <= now),
        )
        .values(due_at=now, bounced_at=None, tries=0, leased_until=None)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    return retried.first() is not None


def withdraw(session: Session, claim: Claim, now: datetime) -> bool:
    """Take a letter out that has nothing to say any more. False if the claim is no longer ours."""
    ours = (Letter.id == claim.letter_id, Letter.leased_until == claim.until)
    return session.execute(delete(Letter).where(*ours).returning(Letter.id)).first() is not None


def release(session: Session, claims: Iterable[Claim]) -> None:
    """Give letters back that were not tried."""
    for claim in claims:
        _close(session, claim)


def _claimable(now: datetime) -> ColumnElement[bool]:
    return and_(
        Letter.sent_at.is_(None),
        Letter.bounced_at.is_(None),
        Letter.due_at <= now,
        or_(Letter.leased_until.is_(None), Letter.leased_until <= now),
    )


def _close(session: Session, claim: Claim, **result: Any) -> bool:
    """End the lease with a result, if it is still the lease that was given."""
    closed = session.execute(
        update(Letter)
        .where(Letter.id == claim.letter_id, Letter.leased_until == claim.until)
        .values(leased_until=None, **result)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    return closed.first() is not None


def _short(error: str) -> str:
    """A mail server's answer as the database takes it: it may say anything."""
    return "".join(sign if sign.isprintable() else " " for sign in error)[:_ERROR_LENGTH]
