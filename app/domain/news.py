"""News of customers: who hears of an account that was opened or upgraded."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.attribution import Touch
from app.models import Attribution, ChannelManager, Partner


def tell_manager(
    session: Session,
    outcome: Literal["opened", "upgraded"],
    account_id: int,
    touch: Touch,
    sales_email: str,
    now: datetime,
) -> None:
    """Write to the manager of the partner whom the customer is tied to; without one, to Sales."""
    manager = session.scalar(
        select(ChannelManager.email)
        .join(Partner, Partner.channel_manager_id == ChannelManager.id)
        .join(Attribution, Attribution.partner_id == Partner.id)
        .where(Attribution.account_id == account_id)
    )
    details = {"account_id": account_id, "claimed": touch.claimed_partner_id}
    outbox.post(
        session,
        f"account_{outcome}",
        manager or sales_email,
        signup_id=touch.signup_id,
        details=details,
        now=now,
    )
