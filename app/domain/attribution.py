"""Attribution: which partner a customer belongs to, for good (SPEC section 8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import history
from app.models import Attribution

_INSERT = InsertOnce(Attribution.__table__)


@dataclass(frozen=True, slots=True)
class Touch:
    """Who brought a person this time: the PartnerID as it was claimed, and whose it is."""

    claimed_partner_id: str | None
    partner_id: int | None
    sub_partner_id: str | None
    signup_id: int | None = None


def bind(session: Session, account_id: int, touch: Touch, now: datetime) -> bool:
    """Tie a customer to the partner who brought them; the first tie stays. True if this is the first."""
    if touch.partner_id is None:
        if touch.claimed_partner_id:
            _record(session, "unknown_partner", account_id, touch, now)
        return False
    values = {
        "account_id": account_id,
        "partner_id": touch.partner_id,
        "sub_partner_id": touch.sub_partner_id,
        "signup_id": touch.signup_id,
        "bound_at": now,
    }
    if _INSERT(session, values) is None:
        _record(session, "stays", account_id, touch, now)
        return False
    _record(session, "bound", account_id, touch, now)
    return True


def of(session: Session, account_id: int) -> Attribution | None:
    """The tie of a customer, if there is one."""
    return session.scalar(select(Attribution).where(Attribution.account_id == account_id))


def _record(session: Session, kind: str, account_id: int, touch: Touch, now: datetime) -> None:
    history.record(
        session,
        kind,
        "system",
        now,
        account_id=account_id,
        claimed=touch.claimed_partner_id,
        sub=touch.sub_partner_id,
    )
