"""Signing in and out."""

from flask import Blueprint, Response, redirect, request, url_for

from app.db import db
from app.domain import credentials
from app.domain.credentials import NotSignedIn, Person
from app.edge import limits, own_pages, signed_in
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.own_form import DeedForm
from app.entrance import onward
from app.entrance.forms import LoginForm
from app.models import User

bp = Blueprint("doors", __name__)

_LOGIN, _LOGOUT = "entrance/login.html", "entrance/logout.html"
_WRONG = "Enter the address and password of your account. Capitals in the password matter."


@bp.get("/login")
def show() -> Response:
    """Where everybody signs in; whoever is signed in goes on."""
    limits.show()
    if signed_in.is_entered():
        return onward.go_on()
    return own_pages.show(_LOGIN, form=LoginForm(), onward=onward.wanted(), changed="changed" in request.args)


@bp.post("/login")
def sign_in() -> Response:
    """Open the session of whoever knows the password; hashing comes after every cheaper check."""
    form = LoginForm()
    try:
        limits.login(form.email.data or "")
    except TooMany as many:
        return own_pages.later(_LOGIN, form, many, onward=onward.wanted())
    if not form.validate():
        return own_pages.again(_LOGIN, form, onward=onward.wanted())
    password = form.password.data or ""
    try:
        with db.reading() as session:
            person = credentials.sign_in(session, house().vault, form.email.data or "", password)
    except NotSignedIn:
        return own_pages.again(_LOGIN, form, _WRONG, onward=onward.wanted())
    if house().vault.is_outdated(person.password_hash or ""):
        _hash_anew(person, password)
    if isinstance(person, User) and person.totp_since:
        signed_in.enter_halfway(person)
        return redirect(url_for("entrance.code.show", next=onward.wanted()), 303)  # type: ignore[return-value]
    signed_in.enter(person)
    return onward.go_on()


@bp.get("/logout")
def ask() -> Response:
    """One button: a link alone signs nobody out."""
    limits.show()
    return own_pages.show(_LOGOUT, form=DeedForm())


@bp.post("/logout")
def sign_out() -> Response:
    """End the session of this browser."""
    form = DeedForm()
    if not form.validate():
        return own_pages.again(_LOGOUT, form)
    signed_in.leave()
    return redirect(url_for("entrance.doors.show"), 303)  # type: ignore[return-value]


def _hash_anew(person: Person, password: str) -> None:
    """Keep up with the cost that this installation chose since then."""
    stored = house().vault.hash(password)
    with db.writing() as session:
        credentials.renew_hash(session, person, stored)
        session.commit()
