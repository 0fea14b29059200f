"""How long a lead was in each state, by what was written down about it and its quotes (SPEC section 18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lead_lists import BY_QUOTES, STATES
from app.models import Lead, Quote, QuoteEvent, QuoteState

_STATES_OF_QUOTES: tuple[QuoteState, ...] = tuple(
    {"withdrawn", *(state for states in BY_QUOTES.values() for state in states)}
)


@dataclass(frozen=True, slots=True)
class Stay:
    """Some time in one state; `until` is None for the state that it is in."""

    state: str
    since: datetime
    until: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """How long, so far."""
        return (self.until or now) - self.since


def of(session: Session, lead: Lead) -> list[Stay]:
    """Its states, in the order in which it was in them."""
    turns = [(lead.created_at, "new")]
    for at, state in _turns(session, lead):
        if turns[-1][1] != state:
            turns.append((at, state))
    ends = [at for at, _ in turns[1:]]
    return [Stay(state, at, end) for (at, state), end in zip(turns, [*ends, None], strict=True)]


def _turns(session: Session, lead: Lead) -> Iterator[tuple[datetime, str]]:
    """How it stood after each step, its own and those of its quotes."""
    quoted = (
        select(QuoteEvent.at, QuoteEvent.kind, QuoteEvent.quote_id)
        .join(Quote, Quote.id == QuoteEvent.quote_id)
        .where(Quote.lead_id == lead.id, QuoteEvent.kind.in_(_STATES_OF_QUOTES))
        .order_by(QuoteEvent.id)
    )
    # What a quote has brought about is noted at the lead, too, and counted once.
    steps: list[tuple[datetime, str, int | None]] = [
        (event.at, event.kind, None)
        for event in lead.events
        if event.kind in STATES and "quote" not in event.details
    ]
    steps += [(at, kind, quote_id) for at, kind, quote_id in session.execute(quoted)]
    own, quotes = "new", dict[int, str]()
    for at, state, quote_id in sorted(steps, key=lambda step: step[0]):
        if quote_id is None:
            own = state
        else:
            quotes[quote_id] = state
        yield at, _shown(own, set(quotes.values()))


def _shown(own: str, quotes: set[str]) -> str:
    if own != "accepted":
        return own
    return next((shown for shown, states in BY_QUOTES.items() if quotes & set(states)), own)
