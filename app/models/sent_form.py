"""Forms of portal and console that were sent, and where each has led."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Hash, Model


class SentForm(Model):
    """One form as it was shown once and filled in, whose deed is done."""

    __tablename__ = "sent_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(Hash, unique=True)
    """Of who sent it, where to, and all that is in it."""
    address: Mapped[str]
    """The page that followed."""
    words: Mapped[str]
    """What that page said of the deed."""
    sent_at: Mapped[datetime] = mapped_column(index=True)
