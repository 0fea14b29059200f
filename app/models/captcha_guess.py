"""Captcha guesses: which challenges have been answered, rightly or not."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Model


class CaptchaGuess(Model):
    """The first guess at a challenge uses it up; the primary key makes it one guess."""

    __tablename__ = "captcha_guesses"

    challenge_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    right: Mapped[bool]
    """What was found then; whoever sends the same form again hears the same."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
