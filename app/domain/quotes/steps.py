"""The states of a quote, the one place that moves it, and what can be wrong with that."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain.pricing import Violation
from app.models import ModificationRequest, Quote, QuoteEvent, QuoteState

SENT: tuple[QuoteState, ...] = ("sent", "accepted", "ordered", "completed")
"""The customer has it, and nothing has ended it."""
CLOSED: tuple[QuoteState, ...] = ("rejected", "lost", "withdrawn")
NEVER_SENT: tuple[QuoteState, ...] = ("draft", "discarded")
"""No customer has seen it: no report counts it."""

# What may follow what; everything else is refused.
_STEPS: dict[QuoteState, frozenset[QuoteState]] = {
    "draft": frozenset({"sent", "discarded"}),
    # A new revision is sent, too.
    "sent": frozenset({"sent", "accepted", "rejected", "lost", "withdrawn"}),
    "accepted": frozenset({"ordered"}),
    "ordered": frozenset({"completed"}),
}
_EVENT = InsertOnce(QuoteEvent.__table__)


class QuoteError(Exception):
    """The base of what can be wrong with a step of a quote."""


class StepNotPossible(QuoteError):
    """Raised when a quote has moved on, or can not go there from where it is."""


class AlreadyDrafted(QuoteError):
    """Raised where a lead has a draft already: somebody was quicker, or clicked twice."""


class Outdated(QuoteError):
    """Raised for a step that was decided by an earlier revision than the last one."""


class DateIsOver(QuoteError):
    """Raised when a quote is valid no more; its date can be extended."""


class NothingToSend(QuoteError):
    """Raised when there is no revision that was not sent already."""


class UnknownLink(QuoteError):
    """Raised for a token that was never minted, or went to an address that was wrong."""


class RuleBroken(QuoteError):
    """Raised with the rules that a configuration breaks, each with its mend."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__()
        self.violations = violations


def is_expired(quote: Quote, today: date) -> bool:
    """Whether it was sent and its last day is over; nothing stores that."""
    return quote.state == "sent" and quote.valid_until < today


def standing(quote: Quote, today: date) -> str:
    """Its state as people are told, *expired* included."""
    return "expired" if is_expired(quote, today) else quote.state


def move(
    session: Session,
    quote: Quote,
    to: QuoteState,
    actor: str,
    now: datetime,
    *guards: ColumnElement[bool],
    reason: str = "",
    values: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Take a quote one step further, with who did it and why. Raises StepNotPossible.

    `guards` is what has to be so besides its state, `values` what else changes with it.
    """
    possible = [state for state, steps in _STEPS.items() if to in steps]
    changes = {"state": to, **(values or {})}
    moved = session.execute(
        update(Quote)
        .where(Quote.id == quote.id, Quote.state.in_(possible), *guards)
        .values(**changes)
        .returning(Quote.id)
        .execution_options(synchronize_session=False)
    ).first()
    if moved is None:
        raise StepNotPossible(f"quote {quote.id} can not become {to}")
    session.refresh(quote, ["state", "revision", "valid_until"])
    record(session, quote, to, actor, now, **({"reason": reason} if reason else {}), **details)


def drop_requests(session: Session, quote: Quote, now: datetime) -> None:
    """Nobody decides any more about what a customer asked for."""
    session.execute(
        update(ModificationRequest)
        .where(ModificationRequest.quote_id == quote.id, ModificationRequest.state == "open")
        .values(state="dropped", decided_at=now)
    )


def record(
    session: Session,
    quote: Quote,
    kind: str,
    actor: str,
    now: datetime,
    day: str | None = None,
    **details: Any,
) -> bool:
    """Write one step down; False if it has a day and was written down on it before."""
    values = {
        "quote_id": quote.id,
        "kind": kind,
        "actor": actor[:120],
        "at": now,
        "day": day,
        "details": details,
    }
    return _EVENT(session, values) is not None
