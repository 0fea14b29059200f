"""What a worker looks at again and again while nothing is due, and what monitoring asks for."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.db import Database
from app.domain import (
    billing,
    chats,
    commission,
    dry_runs,
    orders,
    outbox,
    outbox_figures,
    reminders,
    retention,
    webhooks,
)
from app.edge import captcha

TIMES = 30
LEASE = timedelta(minutes=1)
SALES = "sales@example.com"

PASSES: Mapping[str, Callable[[Session, datetime], object]] = {
    "letters that wait": outbox.waiting,
    "claim letters": lambda session, now: outbox.claim(session, now, LEASE, 10),
    "claim webhooks": lambda session, now: webhooks.claim(session, now, LEASE, 10),
    "claim orders": lambda session, now: orders.claim(session, now, LEASE, 10),
    "leads to remind of": reminders.any_due,
    "remind of leads": lambda session, now: reminders.remind(session, SALES, now),
    "captchas to forget": captcha.any_old,
    "forget captchas": captcha.forget_old,
    "test runs to forget": dry_runs.any_old,
    "forget test runs": dry_runs.forget_old,
    "webhooks to forget": webhooks.any_old,
    "forget webhooks": webhooks.forget_old,
    "chats to forget": chats.any_old,
    "forget chats": chats.forget_old,
    "claims and letters to forget": retention.any_old,
    "forget claims and letters": retention.forget_old,
    "months to bill": billing.any_due,
    "bill months": billing.issue_due,
    "invoices to remind of": billing.any_overdue,
    "remind of invoices": billing.remind,
    "commission to release": lambda session, now: commission.any_releasable(session),
    "release commission": commission.release_due,
    "statements to close": commission.any_due,
    "close statements": commission.close_due,
    "/metrics": outbox_figures.read,
}


def took(database: Database, now: datetime) -> dict[str, list[float]]:
    """Seconds of each pass, many times over; whatever one of them writes is taken back."""
    return {name: [_once(database, one, now) for _ in range(TIMES)] for name, one in PASSES.items()}


def _once(database: Database, one: Callable[[Session, datetime], object], now: datetime) -> float:
    with database.writing() as session:
        begun = time.perf_counter()
        one(session, now)
        spent = time.perf_counter() - begun
        session.rollback()
    return spent


def fastest(spent: Mapping[str, list[float]]) -> dict[str, float]:
    """The quickest time of each, in seconds: whoever else uses the machine only ever adds to it."""
    return {name: min(times) for name, times in spent.items()}
