"""The standing cast of SPEC section 15: the demo and the tests play with the same people."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Builder, Vendor
from app.models import ChannelManager, Partner, Site, matchable

HARBOUR_AND_PINE = "4958765"
TMC_LABS = "1234567"
QUIET_VALLEY = "7654321"

MANAGERS = {
    "John Smith": "john@panterranetworks.com",
    "Dave Ryan": "dave@panterranetworks.com",
}


BUILDER = "drydock"
"""With which the mock partner site says that it is made."""


@dataclass(frozen=True)
class _Role:
    """How one partner of the cast begins."""

    public_id: str
    company: str
    contact_name: str
    email: str
    manager: str
    sites: tuple[str, ...]
    brand: str | None = None
    suspended: bool = False
    form_api: bool = False
    number: str | None = None


_PARTNERS = (
    _Role(
        HARBOUR_AND_PINE,
        "Harbour & Pine IT",
        "Maren Holt",
        "partner@partnerwebsite.com",
        "John Smith",
        ("http://partnerwebsite.com",),
        brand="#a8401c",
        form_api=True,
        number="902.555.0142",
    ),
    _Role(
        TMC_LABS,
        "TMC Labs",
        "Tim Mathews",
        "tim@tmclabs.com",
        "Dave Ryan",
        ("http://www.tmclabs.com",),
        brand="#8a1538",
    ),
    _Role(
        QUIET_VALLEY,
        "Quiet Valley Telecom",
        "Rosa Delgado",
        "hello@quietvalley.example",
        "Dave Ryan",
        ("http://www.quietvalley.example",),
        suspended=True,
    ),
)


def seed(session: Session, now: datetime, mock_site_origin: str) -> None:
    """Bring the cast on stage; whoever is there already stays as they are.

    `mock_site_origin` is where the mock partner site of this run is served: partner 4958765
    registers it beside its own, and the builder that it is made with, so that its pages may embed.
    """
    managers = {name: _manager(session, name, email) for name, email in MANAGERS.items()}
    for role in _PARTNERS:
        partner = _partner(session, role, managers[role.manager], now)
        wanted: dict[str, str | None] = dict.fromkeys(role.sites)
        if role.public_id == HARBOUR_AND_PINE:
            wanted[mock_site_origin] = BUILDER
        known = {site.origin for site in partner.sites}
        partner.sites += [
            Site(origin=origin, builder=builder, created_at=now)
            for origin, builder in wanted.items()
            if origin not in known
        ]
    session.flush()


def with_builder(vendor: Vendor, partner_port: int) -> Vendor:
    """The vendor, who has also vetted the builder whose frames the mock partner site of this run serves."""
    # Chromium, Firefox and WebKit know without asking anybody that such names are this machine.
    frames = (f"http://*.{BUILDER}.localhost:{partner_port}",)
    return replace(vendor, builders=(*vendor.builders, Builder(BUILDER, "Drydock Sites", frames)))


def _manager(session: Session, name: str, email: str) -> ChannelManager:
    match = matchable(name)
    found = session.scalar(select(ChannelManager).where(ChannelManager.match_name == match))
    if found is None:
        found = ChannelManager(name=name, match_name=match, email=email)
        session.add(found)
    return found


def _partner(session: Session, role: _Role, manager: ChannelManager, now: datetime) -> Partner:
    found = session.scalar(select(Partner).where(Partner.public_id == role.public_id))
    if found is None:
        found = Partner(
            public_id=role.public_id,
            company=role.company,
            contact_name=role.contact_name,
            email=role.email,
            brand=role.brand,
            channel_manager=manager,
            suspended_at=now if role.suspended else None,
            form_api_activated_at=now if role.form_api else None,
            number=role.number,
            approved_at=now,
            created_at=now,
        )
        session.add(found)
    return found
