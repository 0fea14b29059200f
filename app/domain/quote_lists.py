"""Which quotes somebody looks at, and what is asked about them."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.lists import mentions
from app.models import ModificationRequest, Quote, QuoteState

STATES = ("draft", "sent", "expired", "accepted", "ordered", "completed", "rejected", "lost", "withdrawn")


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
