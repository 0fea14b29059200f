"""Findings: what is wrong with a partner's integration, in words that say what to do."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.util import Finalize
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from app.db import Database, InsertOrUpdate
from app.domain import lists
from app.domain.text import printable
from app.models import Finding, Partner

log = logging.getLogger(__name__)

FLUSH_EVERY = 10.0
"""Seconds; browsers can cause findings at will, so they must cost next to nothing."""
MOST_PER_PARTNER = 200
"""The one that was seen least recently gives way."""
MOST_WAITING = 5_000
SLICE = 100
"""Rows of one transaction: a prospect's form may wait for the same right to write."""
PAUSE = 0.01
"""Seconds between two slices."""
LONGEST_VALUE = 80

_WORDS = {
    "misspelt": "“{value}” was ignored: capitals matter, write “{hint}”.",
    "repeated": "“{hint}” was given twice with different values and counts as absent.",
    "empty": "“{hint}” is empty, as if it had been left out.",
    "malformed": "“{hint}” can not be used as it was given (“{value}”). {advice}",
    "plus": "In “{hint}” the plus sign arrived as a space. Write %2B in place of +.",
    "unknown_partner": "No partner has the PartnerID “{value}”. Leads are kept, but nobody is credited.",
    "suspended_partner": "This partner is suspended: leads arrive, credit is held.",
    "no_manager": "PartnerID is given without source_cm_name; the partner’s own channel manager is used.",
    "unregistered_site": "“{value}” shows the form but is not one of your sites. Register it.",
    "fragment_inactive": "“{value}” shows only a link on your own page: request activation first.",
    "foreign_returnurl": "“{value}” is not on one of your sites, so visitors are asked before they go there.",
    "form_refused_inactive": "Your own form was refused: it is not activated. Request activation first.",
    "form_refused_suspended": "Your own form was refused: this partner is suspended.",
    "form_refused_nobody": "A form was refused: it names no PartnerID.",
    "form_refused_partner": "A form was refused: no partner has the PartnerID “{value}”.",
    "form_refused_origin": "Your own form was refused: “{value}” is not one of your sites. Register it.",
    "form_refused_returnurl": "Your own form was refused: its returnurl is missing or can not be used.",
    "form_refused_foreign": "Your own form was refused: “{value}” in its returnurl is not your site.",
    "returnurl_without_partner": "returnurl needs the PartnerID of a known partner; it was ignored.",
}

RULES = tuple(_WORDS)
"""What can be wrong, by the name under which it is counted."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One finding of one call: the rule, the parameter it is about, and the value given."""

    rule: str
    hint: str = ""
    value: str = ""
    advice: str = ""

    @property
    def words(self) -> str:
        """What is wrong and what to do, for the partner."""
        return _WORDS[self.rule].format(hint=self.hint, value=self.short, advice=self.advice).strip()

    @property
    def short(self) -> str:
        """The value as it is stored: text, and not too much of it."""
        return printable(self.value[:LONGEST_VALUE])


@dataclass(slots=True)
class _Tally:
    count: int
    first_at: datetime
    last_at: datetime


_Key = tuple[int, str, str]
_COUNT = InsertOrUpdate(
    Finding.__table__,
    ("partner_key", "rule", "value"),
    lambda new: {"count": Finding.count + new.count, "last_at": new.last_at},
)


class Ledger:
    """Counts findings in memory and writes them down at most every ten seconds."""

    def __init__(self, database: Database, tell: Callable[[str], None]) -> None:
        """`tell` hears of each rule that was broken."""
        self._database = database
        self._tell = tell
        self._waiting: OrderedDict[_Key, _Tally] = OrderedDict()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        # Not atexit: a process that multiprocessing started, as a web server's is, leaves that out.
        Finalize(None, self.flush, exitpriority=1)

    def note(self, partner_id: int | None, findings: tuple[Noted, ...], now: datetime) -> None:
        """Count these findings; they are written later, so that a page never waits for them."""
        with self._lock:
            for found in findings:
                self._tell(found.rule)
                self._count((partner_id or 0, f"{found.rule}:{found.hint}".rstrip(":"), found.short), now)
            if self._waiting and self._timer is None:
                self._timer = threading.Timer(FLUSH_EVERY, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def _count(self, key: _Key, now: datetime) -> None:
        tally = self._waiting.get(key)
        if tally:
            tally.count, tally.last_at = tally.count + 1, now
            self._waiting.move_to_end(key)
            return
        self._waiting[key] = _Tally(1, now, now)
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)

    def flush(self) -> None:
        """Write what waits; what can not be written now is dropped, findings are no ledger of money."""
        with self._lock:
            waiting, self._waiting = self._waiting, OrderedDict()
            if self._timer:
                self._timer.cancel()
            self._timer = None
        rows = _rows(waiting)
        while rows:
            try:
                with self._database.writing() as session:
                    _write(session, rows[:SLICE])
                    session.commit()
            except (SQLAlchemyError, RuntimeError):
                log.warning("findings_dropped", extra={"count": len(rows)})
                return
            del rows[:SLICE]
            if rows:
                # Whoever waits for the right to write has it before the next slice.
                time.sleep(PAUSE)


def _rows(waiting: Mapping[_Key, _Tally]) -> list[dict[str, Any]]:
    """The latest findings of each partner as rows, in the same order in every process."""
    latest: dict[int, list[_Key]] = {}
    for key in waiting:
        latest.setdefault(key[0], []).append(key)
    kept = sorted(key for keys in latest.values() for key in keys[-MOST_PER_PARTNER:])
    return [_row(key, waiting[key]) for key in kept]


def _row(key: _Key, tally: _Tally) -> dict[str, Any]:
    partner_key, rule, value = key
    return {
        "partner_id": partner_key or None,
        "partner_key": partner_key,
        "rule": rule,
        "value": value,
        "count": tally.count,
        "first_at": tally.first_at,
        "last_at": tally.last_at,
    }


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Store a slice, and let the oldest findings of its partners give way."""
    _COUNT(session, rows)
    place = func.row_number().over(
        partition_by=Finding.partner_key, order_by=(Finding.last_at.desc(), Finding.id.desc())
    )
    partners = {row["partner_key"] for row in rows}
    ranked = select(Finding.id, place.label("place")).where(Finding.partner_key.in_(partners)).subquery()
    surplus = select(ranked.c.id).where(ranked.c.place > MOST_PER_PARTNER)
    session.execute(
        delete(Finding).where(Finding.id.in_(surplus)).execution_options(synchronize_session=False)
    )


def of(session: Session, partner_id: int | None) -> list[Finding]:
    """What browsers reported about a partner's calls, the latest first."""
    query = select(Finding).where(Finding.partner_key == (partner_id or 0))
    return list(session.scalars(query.order_by(Finding.last_at.desc(), Finding.id.desc())))


def latest(
    session: Session, *, text: str = "", rule: str = "", partner: str = "", most: int
) -> list[Finding]:
    """Findings of all partners, the latest first.

    `text` is looked for in the values, `rule` is that of `RULES`, `partner` a PartnerID.
    """
    query = select(Finding).options(joinedload(Finding.partner)).where(*lists.mentions(text, Finding.value))
    if rule:
        # What is stored names the parameter, too.
        query = query.where(or_(Finding.rule == rule, Finding.rule.startswith(f"{rule}:")))
    if partner:
        theirs = select(Partner.id).where(Partner.public_id == partner).scalar_subquery()
        query = query.where(Finding.partner_key == theirs)
    return list(session.scalars(query.order_by(Finding.last_at.desc(), Finding.id.desc()).limit(most)))
