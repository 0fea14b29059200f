"""Signups: started once, however often a form is sent (SPEC sections 3 to 5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import accounts, addresses, history, outbox
from app.domain.accounts import BusinessDetails
from app.domain.directory import KnownPartner
from app.models import Signup, SignupForm

HANDLE_LIVES_FOR = timedelta(hours=24)
MOST_RESENDS = 5
MOST_ADDRESS_CHANGES = 2
WAITS = (timedelta(seconds=60), timedelta(minutes=5), timedelta(minutes=30))
"""Before the first, the second and every later letter that is asked for again."""

_INSERT = InsertOnce(Signup.__table__)


class SignupError(Exception):
    """The base of what can be wrong with a deed on the page after signup."""


class ResendTooSoon(SignupError):
    """Raised with the moment from which another letter may be asked for."""

    def __init__(self, possible_at: datetime) -> None:
        super().__init__()
        self.possible_at = possible_at


class NoMoreLetters(SignupError):
    """Raised when a signup has had all the letters it may have."""


class NoMoreChanges(SignupError):
    """Raised when the address was changed as often as it may be."""


class Settled(SignupError):
    """Raised when a signup is confirmed or disowned, so that nothing is left to be done."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Who signs up, already judged."""

    first_name: str
    last_name: str
    email: str
    business: BusinessDetails | None = None
    """None for a guest."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """That the End User Service Agreement was taken: which, when, from where, and who says so."""

    version: str
    accepted_at: datetime
    network: str
    declared_by: Literal["prospect", "partner"] = "prospect"


@dataclass(frozen=True, slots=True)
class Claim:
    """A signup as it arrives: the person, and everything the partner's URL said."""

    handle_hash: str
    form: SignupForm
    registration: Registration
    agreement: Agreement
    partner: KnownPartner | None
    claimed_partner_id: str | None
    sub_partner_id: str | None
    site: str | None
    utm: dict[str, str]
    returnurl: str | None
    touched_at: datetime


def start(session: Session, claim: Claim, password_hash: str, now: datetime) -> bool:
    """Store a signup with its event and the letter that confirms the address.

    False if the same form was sent before: the first signup stays as it is. The unique handle
    decides, so parallel posts make one. Whether the address has an account plays no part here,
    so neither answer nor time can tell.
    """
    signup_id = _INSERT(session, _columns(claim) | {"password_hash": password_hash} | _beginning(now))
    if signup_id is None:
        return False
    for kind, at in (("touched", claim.touched_at), ("signed_up", now)):
        history.record(
            session,
            kind,
            "prospect",
            at,
            signup_id=signup_id,
            form=claim.form,
            site=claim.site,
            claimed=claim.claimed_partner_id,
            sub=claim.sub_partner_id,
        )
    _write(session, signup_id, claim.registration.email, 1, now)
    return True


def is_other(signup: Signup, registration: Registration) -> bool:
    """Whether a form that was sent again holds something else than what was taken."""
    business = accounts.columns(registration.business) if registration.business else {}
    sent = business | {
        "first_name": registration.first_name,
        "last_name": registration.last_name,
        "email": registration.email,
    }
    # Whoever has changed the address since then sends the old one again.
    compared = (
        sent.items() if not signup.address_changes else [(k, v) for k, v in sent.items() if k != "email"]
    )
    return any(getattr(signup, name) != value for name, value in compared)


def find_by_handle(session: Session, handle_hash: str, now: datetime) -> Signup | None:
    """The signup behind a page, for a day."""
    query = select(Signup).where(
        Signup.handle_hash == handle_hash, Signup.created_at > now - HANDLE_LIVES_FOR
    )
    return session.scalar(query)


def resend_from(signup: Signup) -> datetime:
    """From when on another letter may be asked for."""
    return signup.last_letter_at + WAITS[min(signup.resends, len(WAITS) - 1)]


def may_resend(signup: Signup, now: datetime) -> bool:
    """Whether another letter can be asked for now."""
    return signup.resends < MOST_RESENDS and now >= resend_from(signup)


def resend(session: Session, signup: Signup, now: datetime) -> None:
    """Send another letter. Raises Settled, NoMoreLetters, ResendTooSoon."""
    _must_be_open(signup)
    if signup.resends >= MOST_RESENDS:
        raise NoMoreLetters
    if now < resend_from(signup):
        raise ResendTooSoon(resend_from(signup))
    _step(session, signup, resends=signup.resends + 1, last_letter_at=now)
    _write(session, signup.id, signup.email, signup.address_version, now)


def change_address(session: Session, signup: Signup, email: str, now: datetime) -> None:
    """Send the letter elsewhere, at once; every earlier link and code is void from here on.

    Raises Settled, NoMoreChanges.
    """
    _must_be_open(signup)
    if signup.address_changes >= MOST_ADDRESS_CHANGES:
        raise NoMoreChanges
    _step(
        session,
        signup,
        email=email,
        email_key=addresses.key(email),
        address_version=signup.address_version + 1,
        address_changes=signup.address_changes + 1,
        last_letter_at=now,
    )
    history.record(session, "address_changed", "prospect", now, signup_id=signup.id)
    _write(session, signup.id, email, signup.address_version, now)


def _must_be_open(signup: Signup) -> None:
    if signup.confirmed_at or signup.disowned_at:
        raise Settled


def _step(session: Session, signup: Signup, **values: Any) -> None:
    """Change a signup that nobody else changed since it was read. Raises Settled, ResendTooSoon."""
    done = session.execute(
        update(Signup)
        .where(
            Signup.id == signup.id,
            Signup.confirmed_at.is_(None),
            Signup.disowned_at.is_(None),
            Signup.resends == signup.resends,
            Signup.address_changes == signup.address_changes,
        )
        .values(**values)
        .returning(Signup.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(signup)
    if done is None:
        # Another click was first: what it did is what this one finds.
        _must_be_open(signup)
        raise ResendTooSoon(resend_from(signup))


def _write(session: Session, signup_id: int, email: str, version: int, now: datetime) -> None:
    outbox.post(
        session, "confirm_address", email, signup_id=signup_id, details={"address_version": version}, now=now
    )


def _columns(claim: Claim) -> dict[str, Any]:
    person, agreement = claim.registration, claim.agreement
    nothing = dict.fromkeys(BusinessDetails.__dataclass_fields__)
    return (accounts.columns(person.business) if person.business else nothing) | {
        "handle_hash": claim.handle_hash,
        "form": claim.form,
        "plan": "webstore" if person.business else "guest",
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "email_key": addresses.key(person.email),
        "claimed_partner_id": claim.claimed_partner_id,
        "sub_partner_id": claim.sub_partner_id,
        "partner_id": claim.partner.id if claim.partner else None,
        "site": claim.site,
        "utm": claim.utm,
        "returnurl": claim.returnurl,
        "touched_at": claim.touched_at,
        "eusa_version": agreement.version,
        "eusa_accepted_at": agreement.accepted_at,
        "eusa_network": agreement.network,
        "eusa_declared_by": agreement.declared_by,
    }


def _beginning(now: datetime) -> dict[str, Any]:
    return {
        "address_version": 1,
        "resends": 0,
        "address_changes": 0,
        "last_letter_at": now,
        "created_at": now,
        "confirmed_at": None,
        "disowned_at": None,
        "account_id": None,
    }
