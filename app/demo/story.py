"""What happened before the curtain rises: so that every page of the demo is alive at first start.

No letters are written: the demo's mailbox holds what happens while somebody looks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.config import Settings
from app.demo.cast import HARBOUR_AND_PINE, TMC_LABS
from app.demo.deals import DEALS, DECIDES_AFTER, Deal
from app.demo.trade import Season, use
from app.domain import accounts, attribution, catalog, history
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.models import DryRun, Finding, Lead, LeadEvent, LeadState, Letter, Partner, Signup

NOBODYS_HASH = "!"
"""No password has it."""


@dataclass(frozen=True)
class _Prospect:
    """One enquiry: who, how long ago, and how far it came since then."""

    first_name: str
    last_name: str
    company: str
    service: str
    hours_ago: int
    state: LeadState = "new"
    users: int | None = 20
    sub: str | None = None
    reason: str = ""
    message: str = ""


_TMC = (
    _Prospect("Katherine", "Johnson", "Orbital Paths", "pbx", 2, sub="106", message="We open in March."),
    _Prospect("Hedy", "Lamarr", "Frequency Works", "uc", 27, "forwarded", 45, "106"),
    _Prospect("Radia", "Perlman", "Spanning Tree Ltd", "pbx", 75, "accepted", 120),
    _Prospect("Mary", "Somerville", "Celestial Tools", "cc", 190, "won", 18, "107"),
    _Prospect("Dorothy", "Vaughan", "West Computing", "pbx", 260, "declined", 8, reason="Not our region."),
    _Prospect("Annie", "Easley", "Centaur Fuels", "sb", 410, "lost", 30, reason="They stay where they are."),
)
_HARBOUR = (
    _Prospect("Jean", "Bartik", "First Programs", "sb", 5, message="Can we keep our numbers?"),
    _Prospect("Barbara", "Liskov", "Substitute & Sons", "uc", 50, "forwarded", 60),
    _Prospect("Margaret", "Hamilton", "Priority Display", "cc", 130, "accepted", 200, "north"),
)
_NOBODY = (_Prospect("Karen", "Jones", "Rare Terms", "pbx", 9),)

_WAY: dict[LeadState, tuple[LeadState, ...]] = {
    "new": (),
    "forwarded": ("forwarded",),
    "accepted": ("forwarded", "accepted"),
    "declined": ("forwarded", "declined"),
    "won": ("forwarded", "accepted", "won"),
    "lost": ("forwarded", "accepted", "lost"),
}

_CUSTOMERS = (
    ("Evelyn", "Boyd", "evelyn@granville.example", TMC_LABS, "106", 900, True),
    ("Joan", "Clarke", "joan@hut8.example", TMC_LABS, None, 700, True),
    ("Kathleen", "Booth", "kathleen@assembler.example", TMC_LABS, "107", 60, False),
    ("Stephanie", "Shirley", "steve@freelance.example", HARBOUR_AND_PINE, "north", 500, True),
)


def tell(session: Session, now: datetime) -> None:
    """Write the story down, unless there are leads already."""
    if session.scalar(select(Lead.id).limit(1)) is not None:
        return
    partners = {one.public_id: one for one in session.scalars(select(Partner))}
    told = ((_TMC, partners[TMC_LABS]), (_HARBOUR, partners[HARBOUR_AND_PINE]), (_NOBODY, None))
    enquiries = [(prospect, partner) for prospects, partner in told for prospect in prospects]
    enquiries += [(_prospect(deal), partners[deal.partner]) for deal in DEALS if deal.from_lead]
    # In the order in which it happened, as ids are.
    leads = [_lead(*one, now) for one in sorted(enquiries, key=lambda one: -one[0].hours_ago)]
    session.add_all(leads)
    for customer in sorted(_CUSTOMERS, key=lambda one: -one[5]):
        _sign_up(session, *customer, partners=partners, now=now)
    session.add_all(_rehearsals(partners[TMC_LABS], now))
    session.add_all(_findings(partners[TMC_LABS], now))
    session.flush()
    last = session.scalar(select(func.max(Letter.id))) or 0
    Season(session, catalog.read(Settings.catalog_file), {lead.email: lead for lead in leads}, now).tell()
    use(session, now)
    # They would all arrive at once.
    session.execute(delete(Letter).where(Letter.id > last))


def _prospect(deal: Deal) -> _Prospect:
    """The enquiry that a deal began with."""
    return _Prospect(
        deal.first_name,
        deal.last_name,
        deal.company,
        deal.wanted.product,
        (deal.quoted + DECIDES_AFTER) * 24,
        "accepted",
        deal.wanted.users,
        deal.sub,
    )


def _lead(of: _Prospect, partner: Partner | None, now: datetime) -> Lead:
    at = now - timedelta(hours=of.hours_ago)
    manager = partner.channel_manager if partner else None
    events = _events(of, partner, at)
    return Lead(
        handle_hash=_handle(of.first_name, of.last_name),
        state=of.state,
        first_name=of.first_name,
        last_name=of.last_name,
        email=f"{of.first_name.lower()}@{of.company.lower().replace(' ', '').replace('&', 'and')}.example",
        phone="902.555.0187",
        company=of.company,
        users=of.users,
        message=of.message,
        widget="landing",
        service=of.service,
        claimed_partner_id=partner.public_id if partner else None,
        sub_partner_id=of.sub,
        source={"source_cm_name": manager.name} if manager else {},
        site=partner.sites[0].origin if partner else None,
        utm={"utm_source": "newsletter"} if of.sub else {},
        partner=partner,
        channel_manager=manager,
        created_at=at,
        remind_at=None,
        forwarded_at=next((event.at for event in events if event.kind == "forwarded"), None),
        events=events,
    )


def _events(of: _Prospect, partner: Partner | None, at: datetime) -> list[LeadEvent]:
    events = [LeadEvent(kind="received", actor="prospect", at=at, details={})]
    manager = partner.channel_manager.name if partner and partner.channel_manager else "Sales"
    for step, kind in enumerate(_WAY[of.state], 1):
        actor = manager if kind == "forwarded" else partner.contact_name if partner else "Sales"
        details = {"reason": of.reason} if of.reason and kind == of.state else {}
        when = at + timedelta(minutes=step * 25 + of.hours_ago % 40)
        events.append(LeadEvent(kind=kind, actor=actor, at=when, details=details))
    return events


def _sign_up(
    session: Session,
    first_name: str,
    last_name: str,
    email: str,
    partner_id: str,
    sub: str | None,
    hours_ago: int,
    confirmed: bool,
    *,
    partners: dict[str, Partner],
    now: datetime,
) -> None:
    at, partner = now - timedelta(hours=hours_ago), partners[partner_id]
    signup = _signup(first_name, last_name, email, partner, sub, at)
    session.add(signup)
    session.flush()
    details: dict[str, Any] = {"form": "guest", "claimed": partner_id, "sub": sub, "site": signup.site}
    for kind, minutes in (("touched", -3), ("signed_up", 0)):
        when = at + timedelta(minutes=minutes)
        history.record(session, kind, "prospect", when, signup_id=signup.id, **details)
    if not confirmed:
        return
    then = at + timedelta(minutes=7)
    account_id = accounts.open_new(
        session, Opening(email, first_name, last_name, NOBODYS_HASH, "guest", {}), then
    )
    signup.confirmed_at, signup.account_id = then, account_id
    history.record(session, "confirmed", "prospect", then, signup_id=signup.id, how="the code of the letter")
    if account_id:
        attribution.bind(session, account_id, Touch(partner_id, partner.id, sub, signup.id), then)


def _signup(
    first_name: str, last_name: str, email: str, partner: Partner, sub: str | None, at: datetime
) -> Signup:
    return Signup(
        handle_hash=_handle(first_name, last_name),
        form="guest",
        plan="guest",
        first_name=first_name,
        last_name=last_name,
        email=email,
        email_key=email,
        password_hash=NOBODYS_HASH,
        claimed_partner_id=partner.public_id,
        sub_partner_id=sub,
        partner=partner,
        site=partner.sites[0].origin,
        utm={},
        touched_at=at,
        eusa_version="2026-01",
        eusa_accepted_at=at,
        eusa_network="192.0.2.0/24",
        eusa_declared_by="prospect",
        last_letter_at=at,
        created_at=at,
    )


def _rehearsals(partner: Partner, now: datetime) -> list[DryRun]:
    words = "“SubpartnerID” was ignored: capitals matter, write “SubPartnerID”."
    queries: tuple[tuple[str, list[dict[str, Any]]], ...] = (
        (f"PartnerID={partner.public_id}&SubpartnerID=106&test=true", [{"rule": "misspelt", "words": words}]),
        (f"PartnerID={partner.public_id}&SubPartnerID=106&test=true", []),
    )
    return [
        DryRun(
            handle_hash=_handle("rehearsal", str(number)),
            form="guest",
            partner_id=partner.id,
            claimed_partner_id=partner.public_id,
            site=partner.sites[0].origin,
            query=query,
            findings=findings,
            created_at=now - timedelta(days=3, minutes=30 - 10 * number),
        )
        for number, (query, findings) in enumerate(queries)
    ]


def _findings(partner: Partner, now: datetime) -> list[Finding]:
    reported = (
        ("misspelt:SubPartnerID", "SubpartnerID", 4, 72),
        ("unregistered_site", "http://tmclabs.com", 12, 20),
        ("malformed:source_number", "650-365", 2, 200),
    )
    return [
        Finding(
            partner_id=partner.id,
            partner_key=partner.id,
            rule=rule,
            value=value,
            count=count,
            first_at=now - timedelta(hours=hours + 30),
            last_at=now - timedelta(hours=hours),
        )
        for rule, value, count, hours in reported
    ]


def _handle(*words: str) -> str:
    return sha256(" ".join(("story", *words)).encode()).hexdigest()
