"""What happened to a person, written down step by step."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from app.models import PersonEvent, Signup

_EVENT = insert(PersonEvent.__table__)  # type: ignore[arg-type]


def record(
    session: Session,
    kind: str,
    actor: str,
    at: datetime,
    *,
    signup_id: int | None = None,
    account_id: int | None = None,
    **details: Any,
) -> None:
    """Write one step down; it is never changed."""
    session.connection().execute(
        _EVENT,
        {
            "signup_id": signup_id,
            "account_id": account_id,
            "kind": kind,
            "actor": actor,
            "at": at,
            "details": details,
        },
    )


def of_account(session: Session, account_id: int) -> list[PersonEvent]:
    """Every step of an account and of the signups that led to it, in order."""
    signups = select(Signup.id).where(Signup.account_id == account_id)
    mine = or_(PersonEvent.account_id == account_id, PersonEvent.signup_id.in_(signups))
    return list(session.scalars(select(PersonEvent).where(mine).order_by(PersonEvent.at, PersonEvent.id)))


def of_signup(session: Session, signup_id: int) -> list[PersonEvent]:
    """Every step of one signup, in order."""
    query = select(PersonEvent).where(PersonEvent.signup_id == signup_id)
    return list(session.scalars(query.order_by(PersonEvent.at, PersonEvent.id)))
