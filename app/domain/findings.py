"""Findings: what is wrong with a partner's integration, in words that say what to do."""

import atexit
import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.db import Database, InsertOnce
from app.domain.text import printable
from app.models import Finding

log = logging.getLogger(__name__)

FLUSH_EVERY = 10.0
"""Seconds; browsers can cause findings at will, so they must cost next to nothing."""
MOST_PER_PARTNER = 200
MOST_WAITING = 5_000
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
    "foreign_returnurl": "“{value}” is not on one of your sites, so visitors are asked before they go there.",
    "returnurl_without_partner": "returnurl needs the PartnerID of a known partner; it was ignored.",
}


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
_INSERT = InsertOnce(Finding.__table__)


class Ledger:
    """Counts findings in memory and writes them down at most every ten seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[_Key, _Tally] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        atexit.register(self.flush)

    def note(self, partner_id: int | None, findings: tuple[Noted, ...], now: datetime) -> None:
        """Count these findings; they are written later, so that a page never waits for them."""
        with self._lock:
            for found in findings:
                key = (partner_id or 0, f"{found.rule}:{found.hint}".rstrip(":"), found.short)
                tally = self._waiting.get(key)
                if tally:
                    tally.count, tally.last_at = tally.count + 1, now
                elif len(self._waiting) < MOST_WAITING:
                    self._waiting[key] = _Tally(1, now, now)
            if self._waiting and self._timer is None:
                self._timer = threading.Timer(FLUSH_EVERY, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write what waits; what can not be written now is dropped, findings are no ledger of money."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            if self._timer:
                self._timer.cancel()
            self._timer = None
        if not waiting:
            return
        try:
            with self._database.writing() as session:
                for key, tally in waiting.items():
                    _write(session, key, tally)
                session.commit()
        except (SQLAlchemyError, RuntimeError):
            log.warning("findings_dropped", extra={"count": len(waiting)})


def _write(session: Session, key: _Key, tally: _Tally) -> None:
    partner_key, rule, value = key
    seen = session.execute(
        update(Finding)
        .where(Finding.partner_key == partner_key, Finding.rule == rule, Finding.value == value)
        .values(count=Finding.count + tally.count, last_at=tally.last_at)
        .returning(Finding.id)
    ).first()
    if seen or _number_of(session, partner_key) >= MOST_PER_PARTNER:
        return
    values = {
        "partner_id": partner_key or None,
        "partner_key": partner_key,
        "rule": rule,
        "value": value,
        "count": tally.count,
        "first_at": tally.first_at,
        "last_at": tally.last_at,
    }
    _INSERT(session, values)


def _number_of(session: Session, partner_key: int) -> int:
    return session.scalar(select(func.count()).where(Finding.partner_key == partner_key)) or 0


def of(session: Session, partner_id: int | None) -> list[Finding]:
    """What browsers reported about a partner's calls, the latest first."""
    query = select(Finding).where(Finding.partner_key == (partner_id or 0))
    return list(session.scalars(query.order_by(Finding.last_at.desc(), Finding.id.desc())))
