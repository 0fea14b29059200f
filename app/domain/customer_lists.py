"""A partner's signups and accounts: which they are, and how they are found again."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Literal, cast

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.accounts import Standing as AccountStanding
from app.domain.accounts import stands
from app.domain.lists import PAGE, mentions
from app.models import Account, Attribution, Partner, Signup

Standing = Literal["unconfirmed", "confirmed", "disowned"]
STANDINGS: tuple[Standing, ...] = ("unconfirmed", "confirmed", "disowned")
PLANS = ("guest", "webstore", "quoted", "trial")

_WHERE: dict[str, ColumnElement[bool]] = {
    "unconfirmed": and_(Signup.confirmed_at.is_(None), Signup.disowned_at.is_(None)),
    "confirmed": Signup.confirmed_at.is_not(None),
    "disowned": Signup.disowned_at.is_not(None),
}


def standing(signup: Signup) -> Standing:
    """How far a signup has come."""
    if signup.disowned_at:
        return "disowned"
    return "confirmed" if signup.confirmed_at else "unconfirmed"


def signups(partner_id: int, state: str = "", text: str = "") -> Select[Signup]:
    """Signups that came through a partner's links and forms."""
    query = select(Signup).where(Signup.partner_id == partner_id)
    if state:
        query = query.where(_WHERE[state])
    return query.where(*mentions(text, Signup.first_name, Signup.last_name, Signup.email, Signup.company))


def accounts(
    partner_id: int, plan: str = "", text: str = "", standing: str = "", today: date | None = None
) -> Select[Attribution]:
    """Accounts that belong to a partner, by their ties; how they stand is told with the day."""
    query = select(Attribution).where(Attribution.partner_id == partner_id).join(Attribution.account)
    if plan:
        query = query.where(Account.plan == plan)
    if standing and today:
        query = query.where(stands(cast(AccountStanding, standing), today))
    columns = (Account.first_name, Account.last_name, Account.email, Account.company)
    found = query.where(*mentions(text, *columns))
    return found.options(contains_eager(Attribution.account), joinedload(Attribution.partner))


def all_accounts(
    text: str = "", standing: str = "", partner: str = "", today: date | None = None
) -> Select[Account]:
    """Accounts of everybody; `partner` is a PartnerID."""
    query = select(Account)
    if standing and today:
        query = query.where(stands(cast(AccountStanding, standing), today))
    if partner:
        whose = select(Partner.id).where(Partner.public_id == partner).scalar_subquery()
        tied = select(Attribution.account_id).where(Attribution.partner_id == whose)
        query = query.where(Account.id.in_(tied))
    return query.where(*mentions(text, Account.first_name, Account.last_name, Account.email, Account.company))


def ties(session: Session, accounts: Sequence[Account]) -> dict[int, Attribution]:
    """Whose they are, by their numbers; nobody's are not among them."""
    query = select(Attribution).where(Attribution.account_id.in_([one.id for one in accounts]))
    found = session.scalars(query.options(joinedload(Attribution.partner)))
    return {tie.account_id: tie for tie in found}


def with_ties(session: Session, accounts: Iterator[Account]) -> Iterator[tuple[Account, Attribution | None]]:
    """Each of them with whose it is, some at a time."""
    while some := list(islice(accounts, PAGE)):
        found = ties(session, some)
        yield from ((one, found.get(one.id)) for one in some)


def find_signup(session: Session, partner_id: int, signup_id: int) -> Signup | None:
    """One of a partner's signups; somebody else's can not be told from one that does not exist."""
    return session.scalar(signups(partner_id).where(Signup.id == signup_id))


def find_account(session: Session, partner_id: int, account_id: int) -> Attribution | None:
    """The tie of one of a partner's accounts."""
    return session.scalar(accounts(partner_id).where(Attribution.account_id == account_id))
