"""API tokens: what lets a system of the vendor tell us something (SPEC section 18)."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from app.domain import letter_secrets
from app.models import ApiToken

PREFIX = "pt_"
"""So that programs that look for secrets in code know what they have found."""

NOTED_EVERY = timedelta(hours=1)


def make(session: Session, name: str, created_by: str, text: str, now: datetime) -> ApiToken:
    """A new token of this text, which nobody can guess, nor find out afterwards."""
    token = ApiToken(
        name=name, token_hash=letter_secrets.token_hash(text), created_by=created_by, created_at=now
    )
    session.add(token)
    session.flush()
    return token


def listed() -> Select[ApiToken]:
    """All of them, those that were revoked too."""
    return select(ApiToken)


def find(session: Session, text: str) -> ApiToken | None:
    """The token of this text, unless it was revoked."""
    token_hash = letter_secrets.token_hash(text)
    return session.scalar(
        select(ApiToken).where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None))
    )


def is_noted(token: ApiToken, now: datetime) -> bool:
    """Whether it stands already that it was used in this hour."""
    return token.used_at is not None and now - token.used_at < NOTED_EVERY


def note_use(session: Session, token: ApiToken, now: datetime) -> None:
    """Write down that it was used, to the hour, so that whoever looks knows which ones nobody needs."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    session.execute(
        update(ApiToken)
        .where(ApiToken.id == token.id, or_(ApiToken.used_at.is_(None), ApiToken.used_at < hour))
        .values(used_at=hour)
        .execution_options(synchronize_session=False)
    )


def revoke(session: Session, token: ApiToken, now: datetime) -> bool:
    """Let nobody in with it any more; False if that was done before."""
    revoked = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.id)
        .execution_options(synchronize_session=False)
    ).first()
    return revoked is not None
