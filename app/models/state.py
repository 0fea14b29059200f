"""What every process must know of: that partners changed, and how far the clock is moved."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model


class State(Model):
    """The one row that each process reads at most once a second."""

    __tablename__ = "state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    partners_revision: Mapped[int] = mapped_column(default=0)
    """Grows with every change to a partner, a site, a channel manager or a webhook."""
    clock_offset_seconds: Mapped[int] = mapped_column(default=0)
    worker_seen_at: Mapped[datetime | None]
    """When a worker last said that it works, about every half minute."""
