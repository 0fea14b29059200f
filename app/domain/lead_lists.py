"""Which leads somebody looks at: a partner's own, a manager's, or all of them."""

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, joinedload, with_expression

from app.domain.lists import mentions
from app.domain.quotes import SENT
from app.models import Lead, LeadState, Quote, QuoteState

STATES: tuple[str, ...] = (
    "new",
    "forwarded",
    "accepted",
    "quoted",
    "declined",
    "won",
    "production",
    "lost",
    "spam",
    "duplicate",
)


# What becomes of an accepted lead comes from its quotes, the farthest first; it is never stored twice.
BY_QUOTES: dict[str, tuple[QuoteState, ...]] = {
    "production": SENT[-1:],
    "won": SENT[1:-1],
    "quoted": SENT[:1],
    "lost": ("rejected", "lost"),
}


def leads(*where: ColumnElement[bool], state: str = "", text: str = "") -> Select[Lead]:
    """Leads with their partner and manager; `state` and `text` narrow them down where they are given."""
    query = select(Lead).where(*where).options(joinedload(Lead.channel_manager), joinedload(Lead.partner))
    query = query.options(with_expression(Lead.shown_state, shown_state()))
    if state == "accepted" or state in BY_QUOTES:
        query = query.where(Lead.state.in_(("accepted", state)), shown_state() == state)
    elif state:
        query = query.where(Lead.state == state)
    return query.where(*mentions(text, Lead.first_name, Lead.last_name, Lead.email, Lead.company))


def shown_state() -> ColumnElement[str]:
    """What an accepted lead has become by the quote that came farthest; else its own state."""
    ways = (
        (exists().where(Quote.lead_id == Lead.id, Quote.state.in_(states)), shown)
        for shown, states in BY_QUOTES.items()
    )
    return case((Lead.state != "accepted", Lead.state), *ways, else_=Lead.state)


def of_partner(partner_id: int) -> ColumnElement[bool]:
    """Those that are a partner's own."""
    return Lead.partner_id == partner_id


def of_manager(manager_id: int | None) -> ColumnElement[bool]:
    """Those that a manager looks after; None is the queue of Sales."""
    return Lead.channel_manager_id == manager_id


def waiting(session: Session, *where: ColumnElement[bool], most: int) -> list[Lead]:
    """The new ones, whoever waits longest first."""
    query = leads(*where, state="new").order_by(Lead.created_at, Lead.id)
    return list(session.scalars(query.limit(most)))


def decided() -> ColumnElement[bool]:
    """Those that somebody has looked at."""
    return Lead.state != "new"


def is_handed_over(lead: Lead) -> bool:
    """Whether the partner has been given what the prospect wrote; before, they see that there is a lead."""
    return lead.state in ("forwarded", "accepted", "declined", "won", "lost")


def find(session: Session, lead_id: int, *where: ColumnElement[bool]) -> Lead | None:
    """One of those, or None: somebody else's can not be told from one that does not exist."""
    return session.scalar(leads(Lead.id == lead_id, *where))


def counts(session: Session, *where: ColumnElement[bool]) -> dict[LeadState, int]:
    """How many there are in each state."""
    query = select(Lead.state, func.count().label("number")).where(*where).group_by(Lead.state)
    return {row.state: row.number for row in session.execute(query)}
