"""Verification: a link or a code shows that a signup's address is read by whoever signed up."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain import accounts, attribution, history, letter_secrets, news
from app.domain.accounts import Opening
from app.domain.attribution import Touch
from app.domain.catalog import Catalog
from app.domain.letter_secrets import Secrets
from app.domain.orders import placing
from app.domain.webhooks import events
from app.models import Account, Business, Confirmation, Signup

TOKEN_LIVES_FOR = timedelta(hours=24)
CODE_LIVES_FOR = timedelta(minutes=15)
MOST_TRIES = 5

Outcome = Literal["opened", "upgraded", "kept"]


class VerificationError(Exception):
    """The base of what can be wrong with a link or a code."""


class CodeWrong(VerificationError):
    """Raised for a code that is in no letter of the last 15 minutes."""


class UnknownLink(VerificationError):
    """Raised for a token that was never minted."""


class LinkExpired(VerificationError):
    """Raised for a link that is too old, or whose address was changed; with its signup."""

    def __init__(self, signup: Signup, is_same_address: bool) -> None:
        super().__init__()
        self.signup = signup
        self.is_same_address = is_same_address


class AlreadyConfirmed(VerificationError):
    """Raised where there is nothing left to confirm."""


class Disowned(VerificationError):
    """Raised when the reader of the address has said that it was not them."""


class PasswordNeeded(VerificationError):
    """Raised when the link alone does not tell who signed up, or the password given is wrong."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a link is worth now, for the page that it opens."""

    confirmation: Confirmation
    signup: Signup
    needs_password: bool


def mint(session: Session, signup: Signup, now: datetime) -> Secrets:
    """Secrets for a letter that is about to be handed over; earlier ones of this address stay valid."""
    made = letter_secrets.mint()
    hashed = letter_secrets.token_hash(made.token)
    session.add(
        Confirmation(
            signup_id=signup.id,
            address_version=signup.address_version,
            token_hash=hashed,
            code_hash=letter_secrets.code_hash(made.code, hashed),
            handed_over_at=now,
        )
    )
    return made


def look(session: Session, token: str, now: datetime, *, to_change: bool = False) -> Standing:
    """What a link opens, without changing anything.

    `to_change` waits for whoever is just about to confirm it.
    Raises UnknownLink, LinkExpired, AlreadyConfirmed, Disowned.
    """
    query = select(Confirmation).where(Confirmation.token_hash == letter_secrets.token_hash(token))
    found = session.scalar(query)
    if found is None:
        raise UnknownLink
    query_signup = select(Signup).where(Signup.id == found.signup_id)
    signup = session.scalars(query_signup.with_for_update() if to_change else query_signup).one()
    _must_be_open(signup)
    is_same_address = found.address_version == signup.address_version
    if not is_same_address or now - found.handed_over_at >= TOKEN_LIVES_FOR:
        raise LinkExpired(signup, is_same_address)
    needs_password = _needs_password(session, signup, now)
    if needs_password:
        # Another click may have confirmed it since it was read, and opened that very account.
        session.refresh(signup)
        _must_be_open(signup)
    return Standing(found, signup, needs_password)


def confirm_by_link(
    session: Session,
    standing: Standing,
    knows_password: bool,
    sales_email: str,
    catalog: Catalog,
    now: datetime,
) -> Outcome:
    """Confirm what a link stands for, once. Raises PasswordNeeded, AlreadyConfirmed, Disowned."""
    if standing.needs_password and not knows_password:
        raise PasswordNeeded
    return _confirm(session, standing.confirmation, "link", sales_email, catalog, now)


def confirm_by_code(
    session: Session, signup: Signup, code: str, sales_email: str, catalog: Catalog, now: datetime
) -> Outcome:
    """Confirm a signup by a code of one of its letters.

    Each guess counts before it is judged, at every code it is compared with, so that guesses in
    parallel have no more tries. The caller commits also after CodeWrong.
    Raises CodeWrong, AlreadyConfirmed, Disowned.
    """
    # The signup first and its letters after it, as links do: the other way round both would wait.
    session.refresh(signup, with_for_update=True)
    _must_be_open(signup)
    guessed = session.scalars(
        update(Confirmation)
        .where(
            Confirmation.signup_id == signup.id,
            Confirmation.address_version == signup.address_version,
            Confirmation.handed_over_at > now - CODE_LIVES_FOR,
            Confirmation.tries < MOST_TRIES,
        )
        .values(tries=Confirmation.tries + 1)
        .returning(Confirmation)
        .execution_options(synchronize_session=False)
    ).all()
    for one in guessed:
        if hmac.compare_digest(one.code_hash, letter_secrets.code_hash(code, one.token_hash)):
            return _confirm(session, one, "code", sales_email, catalog, now)
    raise CodeWrong


def disown(session: Session, standing: Standing, now: datetime) -> None:
    """Close a claim whose address belongs to somebody who never made it. Raises AlreadyConfirmed."""
    if not _settle(session, standing.signup, disowned_at=now):
        raise AlreadyConfirmed
    history.record(session, "disowned", "reader", now, signup_id=standing.signup.id)


def _must_be_open(signup: Signup) -> None:
    if signup.disowned_at:
        raise Disowned
    if signup.confirmed_at:
        raise AlreadyConfirmed


def _needs_password(session: Session, signup: Signup, now: datetime) -> bool:
    """Where a link alone could open or change an account for whoever else claims the address."""
    rival = select(Signup.id).where(
        Signup.email_key == signup.email_key,
        Signup.id != signup.id,
        Signup.confirmed_at.is_(None),
        Signup.disowned_at.is_(None),
        Signup.last_letter_at > now - TOKEN_LIVES_FOR,
    )
    if session.scalar(rival.limit(1)) is not None:
        return True
    return session.scalar(select(Account.id).where(Account.email_key == signup.email_key)) is not None


def _settle(session: Session, signup: Signup, **values: datetime) -> bool:
    """Close an open signup; False if somebody was first."""
    done = session.execute(
        update(Signup)
        .where(
            Signup.id == signup.id,
            Signup.address_version == signup.address_version,
            Signup.confirmed_at.is_(None),
            Signup.disowned_at.is_(None),
        )
        .values(**values)
        .returning(Signup.id)
        .execution_options(synchronize_session=False)
    ).first()
    return done is not None


def _confirm(
    session: Session, used: Confirmation, how: str, sales_email: str, catalog: Catalog, now: datetime
) -> Outcome:
    signup = used.signup
    if not _settle(session, signup, confirmed_at=now):
        raise AlreadyConfirmed
    used.used_at = now
    history.record(session, "confirmed", "prospect", now, signup_id=signup.id, how=how)
    touch = Touch(signup.claimed_partner_id, signup.partner_id, signup.sub_partner_id, signup.id)
    account_id, outcome = _account(session, signup, touch, catalog, now)
    signup.account_id = account_id
    session.flush()
    if outcome != "kept":
        news.tell_manager(session, outcome, account_id, touch, sales_email, now)
    return outcome


def _account(
    session: Session, signup: Signup, touch: Touch, catalog: Catalog, now: datetime
) -> tuple[int, Outcome]:
    """The account of a confirmed address: a new one, an upgraded one, or the one it had.

    A webstore account comes with its order.
    """
    business = {name: getattr(signup, name) for name in Business.__annotations__}
    opening = Opening(
        signup.email, signup.first_name, signup.last_name, signup.password_hash, signup.plan, business
    )
    account_id = accounts.open_new(session, opening, now)
    if account_id is not None:
        attribution.bind(session, account_id, touch, now)
        events.of_account(session, account_id, "signup.confirmed", now)
        if signup.plan == "webstore":
            placing.at_list_price(session, catalog, account_id, "signup", now)
        return account_id, "opened"
    account = session.scalars(
        select(Account).where(Account.email_key == signup.email_key).with_for_update()
    ).one()
    if signup.plan == "webstore" and account.plan == "guest":
        # The old password stays: it is what the customer knows.
        accounts.upgrade(session, account, business, touch, "the webstore form", now)
        placing.at_list_price(session, catalog, account.id, "upgrade", now)
        return account.id, "upgraded"
    history.record(session, "kept", "prospect", now, account_id=account.id)
    attribution.bind(session, account.id, touch, now)
    return account.id, "kept"
