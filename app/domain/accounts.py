"""Accounts: opened by a confirmed signup, and upgraded (SPEC section 8)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import addresses, attribution, history
from app.domain.attribution import Touch
from app.domain.webhooks import events
from app.models import Account, Plan, Signup

Standing = Literal["blocked", "production", "trial", "over", "guest"]
STANDINGS: tuple[Standing, ...] = ("production", "trial", "over", "guest", "blocked")

UPGRADABLE: tuple[Plan, ...] = ("guest", "trial")
"""Plans that a customer can upgrade from by themselves."""

_INSERT = InsertOnce(Account.__table__)

NO_PASSWORD = ""
"""The hash of an account that was opened for somebody who has not chosen a password yet."""


class AccountError(Exception):
    """The base of what can be wrong with a deed in an account."""


class AlreadyUpgraded(AccountError):
    """Raised for an account that is a webstore account already."""


@dataclass(frozen=True, slots=True)
class BusinessDetails:
    """What a webstore customer tells about their company, already judged."""

    company: str
    address1: str
    address2: str
    city: str
    postal_code: str
    country: str
    """ISO 3166 alpha-2."""
    phone: str
    """Ten digits."""
    users: int
    term: int
    """Months."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What an account is opened with."""

    email: str
    first_name: str
    last_name: str
    password_hash: str
    plan: Plan
    business: dict[str, str | int | None]


def standing(account: Account, today: date) -> Standing:
    """How an account stands on a day: "over" is a trial that ended by itself, "guest" has nothing yet."""
    if account.blocked_at:
        return "blocked"
    if account.production_at:
        return "production"
    if account.trial_until is None:
        return "guest"
    return "trial" if account.trial_until >= today else "over"


def stands(wanted: Standing, today: date) -> ColumnElement[bool]:
    """The same as a condition for lists."""
    if wanted == "blocked":
        return Account.blocked_at.is_not(None)
    open_, waiting = Account.blocked_at.is_(None), Account.production_at.is_(None)
    rest = {
        "production": Account.production_at.is_not(None),
        "trial": and_(waiting, Account.trial_until >= today),
        "over": and_(waiting, Account.trial_until < today),
        "guest": and_(waiting, Account.trial_until.is_(None)),
    }
    return and_(open_, rest[wanted])


def open_new(session: Session, opening: Opening, now: datetime, actor: str = "prospect") -> int | None:
    """The id of the new account, or None where the address has one already."""
    values = opening.business | {
        "email": opening.email,
        "email_key": addresses.key(opening.email),
        "first_name": opening.first_name,
        "last_name": opening.last_name,
        "password_hash": opening.password_hash,
        "password_changed_at": now,
        "plan": opening.plan,
        "created_at": now,
        "upgraded_at": None,
        "blocked_at": None,
    }
    account_id = _INSERT(session, values)
    if account_id is None:
        return None
    history.record(session, "opened", actor, now, account_id=account_id, plan=opening.plan)
    return int(account_id)


def find(session: Session, email: str) -> Account | None:
    """The account of an address, in whatever case it is written."""
    return session.scalar(select(Account).where(Account.email_key == addresses.key(email)))


def upgrade(
    session: Session,
    account: Account,
    business: dict[str, str | int | None],
    touch: Touch,
    how: str,
    now: datetime,
) -> None:
    """Make a guest a webstore customer; the partner who came first stays. Raises AlreadyUpgraded."""
    changed = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.plan.in_(UPGRADABLE))
        .values(plan="webstore", upgraded_at=now, **business)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise AlreadyUpgraded
    session.refresh(account)
    history.record(
        session,
        "upgraded",
        "customer",
        now,
        account_id=account.id,
        how=how,
        claimed=touch.claimed_partner_id,
        sub=touch.sub_partner_id,
    )
    attribution.bind(session, account.id, touch, now)
    events.of_account(session, account.id, "account.upgraded", now)


def has_agreed(session: Session, account: Account, version: str) -> bool:
    """Whether this version of the agreement was accepted, at signup or since then."""
    mine = (Signup.account_id == account.id, Signup.eusa_version == version)
    if session.scalar(select(Signup.id).where(*mine).limit(1)) is not None:
        return True
    steps = history.of_account(session, account.id)
    return any(step.kind == "agreed" and step.details["version"] == version for step in steps)


def agree(session: Session, account: Account, version: str, network: str, now: datetime) -> None:
    """Write down that this version was accepted; `network` is the prefix that it was accepted from."""
    history.record(
        session, "agreed", "customer", now, account_id=account.id, version=version, network=network
    )


def columns(business: BusinessDetails) -> dict[str, str | int | None]:
    """The details as the columns of a signup or an account."""
    return asdict(business)
