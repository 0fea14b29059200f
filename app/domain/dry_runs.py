"""Dry runs: what is kept of a call with `test=true` (SPEC section 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain.directory import KnownPartner
from app.domain.findings import Noted
from app.models import DryRun

HANDLE_LIVES_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
MOST_FORGOTTEN = 1_000
"""Rows of one transaction."""

_INSERT = InsertOnce(DryRun.__table__)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One press of the button in test mode: the call, without anything that was typed."""

    handle_hash: str
    form: str
    partner: KnownPartner | None
    claimed_partner_id: str | None
    site: str | None
    query: str
    findings: tuple[Noted, ...]


def keep(session: Session, run: Rehearsal, now: datetime) -> None:
    """Keep one dry run, the same form sent again is the same run."""
    values = {
        "handle_hash": run.handle_hash,
        "form": run.form,
        "partner_id": run.partner.id if run.partner else None,
        "claimed_partner_id": run.claimed_partner_id,
        "site": run.site,
        "query": run.query,
        "findings": [{"rule": found.rule, "words": found.words} for found in run.findings],
        "created_at": now,
    }
    _INSERT(session, values)


def find_by_handle(session: Session, handle_hash: str, now: datetime) -> DryRun | None:
    """The dry run behind a thank-you page, for a day."""
    since = now - HANDLE_LIVES_FOR
    return session.scalar(select(DryRun).where(DryRun.handle_hash == handle_hash, DryRun.created_at > since))


def of_partner(partner_id: int) -> Select[DryRun]:
    """The dry runs of a partner's snippets."""
    return select(DryRun).where(DryRun.partner_id == partner_id)


def any_old(session: Session, now: datetime) -> bool:
    """Whether `forget_old` has anything to do."""
    return bool(session.scalar(select(exists().where(DryRun.created_at < now - KEPT_FOR))))


def forget_old(session: Session, now: datetime) -> None:
    """Delete the oldest dry runs of more than 30 days ago, a thousand at most."""
    old = select(DryRun.id).where(DryRun.created_at < now - KEPT_FOR).order_by(DryRun.created_at)
    session.execute(
        delete(DryRun)
        .where(DryRun.id.in_(old.limit(MOST_FORGOTTEN)))
        .execution_options(synchronize_session=False)
    )
