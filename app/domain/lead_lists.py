"""Which leads somebody looks at: a partner's own, a manager's, or all of them."""

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.lists import mentions
from app.models import Lead, LeadState

STATES: tuple[LeadState, ...] = (
    "new",
    "forwarded",
    "accepted",
    "declined",
    "won",
    "lost",
    "spam",
    "duplicate",
)


def leads(*where: ColumnElement[bool], state: str = "", text: str = "") -> Select[Lead]:
    """Leads with their partner and manager; `state` and `text` narrow them down where they are given."""
    query = select(Lead).where(*where).options(joinedload(Lead.channel_manager), joinedload(Lead.partner))
    if state:
        query = query.where(Lead.state == state)
    return query.where(*mentions(text, Lead.first_name, Lead.last_name, Lead.email, Lead.company))


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
