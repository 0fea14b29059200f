"""Accounts: opened by a confirmed signup, upgraded, signed in to (SPEC section 8)."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import addresses, attribution, history, letter_secrets, outbox
from app.domain.attribution import Touch
from app.domain.passwords import Vault
from app.models import Account, PasswordReset, Plan, Signup

RESET_LIVES_FOR = timedelta(hours=1)

_INSERT = InsertOnce(Account.__table__)


class AccountError(Exception):
    """The base of what can be wrong with a deed in an account."""


class NotSignedIn(AccountError):
    """Raised when address and password do not fit, whichever of them is wrong."""


class AlreadyUpgraded(AccountError):
    """Raised for an account that is a webstore account already."""


class ResetUsed(AccountError):
    """Raised for a link that has done its work."""


class ResetExpired(AccountError):
    """Raised for a link that is unknown or too old."""


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


def open_new(session: Session, opening: Opening, now: datetime) -> int | None:
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
    history.record(session, "opened", "prospect", now, account_id=account_id, plan=opening.plan)
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
        .where(Account.id == account.id, Account.plan == "guest")
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


def sign_in(session: Session, vault: Vault, email: str, password: str) -> Account:
    """The account of whoever knows its password. Raises NotSignedIn, after the same time for all."""
    account = find(session, email)
    if not vault.verify(account.password_hash if account else None, password) or account is None:
        raise NotSignedIn
    return account


def renew_hash(session: Session, account: Account, password_hash: str) -> None:
    """Keep the same password at another cost, unless it was changed meanwhile."""
    session.execute(
        update(Account)
        .where(Account.id == account.id, Account.password_hash == account.password_hash)
        .values(password_hash=password_hash)
        .execution_options(synchronize_session=False)
    )


def ask_reset(session: Session, email: str, now: datetime) -> None:
    """Have a letter sent that lets somebody choose a new password.

    Whether the address has an account is looked up at sending time, so that asking takes the
    same time for all; without one the letter says so to whoever reads that address.
    """
    outbox.post(session, "reset_password", email, now=now)


def mint_reset(session: Session, account: Account, now: datetime) -> str:
    """The token of a link that is about to be sent."""
    token = letter_secrets.mint().token
    session.add(
        PasswordReset(account_id=account.id, token_hash=letter_secrets.token_hash(token), handed_over_at=now)
    )
    return token


def find_reset(session: Session, token: str, now: datetime) -> PasswordReset:
    """The open reset behind a link. Raises ResetUsed, ResetExpired."""
    query = select(PasswordReset).where(PasswordReset.token_hash == letter_secrets.token_hash(token))
    reset = session.scalar(query)
    if reset is None or now - reset.handed_over_at >= RESET_LIVES_FOR:
        raise ResetExpired
    # Whoever has just chosen a password has made every earlier link worthless.
    if reset.used_at or reset.account.password_changed_at > reset.handed_over_at:
        raise ResetUsed
    return reset


def choose_password(session: Session, reset: PasswordReset, password_hash: str, now: datetime) -> None:
    """Use a link up, and end every session from before. Raises ResetUsed."""
    used = session.execute(
        update(PasswordReset)
        .where(PasswordReset.id == reset.id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
        .returning(PasswordReset.id)
        .execution_options(synchronize_session=False)
    ).first()
    if used is None:
        raise ResetUsed
    account = reset.account
    account.password_hash, account.password_changed_at = password_hash, now
    history.record(session, "password_changed", "customer", now, account_id=account.id)
