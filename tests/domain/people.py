"""Claims as forms make them, confirmed as letters let people confirm them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.domain import enclosures, signups, verification
from app.domain.accounts import BusinessDetails
from app.domain.directory import Directory
from app.domain.enclosures import Enclosure
from app.domain.letter_secrets import Secrets
from app.domain.signups import Agreement, Claim, Registration
from app.models import Letter, Signup
from tests.quoting import CATALOG

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SALES = "sales@panterranetworks.com"
ADA = "ada@analytical.example"
ENGINES = BusinessDetails(
    "Analytical Engines", "12 Mill Lane", "", "London", "N1", "GB", "4085550199", users=25, term=24
)


def claim(
    database: Database, *, partner: str | None = "1234567", sub: str | None = None, **changes: Any
) -> Claim:
    """Ada fills in the guest form; `partner` is the PartnerID of the link that she followed."""
    values: dict[str, Any] = {
        "handle_hash": "h1",
        "form": "guest",
        "registration": Registration("Ada", "Lovelace", ADA),
        "agreement": Agreement("2026-01", NOON, "192.0.2.0/24"),
        "partner": Directory(database).find(partner),
        "claimed_partner_id": partner,
        "sub_partner_id": sub,
        "site": "http://www.tmclabs.com",
        "utm": {},
        "returnurl": None,
        "touched_at": NOON,
    }
    return Claim(**(values | changes))


def webstore(database: Database, **changes: Any) -> Claim:
    """The same on the webstore form."""
    registration = Registration("Ada", "Lovelace", changes.pop("email", ADA), ENGINES)
    return claim(database, form="webstore", registration=registration, **changes)


def start(database: Database, claimed: Claim, now: datetime = NOON, password_hash: str = "$hash") -> Signup:
    """Store the claim, as the view does."""
    with database.writing() as session:
        signups.start(session, claimed, password_hash, now)
        session.commit()
        return session.scalars(select(Signup).where(Signup.handle_hash == claimed.handle_hash)).one()


def last_letter(session: Session, kind: str = "confirm_address") -> Letter:
    return session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id.desc())).first()  # type: ignore[return-value]


def hand_over(database: Database, now: datetime = NOON, kind: str = "confirm_address") -> Enclosure:
    """What the courier does just before it hands the last letter of this kind over."""
    with database.writing() as session:
        enclosed = enclosures.enclose(session, last_letter(session, kind), now)
        session.commit()
        return enclosed


def secrets_of(database: Database, now: datetime = NOON) -> Secrets:
    """The link and the code of the last letter that confirms an address."""
    enclosed = hand_over(database, now)
    assert enclosed.secrets is not None
    return enclosed.secrets


def enters(database: Database, signup: Signup, code: str, now: datetime = NOON) -> verification.Outcome:
    """Type a code into the page after signup; committed whatever comes of it, as the view does."""
    return _committed(
        database,
        lambda session: verification.confirm_by_code(
            session, _here(session, signup), code, SALES, CATALOG, now
        ),
    )


def follows(
    database: Database, token: str, now: datetime = NOON, knows_password: bool = False
) -> verification.Outcome:
    """Open the link of a letter and press the button."""
    return _committed(
        database,
        lambda session: verification.confirm_by_link(
            session, verification.look(session, token, now), knows_password, SALES, CATALOG, now
        ),
    )


def _here(session: Session, signup: Signup) -> Signup:
    return session.get_one(Signup, signup.id)


def _committed(database: Database, deed: Callable[[Session], verification.Outcome]) -> verification.Outcome:
    with database.writing() as session:
        try:
            return deed(session)
        finally:
            session.commit()
