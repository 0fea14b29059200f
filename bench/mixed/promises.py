"""What was acknowledged is there: each lead and signup once, and its letter handed over."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Select, select

from app import clock
from app.db import Database
from app.domain import outbox_figures
from app.models import Lead, Letter, Signup
from bench.mixed.stage import Stage

HANDED_OVER_WITHIN = 300.0  # seconds after the last request
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)


def broken(stage: Stage, leads: Sequence[str], signups: Sequence[str]) -> list[str]:
    """In words, which of the addresses whose form was taken is missing where; waits for the worker."""
    database = Database()
    database.open(stage.database_url)
    try:
        left = _wait_for_worker(database)
        handed_over = set(_message_ids(stage.letters))
        return [
            *([f"{left} letters still wait"] if left else []),
            *_missing(database, "lead", _LEADS, leads, handed_over),
            *_missing(database, "signup", _SIGNUPS, signups, handed_over),
        ]
    finally:
        database.close()


_LEADS = (
    select(Lead.id, Lead.email, Letter.message_id)
    .outerjoin(Letter, Letter.lead_id == Lead.id)
    .where(Letter.kind == "lead_received", Letter.sent_at.is_not(None))
)
# Another letter may have been asked for, which may have been sent as well.
_SIGNUPS = (
    select(Signup.id, Signup.email, Letter.message_id)
    .outerjoin(Letter, Letter.signup_id == Signup.id)
    .where(Letter.kind == "confirm_address", Letter.sent_at.is_not(None))
)


def _wait_for_worker(database: Database) -> int:
    """How many letters are still open when nothing more is to be expected."""
    until = time.monotonic() + HANDED_OVER_WITHIN
    while True:
        with database.reading() as session:
            left = outbox_figures.read(session, clock.now()).open
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.5)


def _missing(
    database: Database,
    what: str,
    query: Select[int, str, str],
    promised: Sequence[str],
    handed_over: set[str],
) -> Iterator[str]:
    with database.reading() as session:
        rows = session.execute(query).all()
    sent = Counter({(row.id, row.email): 0 for row in rows})
    sent.update((row.id, row.email) for row in rows if row.message_id in handed_over)
    found = Counter(email for (_, email), letters in sent.items() if letters)
    for email in promised:
        if found[email] != 1:
            yield f"{what} of {email}: there {found[email]} times with its letter, not once"


def _message_ids(maildir: Path) -> Iterator[str]:
    for path in (maildir / "new").iterdir():
        if named := _MESSAGE_ID.search(path.read_bytes()):
            yield named[1].decode("ascii")
