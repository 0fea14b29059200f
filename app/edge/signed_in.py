"""Who is signed in: a customer, or one of the people of portal and console.

A session holds for as long as the password that opened it stays the same.
"""

import re
from datetime import timedelta

from flask import Response, g, redirect, request, session, url_for
from sqlalchemy.orm import Session

from app import clock
from app.domain import users
from app.domain.credentials import Person
from app.domain.users import Actor
from app.edge import visit
from app.models import Account, User

# Only pages of these areas, rebuilt from nothing: a full match of plain characters.
_NEXT = re.compile(
    r"/(account|portal|console)(/[A-Za-z0-9_-]+)*(\?[A-Za-z0-9._~!$'()*+,;:@/?%=&-]{0,2000})?", re.ASCII
)
_HOMES = {"account": "account.overview.show", "partner": "portal.dashboard.show"}


class SignInFirst(Exception):
    """Raised for a page that is open only to whoever is signed in."""


class AtHomeElsewhere(Exception):
    """Raised for a customer in portal or console, and for their people in the customer area."""


HALFWAY = timedelta(minutes=5)
"""For which a password alone is remembered, until the code is typed."""


def enter(person: Person, *, with_code: bool = False) -> None:
    """From here on this browser is that person's, in a session that nobody knew before."""
    session.clear()
    if with_code and isinstance(person, User):
        note_code(person)
    kind = "account" if isinstance(person, Account) else "user"
    session[kind] = person.id
    session["role"] = kind if isinstance(person, Account) else person.role
    session["password"] = person.password_changed_at.timestamp()
    session.permanent = True


def enter_halfway(user: User) -> None:
    """Somebody knows this user's password; nothing is open to them before they type a code, too."""
    session.clear()
    session["halfway"] = user.id
    session["halfway_at"] = clock.timestamp()
    session["password"] = user.password_changed_at.timestamp()
    session.permanent = True


def halfway(database: Session) -> User:
    """Whoever still has to type a code. Raises SignInFirst."""
    found = users.read(database, session.get("halfway", 0))
    if found is None or found.disabled_at or found.totp_since is None or not _fits(found):
        raise SignInFirst
    if abs(clock.timestamp() - session["halfway_at"]) > HALFWAY.total_seconds():
        raise SignInFirst
    return found


def note_code(user: User) -> None:
    """This browser has shown a code of the secret that is asked for; it is good for no later secret."""
    session["with_code"] = _secret_since(user)


def leave() -> None:
    """Nobody is signed in any more."""
    session.clear()


def is_entered() -> bool:
    """Whether this browser was signed in; whether it still is, only the database can tell."""
    return "account" in session or "user" in session


def account(database: Session) -> Account:
    """The customer who is signed in. Raises AtHomeElsewhere, SignInFirst also for an old password."""
    if "user" in session:
        raise AtHomeElsewhere
    found = database.get(Account, session.get("account", 0))
    if found is None or not _fits(found):
        raise SignInFirst
    return found


def find_actor(database: Session) -> Actor:
    """The user of portal or console who is signed in, as of now. Raises the same."""
    if "account" in session:
        raise AtHomeElsewhere
    found = users.read(database, session.get("user", 0))
    if found is None or found.disabled_at or not _fits(found):
        raise SignInFirst
    if found.totp_since and session.get("with_code") != _secret_since(found):
        raise SignInFirst
    return users.actor(found)


def actor() -> Actor:
    """Whoever `app.edge.rights` has let in to this request."""
    return g.actor  # type: ignore[no-any-return]


def partner_id() -> int:
    """Whose portal this is; no partner has the id 0."""
    return actor().partner_id or 0


def home() -> str:
    """The address where whoever has just signed in begins."""
    return url_for(_HOMES.get(session.get("role", ""), "console.dashboard.show"))


def to_login(_error: SignInFirst) -> Response:
    """Ask whoever wants a page to sign in first, and lead them there afterwards."""
    leave()
    query = visit.query()
    wanted = f"{request.path}?{query}" if query else request.path
    return redirect(url_for("entrance.doors.show", next=onward(wanted)), 303)  # type: ignore[return-value]


def to_home(_error: AtHomeElsewhere) -> Response:
    """Lead somebody to the pages that are theirs."""
    return redirect(home(), 303)  # type: ignore[return-value]


def onward(wanted: str | None) -> str | None:
    """The page of these areas that may follow signing in; None for any other address."""
    return wanted if wanted and _NEXT.fullmatch(wanted) else None


def _secret_since(user: User) -> float | None:
    return user.totp_since.timestamp() if user.totp_since else None


def _fits(person: Account | User) -> bool:
    return person.password_changed_at.timestamp() == session.get("password")
