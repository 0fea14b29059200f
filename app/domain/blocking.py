"""Blocking an account: nobody loses anything by it, and it can be undone (SPEC section 18)."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import attribution, commission, history, outbox
from app.domain.accounts import AccountError
from app.models import Account


class NothingToChange(AccountError):
    """Raised for an account that is blocked already, or open."""


def block(session: Session, account: Account, reason: str, actor: str, now: datetime) -> None:
    """Hold everything, and say why; data and paid time are kept. Raises NothingToChange."""
    done = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.blocked_at.is_(None))
        .values(blocked_at=now, blocked_for=reason)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None:
        raise NothingToChange
    session.refresh(account)
    history.record(session, "blocked", actor, now, account_id=account.id, reason=reason)
    _tell(session, account, "account_blocked", now)


def unblock(session: Session, account: Account, actor: str, now: datetime) -> None:
    """Open it again: billing goes on by itself, and what was held is released. Raises NothingToChange."""
    since = account.blocked_at
    done = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.blocked_at == since)
        .values(blocked_at=None, blocked_for=None)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None or since is None:
        raise NothingToChange
    session.refresh(account)
    if tie := attribution.of(session, account.id):
        commission.release_due(session, now, actor, tie.partner_id)
    history.record(session, "unblocked", actor, now, account_id=account.id)
    _tell(session, account, "account_unblocked", now)


def _tell(session: Session, account: Account, kind: str, now: datetime) -> None:
    outbox.post(session, kind, account.email, details={"about_account": account.id}, now=now)
