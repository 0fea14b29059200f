"""Signing in, and passwords that were forgotten or never chosen: one address, one way in for each role.

A customer and a user of portal or console may share an address. Every question is asked of both,
so that an answer takes as long for everybody.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import accounts, history, letter_secrets, outbox, users
from app.domain.passwords import Vault
from app.models import Account, PasswordReset, User

RESET_LIVES_FOR = timedelta(hours=1)
INVITATION_LIVES_FOR = timedelta(days=7)

Person = Account | User


class CredentialsError(Exception):
    """The base of what can be wrong at the doors."""


class NotSignedIn(CredentialsError):
    """Raised when address and password do not fit, whichever of them is wrong."""


class ResetUsed(CredentialsError):
    """Raised for a link that has done its work."""


class ResetExpired(CredentialsError):
    """Raised for a link that is unknown or too old."""


def sign_in(session: Session, vault: Vault, email: str, password: str) -> Person:
    """Whoever has this address and password; portal and console come before the customer area.

    Raises NotSignedIn, after the same time for all.
    """
    user, account = users.find(session, email), accounts.find(session, email)
    welcome = user if user and not user.disabled_at else None
    user_fits = vault.verify(welcome.password_hash if welcome else None, password)
    account_fits = vault.verify(account.password_hash if account else None, password)
    if welcome and user_fits:
        return welcome
    if account and account_fits:
        return account
    raise NotSignedIn


def is_password_of(session: Session, vault: Vault, user_id: int, password: str) -> bool:
    """Whether a user who is signed in knows the password, asked again before something that matters."""
    user = session.get(User, user_id)
    return vault.verify(user.password_hash if user else None, password)


def renew_hash(session: Session, person: Person, password_hash: str) -> None:
    """Keep the same password at another cost, unless it was changed meanwhile."""
    kind = type(person)
    session.execute(
        update(kind)
        .where(kind.id == person.id, kind.password_hash == person.password_hash)
        .values(password_hash=password_hash)
        .execution_options(synchronize_session=False)
    )


def ask_reset(session: Session, email: str, now: datetime) -> None:
    """Have a letter sent that lets somebody choose a new password.

    Whether the address is anybody's is looked up at sending time, so that asking takes the
    same time for all; if it is nobody's, the letter says so to whoever reads that address.
    """
    outbox.post(session, "reset_password", email, now=now)


def mint_reset(session: Session, account: Account | None, user: User | None, now: datetime) -> str:
    """The token of a link that is about to be sent."""
    token = letter_secrets.mint().token
    session.add(
        PasswordReset(
            account_id=account.id if account else None,
            user_id=user.id if user else None,
            token_hash=letter_secrets.token_hash(token),
            handed_over_at=now,
        )
    )
    return token


def find_reset(session: Session, token: str, now: datetime) -> PasswordReset:
    """The open reset behind a link. Raises ResetUsed, ResetExpired."""
    query = select(PasswordReset).where(PasswordReset.token_hash == letter_secrets.token_hash(token))
    reset = session.scalar(query)
    if reset is None or now - reset.handed_over_at >= _lives_for(reset):
        raise ResetExpired
    # Whoever has just chosen a password has made every earlier link worthless.
    if reset.used_at or any(one.password_changed_at > reset.handed_over_at for one in _people(reset)):
        raise ResetUsed
    return reset


def is_welcome(reset: PasswordReset) -> bool:
    """Whether this link lets somebody choose their first password."""
    if reset.user is not None:
        return reset.user.joined_at is None
    return reset.account is not None and reset.account.password_hash == accounts.NO_PASSWORD


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
    for person in _people(reset):
        person.password_hash, person.password_changed_at = password_hash, now
    if reset.user and reset.user.joined_at is None:
        reset.user.joined_at = now
    if reset.account:
        history.record(session, "password_changed", "customer", now, account_id=reset.account.id)


def _people(reset: PasswordReset) -> list[Person]:
    return [person for person in (reset.user, reset.account) if person]


def _lives_for(reset: PasswordReset) -> timedelta:
    return INVITATION_LIVES_FOR if is_welcome(reset) else RESET_LIVES_FOR
