"""Quotes: made, sent, changed, decided; each step once, each with its event (SPEC section 18)."""

from app.domain.quotes.asking import apply, ask, decline, rebase
from app.domain.quotes.deciding import accept, close, reject
from app.domain.quotes.drafting import Customer, change, correct, discard, draft_of, start, throw_away
from app.domain.quotes.sending import extend, look, mint, readdress, send, send_again, visited
from app.domain.quotes.steps import (
    CLOSED,
    NEVER_SENT,
    SENT,
    AlreadyDrafted,
    DateIsOver,
    NothingToSend,
    Outdated,
    QuoteError,
    RuleBroken,
    StepNotPossible,
    UnknownLink,
    is_expired,
    standing,
)

__all__ = [
    "CLOSED",
    "NEVER_SENT",
    "SENT",
    "AlreadyDrafted",
    "Customer",
    "DateIsOver",
    "NothingToSend",
    "Outdated",
    "QuoteError",
    "RuleBroken",
    "StepNotPossible",
    "UnknownLink",
    "accept",
    "apply",
    "ask",
    "change",
    "close",
    "correct",
    "decline",
    "discard",
    "draft_of",
    "extend",
    "is_expired",
    "look",
    "mint",
    "readdress",
    "rebase",
    "reject",
    "send",
    "send_again",
    "standing",
    "start",
    "throw_away",
    "visited",
]
