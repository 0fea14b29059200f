"""Users: invited, joined, disabled; and who they are while they are signed in (SPEC section 14)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload

from app.db import InsertOnce
from app.domain import addresses, lists, outbox
from app.models import ChannelManager, Partner, Role, User

TAKEN = "Somebody signs in with this address already. Choose another."
_INSERT = InsertOnce(User.__table__)


class UserError(Exception):
    """The base of what can be wrong with a deed to a user."""


class AddressTaken(UserError):
    """Raised when somebody with this address is there already."""


class NotYourself(UserError):
    """Raised when somebody would lock themselves out."""


class LastAdministrator(UserError):
    """Raised when nobody would be left to let others in."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever is signed in to portal or console, for the length of one request."""

    user_id: int
    name: str
    email: str
    role: Role
    partner_id: int | None = None
    partner_public_id: str | None = None
    partner_company: str = ""
    brand: str | None = None
    approved: bool = True
    """Whether their partner has been let in; True for the vendor's people."""
    suspended: bool = False
    manager_id: int | None = None

    @property
    def is_vendor(self) -> bool:
        """Whether they work for the vendor."""
        return self.role != "partner"

    @property
    def may_change(self) -> bool:
        """Whether they may do more than look."""
        return self.approved and not self.suspended


def find(session: Session, email: str) -> User | None:
    """The user of an address, in whatever case it is written."""
    return session.scalar(select(User).where(User.email_key == addresses.key(email)))


def read(session: Session, user_id: int) -> User | None:
    """A user with their partner."""
    return session.scalar(select(User).options(joinedload(User.partner)).where(User.id == user_id))


def listed(text: str = "", role: Role | None = None) -> Select[User]:
    """Users with their partners; every word of `text` is in the name or the address."""
    query = select(User).options(joinedload(User.partner)).where(*lists.mentions(text, User.name, User.email))
    return query.where(User.role == role) if role else query


def actor(user: User) -> Actor:
    """The user as views see them."""
    partner = user.partner
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        partner_id=user.partner_id,
        partner_public_id=partner.public_id if partner else None,
        partner_company=partner.company if partner else "",
        brand=partner.brand if partner else None,
        approved=partner is None or partner.approved_at is not None,
        suspended=partner is not None and partner.suspended_at is not None,
        manager_id=user.channel_manager_id,
    )


def invite(
    session: Session,
    name: str,
    email: str,
    role: Role,
    now: datetime,
    *,
    partner: Partner | None = None,
    manager: ChannelManager | None = None,
) -> User:
    """Put somebody on the list and have a letter sent that lets them choose a password.

    Raises AddressTaken.
    """
    values = {
        "name": name,
        "email": email,
        "email_key": addresses.key(email),
        "role": role,
        "partner_id": partner.id if partner else None,
        "channel_manager_id": manager.id if manager else None,
        "password_changed_at": now,
        "invited_at": now,
    }
    # Of two invitations at once, the second waits here for the first.
    user_id = _INSERT(session, values)
    if user_id is None:
        raise AddressTaken(email)
    user = session.get_one(User, user_id)
    invite_again(session, user, now)
    return user


def invite_again(session: Session, user: User, now: datetime) -> None:
    """Another letter for somebody who has not joined yet."""
    outbox.post(session, "invitation", user.email, details={"user_id": user.id}, now=now)


def disable(session: Session, user: User, actor: Actor, now: datetime) -> None:
    """Let somebody in no more; their sessions are over at their next request.

    Raises NotYourself, LastAdministrator.
    """
    if user.id == actor.user_id:
        raise NotYourself
    if user.role == "admin":
        # All of them in the same order, so that two can not disable each other at once.
        admins = select(User.id).where(
            User.role == "admin", User.disabled_at.is_(None), User.joined_at.is_not(None)
        )
        left = set(session.scalars(admins.order_by(User.id).with_for_update())) - {user.id}
        if not left:
            raise LastAdministrator
    user.disabled_at = now


def enable(session: Session, user: User) -> None:
    """Let somebody in again."""
    user.disabled_at = None


def prepare_second_factor(session: Session, user: User, secret: str) -> None:
    """Keep a secret that an authenticator is about to know; nothing is asked for yet."""
    user.totp_secret, user.totp_since, user.totp_step = secret, None, 0


def start_second_factor(session: Session, user: User, step: int, now: datetime) -> None:
    """Ask for a code from now on; the one of this time step has shown that the authenticator works."""
    user.totp_since, user.totp_step = now, step


def end_second_factor(session: Session, user: User) -> None:
    """Ask for the password alone."""
    user.totp_secret, user.totp_since, user.totp_step = None, None, 0


def use_code(session: Session, user: User, step: int) -> bool:
    """Use up the code of a time step; False if that one or a later one was used before."""
    used = session.execute(
        update(User)
        .where(User.id == user.id, User.totp_step < step)
        .values(totp_step=step)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    ).first()
    return used is not None
