"""Channel managers: who there is to look after leads and partners."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import ChannelManager, User


def at_work(session: Session) -> list[ChannelManager]:
    """Those whom something can be given to, by name."""
    left = exists().where(User.channel_manager_id == ChannelManager.id, User.disabled_at.is_not(None))
    return list(session.scalars(select(ChannelManager).where(~left).order_by(ChannelManager.name)))
