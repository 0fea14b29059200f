"""Who is signed in: an account, for as long as its password stays the same."""

import re

from flask import Response, redirect, request, session, url_for
from sqlalchemy.orm import Session

from app.edge import visit
from app.models import Account

# Only pages of this area, rebuilt from nothing: a full match of plain characters.
_NEXT = re.compile(r"/account(/[a-z]+)?(\?[A-Za-z0-9._~!$'()*+,;:@/?%=&-]{0,2000})?", re.ASCII)


class SignInFirst(Exception):
    """Raised for a page that is open only to whoever is signed in."""


def enter(account: Account) -> None:
    """From here on this browser is that customer's, in a session that nobody knew before."""
    session.clear()
    session["account"] = account.id
    session["password"] = account.password_changed_at.timestamp()
    session.permanent = True


def leave() -> None:
    """Nobody is signed in any more."""
    session.clear()


def is_entered() -> bool:
    """Whether this browser was signed in; whether it still is, only the account can tell."""
    return "account" in session


def account(database: Session) -> Account:
    """The account of whoever is signed in. Raises SignInFirst, also once the password has changed."""
    found = database.get(Account, session.get("account", 0))
    if found is None or found.password_changed_at.timestamp() != session.get("password"):
        raise SignInFirst
    return found


def to_login(_error: SignInFirst) -> Response:
    """Ask whoever wants a page to sign in first, and lead them there afterwards."""
    leave()
    query = visit.query()
    wanted = f"{request.path}?{query}" if query else request.path
    return redirect(url_for("entrance.doors.show", next=onward(wanted)), 303)  # type: ignore[return-value]


def onward(wanted: str | None) -> str | None:
    """The page of this area that may follow signing in; None for any other address."""
    return wanted if wanted and _NEXT.fullmatch(wanted) else None
