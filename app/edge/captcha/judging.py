"""Judging an answer: the first guess at a challenge decides, whoever guesses, however often it is sent."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.edge.captcha.challenge import Challenge, UnknownChallenge
from app.models import CaptchaGuess

# Another process may read an earlier clock and still accept what has expired here.
SKEW = timedelta(minutes=5)

_GUESS = InsertOnce(CaptchaGuess.__table__)


class CaptchaRefused(Exception):
    """Raised when the form needs another challenge, with words for people."""

    words: ClassVar[str]


class AnswerMissing(CaptchaRefused):
    """Raised when nothing was typed; no guess was made."""

    words = "Enter the letters in the picture, or the digits that you hear."


class AnswerWrong(CaptchaRefused):
    """Raised when neither the letters nor the digits match."""

    words = "The characters did not match. Here is another picture."


class ChallengeExpired(CaptchaRefused):
    """Raised after 15 minutes."""

    words = "The picture was more than 15 minutes old. Here is another one."


class AlreadyAnswered(CaptchaRefused):
    """Raised for every guess after a wrong one, and every wrong one after the first."""

    words = "That picture had already been answered. Here is another one."


class ForeignChallenge(CaptchaRefused):
    """Raised for a challenge that was not issued for this form, or not by us."""

    words = "That picture did not belong to this form. Here is another one."


def judge(session: Session, text: str, answer: str, nonce: str, now: datetime) -> None:
    """Let the first guess through if it is right, and its like again. Raises CaptchaRefused.

    A double click sends one form twice, and both have to end on the same page; a challenge
    belongs to one form, so that this buys nobody a second one.

    The guess is written whether right or wrong, and is not committed here: a caller who catches
    AnswerWrong commits as well, else the same challenge could be guessed at again.
    """
    try:
        challenge = Challenge.read(text)
    except UnknownChallenge as error:
        raise ForeignChallenge from error
    if not challenge.belongs_to(nonce):
        raise ForeignChallenge
    if not challenge.lives(now.timestamp()):
        raise ChallengeExpired
    if not answer.strip():
        raise AnswerMissing
    right = challenge.accepts(answer)
    if not _first(session, challenge, right):
        if right and _was_right(session, challenge):
            return
        raise AlreadyAnswered
    if not right:
        raise AnswerWrong


def any_old(session: Session, now: datetime) -> bool:
    """Whether `forget_old` has anything to do."""
    return bool(session.scalar(select(exists().where(CaptchaGuess.expires_at < now - SKEW))))


def forget_old(session: Session, now: datetime) -> None:
    """Delete the guesses at challenges that no process accepts any more. Not committed here."""
    session.execute(delete(CaptchaGuess).where(CaptchaGuess.expires_at < now - SKEW))


def _first(session: Session, challenge: Challenge, right: bool) -> bool:
    """Use the challenge up; the primary key knows who was first."""
    row = {"challenge_id": _key(challenge), "right": right, "expires_at": challenge.expires_at}
    return _GUESS(session, row) is not None


def _was_right(session: Session, challenge: Challenge) -> bool:
    return bool(
        session.scalar(select(CaptchaGuess.right).where(CaptchaGuess.challenge_id == _key(challenge)))
    )


def _key(challenge: Challenge) -> str:
    # The signed text has several spellings that verify; the id inside has one.
    return challenge.id.hex()
