"""What a letter to or about a person encloses, judged and minted at the moment of sending.

Nothing secret rests in the outbox, and nothing that was asked in a request depends on whether
an address has an account: that is looked up here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import accounts, attribution, credentials, credit, orders, quotes, users, verification
from app.domain.accounts import NO_PASSWORD
from app.domain.letter_secrets import Secrets
from app.models import Account, Letter, ModificationRequest, Order, Partner, Quote, Signup, User


class NothingToSay(Exception):
    """Raised for a letter that has become pointless: confirmed meanwhile, or sent elsewhere since."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Which words a letter has, and what they are about."""

    template: str
    secrets: Secrets | None = field(default=None, repr=False)
    signup: Signup | None = None
    account: Account | None = None
    user: User | None = None
    partner: Partner | None = None
    quote: Quote | None = None
    order: Order | None = None
    details: dict[str, Any] = field(default_factory=dict)


# Letters about a partner's standing, and whether there is still something to say.
_STANDING: dict[str, Callable[[Partner], bool]] = {
    "partner_approved": lambda partner: True,
    "partner_suspended": lambda partner: partner.suspended_at is not None,
    "partner_reinstated": lambda partner: partner.suspended_at is None,
    "own_form_activated": lambda partner: partner.form_api_activated_at is not None,
    "own_form_deactivated": lambda partner: partner.form_api_activated_at is None,
}


# The same of letters to customers about their account.
_ACCOUNTS: dict[str, Callable[[Account], bool]] = {
    "trial_given": lambda account: account.plan == "trial",
    "account_blocked": lambda account: account.blocked_at is not None,
    "account_unblocked": lambda account: account.blocked_at is None,
}


def enclose(session: Session, letter: Letter, now: datetime) -> Enclosure:
    """Mint what the letter needs; the caller commits before the letter goes. Raises NothingToSay."""
    match letter.kind:
        case "confirm_address":
            return _confirmation(session, letter, now)
        case "reset_password":
            return _reset(session, letter, now)
        case "invitation":
            return _invitation(session, letter, now)
        case kind if kind.startswith("quote_"):
            return _quote(session, letter, now)
        case kind if kind.startswith("order_"):
            return _order(session, letter, now)
        case kind if kind in _STANDING:
            return _standing(session, letter)
        case kind if kind in _ACCOUNTS:
            return _account(session, letter, now)
        case _:
            return _news(session, letter)


def _confirmation(session: Session, letter: Letter, now: datetime) -> Enclosure:
    signup = _signup(session, letter)
    if (
        signup.confirmed_at
        or signup.disowned_at
        or signup.address_version != letter.details["address_version"]
    ):
        raise NothingToSay
    # Minted for everybody: who tries codes must not learn from the number of tries who has an account.
    minted = verification.mint(session, signup, now)
    account = accounts.find(session, signup.email)
    if account is None:
        return Enclosure("confirm_address", minted, signup)
    if account.plan == "guest" and signup.plan == "webstore":
        return Enclosure("confirm_upgrade", minted, signup)
    return Enclosure("account_exists", None, signup)


def _reset(session: Session, letter: Letter, now: datetime) -> Enclosure:
    account, user = accounts.find(session, letter.recipient), users.find(session, letter.recipient)
    if user and user.disabled_at:
        user = None
    if account is None and user is None:
        return Enclosure("no_account")
    if user and user.joined_at is None and account is None:
        return _welcome(session, user, now)
    token = credentials.mint_reset(session, account, user, now)
    return Enclosure("reset_password", Secrets(token=token, code=""), account=account, user=user)


def _invitation(session: Session, letter: Letter, now: datetime) -> Enclosure:
    user = session.get(User, letter.details["user_id"])
    if user is None or user.joined_at or user.disabled_at:
        raise NothingToSay
    return _welcome(session, user, now)


def _welcome(session: Session, user: User, now: datetime) -> Enclosure:
    token = credentials.mint_reset(session, accounts.find(session, user.email), user, now)
    return Enclosure("invitation", Secrets(token=token, code=""), user=user)


def _standing(session: Session, letter: Letter) -> Enclosure:
    """What a partner hears about themselves."""
    partner = session.get(Partner, letter.details["partner_id"])
    if partner is None or not _STANDING[letter.kind](partner):
        raise NothingToSay
    return Enclosure(letter.kind, partner=partner)


def _account(session: Session, letter: Letter, now: datetime) -> Enclosure:
    """What a customer hears about their account; whoever has no password yet gets a link to choose one."""
    account = session.get(Account, letter.details["about_account"])
    if account is None or not _ACCOUNTS[letter.kind](account):
        raise NothingToSay
    token = ""
    if letter.kind == "trial_given" and account.password_hash == NO_PASSWORD:
        token = credentials.mint_reset(session, account, None, now)
    tie = attribution.of(session, account.id)
    secrets = Secrets(token=token, code="") if token else None
    return Enclosure(letter.kind, secrets, account=account, partner=tie.partner if tie else None)


def _quote(session: Session, letter: Letter, now: datetime) -> Enclosure:
    """What a customer gets has a link of its own; what the partner hears leads to the portal."""
    quote = session.get(Quote, letter.details["quote_id"])
    if quote is None:
        raise NothingToSay
    if letter.kind not in ("quote_sent", "quote_declined"):
        return Enclosure(letter.kind, quote=quote, details=letter.details)
    # Another letter about a later revision is on its way, or there is nothing left to decide.
    if quote.state != "sent" or letter.details.get("revision", quote.revision) != quote.revision:
        raise NothingToSay
    if letter.recipient != quote.email:
        # The address was wrong, and whoever gets its letters is nobody to whom this is offered.
        raise NothingToSay
    token = quotes.mint(session, quote, now)
    request = session.get(ModificationRequest, letter.details.get("request_id", 0))
    details = {"reason": request.reason or ""} if request else {}
    return Enclosure(letter.kind, Secrets(token=token, code=""), quote=quote, details=details)


def _order(session: Session, letter: Letter, now: datetime) -> Enclosure:
    """What a customer gets leads to their quote, or to the first password of their account."""
    order = session.get(Order, letter.details["order_id"])
    if order is None:
        raise NothingToSay
    token = ""
    details: dict[str, Any] = {}
    if letter.kind == "order_failed":
        # Somebody has tried again or cancelled it meanwhile.
        if order.state != "failed":
            raise NothingToSay
        step = orders.next_step(session, order)
        details = {"step": step.title if step else ""}
    elif letter.kind == "order_placed" and order.quote:
        token = quotes.mint(session, order.quote, now)
    elif letter.kind == "order_ready" and order.account and order.account.password_hash == NO_PASSWORD:
        token, details = credentials.mint_reset(session, order.account, None, now), {"is_welcome": True}
    secrets = Secrets(token=token, code="") if token else None
    return Enclosure(letter.kind, secrets, order=order, details=details)


def _news(session: Session, letter: Letter) -> Enclosure:
    """What a channel manager hears about a customer."""
    account = session.get(Account, letter.details["account_id"])
    if account is None:
        raise NothingToSay
    tie = attribution.of(session, account.id)
    given = credit.given(tie.partner, account) if tie else None
    return Enclosure(
        letter.kind,
        # None where somebody upgraded in the account itself.
        signup=session.get(Signup, letter.signup_id) if letter.signup_id else None,
        account=account,
        details={
            "partner": tie.partner if tie else None,
            "sub_partner_id": tie.sub_partner_id if tie else None,
            "credit_held": given.held if given else None,
            "claimed": letter.details["claimed"],
        },
    )


def _signup(session: Session, letter: Letter) -> Signup:
    signup = session.get(Signup, letter.signup_id) if letter.signup_id else None
    if signup is None:
        raise NothingToSay
    return signup
