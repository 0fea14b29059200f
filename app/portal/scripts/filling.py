"""What codes of a partner hold before anybody has changed anything: the partner's own names and numbers."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain import logos, numbers
from app.edge import office, signed_in
from app.edge.house import house
from app.edge.widget import Placement
from app.models import Partner

Pairs = tuple[tuple[str, str], ...]

ID = "PartnerID"
SIGNUPS = ("guest", "webstore")
"""Pages on which nobody is named: of the contact they show the number alone."""


def ourselves(session: Session) -> Partner:
    """The row of the partner whose people are signed in, with its manager and its sites."""
    query = select(Partner).options(joinedload(Partner.channel_manager), selectinload(Partner.sites))
    return office.only(session.scalar(query.where(Partner.id == signed_in.partner_id())))


def contact(partner: Partner) -> dict[str, str]:
    """The parameters that say whom prospects talk to, without those that nobody knows."""
    given = {
        "source_cm_name": partner.channel_manager.name if partner.channel_manager else None,
        "source_partner_name": partner.contact_name,
        "source_number": partner.number if partner.number and numbers.is_number(partner.number) else None,
        "source_email": partner.public_email or partner.email,
        "source_company": partner.company,
        "source_website": partner.sites[0].origin if partner.sites else None,
        "source_logo": f"{house().settings.base_url}{logos.path(partner.logo)}" if partner.logo else None,
    }
    return {name: text for name, text in given.items() if text}


def offered(place: Placement) -> tuple[str, ...]:
    """The parameters that make a difference on this page, in the order in which they are asked for."""
    if not place.has_form:
        return ("theme",)
    always = ("SubPartnerID", "returnurl", "theme", "test")
    return ("source_number", *always) if place.slug in SIGNUPS else (*_CONTACT, *always, "webchat")


def beginning(place: Placement, partner: Partner) -> Pairs:
    """What the builder of this page begins with."""
    known = contact(partner)
    return tuple((name, known[name]) for name in offered(place) if name in known)


def with_id(partner: Partner, given: Iterable[tuple[str, str]]) -> Pairs:
    """The same with the PartnerID, which nobody leaves out."""
    return ((ID, partner.public_id), *given)


_CONTACT = (
    "source_partner_name",
    "source_cm_name",
    "source_number",
    "source_email",
    "source_company",
    "source_website",
    "source_logo",
)
