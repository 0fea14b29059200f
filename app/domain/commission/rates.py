"""Rates: per cent as people write them, and their changes."""

import re
from decimal import Decimal

from sqlalchemy import Select, update
from sqlalchemy.orm import Session

from app.domain import audit
from app.models import AuditEvent, Partner

CHANGED = "commission_rate_changed"
ADVICE = "Enter a number from 0 to 100 with at most two decimals, like 12.5."
MOST_BP = 10_000


class MalformedRate(Exception):
    """Raised for what is no rate from 0 to 100 per cent."""


def parse(text: str) -> int:
    """Basis points of what was typed, "12.5" or "12,50 %". Raises MalformedRate."""
    found = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?", text.strip(), re.ASCII)
    if found is None:
        raise MalformedRate(ADVICE)
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if points > MOST_BP:
        raise MalformedRate(ADVICE)
    return points


def shown(points: int) -> str:
    """Basis points as people write them: "12.5"."""
    return f"{(Decimal(points) / 100).normalize():f}"


def change(session: Session, partner: Partner, points: int) -> bool:
    """Pay this rate for whatever is paid from now on. False where it is the rate already."""
    changed = session.execute(
        update(Partner)
        .where(Partner.id == partner.id, Partner.commission_bp != points)
        .values(commission_bp=points)
        .returning(Partner.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(partner, ["commission_bp"])
    return changed is not None


def changes(partner: Partner) -> Select[AuditEvent]:
    """Who changed it, when, and from what."""
    return audit.events(partner=partner.public_id, deed=CHANGED)
