"""Which quotes somebody looks at, and what is asked about them."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.lists import mentions
from app.domain.quotes import SENT
from app.models import ModificationRequest, Quote, QuoteState

STATES = ("draft", "sent", "expired", "accepted", "ordered", "completed", "rejected", "lost", "withdrawn")
LeadStanding = Literal["quoted", "won", "lost"]


def quotes(partner_id: int, state: str = "", text: str = "", today: date | None = None) -> Select[Quote]:
    """A partner's quotes; `state` and `text` narrow them down where they are given."""
    query = (
        select(Quote)
        .where(Quote.partner_id == partner_id)
        .options(selectinload(Quote.revisions), selectinload(Quote.requests), selectinload(Quote.catalog))
    )
    if state == "expired":
        query = query.where(Quote.state == "sent", Quote.valid_until < today)
    elif state == "sent":
        query = query.where(Quote.state == "sent", Quote.valid_until >= today)
    elif state:
        query = query.where(Quote.state == state)
    return query.where(*mentions(text, Quote.company, Quote.name, Quote.email))


def find(session: Session, partner_id: int, number: int) -> Quote | None:
    """One of a partner's own, or None: somebody else's can not be told from one that does not exist."""
    return session.scalar(quotes(partner_id).where(Quote.id == number).options(joinedload(Quote.partner)))


def of_lead(session: Session, lead_id: int) -> list[Quote]:
    """The quotes that came of a lead, newest first."""
    return list(session.scalars(select(Quote).where(Quote.lead_id == lead_id).order_by(Quote.id.desc())))


def counts(session: Session, partner_id: int) -> dict[QuoteState, int]:
    """How many a partner has in each state."""
    query = select(Quote.state, func.count().label("number")).where(Quote.partner_id == partner_id)
    return {row.state: row.number for row in session.execute(query.group_by(Quote.state))}


def open_request(quote: Quote) -> ModificationRequest | None:
    """What the customer waits for an answer to."""
    return next((one for one in reversed(quote.requests) if one.state == "open"), None)


def standings(session: Session, lead_ids: Iterable[int], today: date) -> dict[int, LeadStanding]:
    """What quotes say about leads: quoted while one is open, won by one that was accepted, else lost.

    A lead without a quote that was sent, or with a withdrawn one only, is not in it.
    """
    query = select(Quote.lead_id, Quote.state, Quote.valid_until).where(
        Quote.lead_id.in_(list(lead_ids)), Quote.state.not_in(("draft", "withdrawn"))
    )
    found: dict[int, LeadStanding] = {}
    for row in session.execute(query):
        said = _says(row.state, row.valid_until < today)
        if _RANK[said] > _RANK.get(found.get(row.lead_id, "lost"), 0) or row.lead_id not in found:
            found[row.lead_id] = said
    return found


_RANK: dict[str, int] = {"lost": 0, "quoted": 1, "won": 2}


def _says(state: QuoteState, is_over: bool) -> LeadStanding:
    if state in SENT[1:]:
        return "won"
    return "quoted" if state == "sent" and not is_over else "lost"
