"""The built-in captcha: a picture and its spoken twin, without JavaScript or a third party.

A form carries `issue(nonce)` in the hidden field `captcha_challenge` and shows `picture` and
`speech` of it; whoever types either answer into `captcha` passes `judge`, once.
"""

from app.edge.captcha.challenge import UnknownChallenge, configure, issue, needed
from app.edge.captcha.drawing import HEIGHT, WIDTH, picture
from app.edge.captcha.judging import (
    AlreadyAnswered,
    AnswerMissing,
    AnswerWrong,
    CaptchaRefused,
    ChallengeExpired,
    ForeignChallenge,
    any_old,
    forget_old,
    judge,
)
from app.edge.captcha.voice import speech

__all__ = [
    "HEIGHT",
    "WIDTH",
    "AlreadyAnswered",
    "AnswerMissing",
    "AnswerWrong",
    "CaptchaRefused",
    "ChallengeExpired",
    "ForeignChallenge",
    "UnknownChallenge",
    "any_old",
    "configure",
    "forget_old",
    "issue",
    "judge",
    "needed",
    "picture",
    "speech",
]
