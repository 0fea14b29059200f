"""A forgotten password: a letter, and a new one. Known and unknown addresses get the same answers."""

from flask import Blueprint, Response, redirect, url_for

from app import clock
from app.db import db
from app.domain import credentials
from app.domain.credentials import ResetExpired, ResetUsed
from app.edge import limits, own_pages
from app.edge.house import house
from app.edge.limits import TooMany
from app.entrance.forms import ForgottenForm, NewPasswordForm

bp = Blueprint("forgotten", __name__, url_prefix="/login")

_ASK, _CHOOSE = "entrance/forgotten.html", "entrance/reset.html"


@bp.get("/forgotten")
def show() -> Response:
    """Where the letter is asked for."""
    limits.show()
    return own_pages.show(_ASK, form=ForgottenForm())


@bp.post("/forgotten")
def ask() -> Response:
    """Have a letter sent; what it says is decided when it is written."""
    form = ForgottenForm()
    email = form.email.data or ""
    try:
        limits.login(email)
        if not form.validate():
            return own_pages.again(_ASK, form)
        limits.letter(email)
    except TooMany as many:
        return own_pages.later(_ASK, form, many)
    with db.writing() as session:
        credentials.ask_reset(session, form.email.data or "", clock.now())
        session.commit()
    return redirect(url_for("entrance.forgotten.sent"), 303)  # type: ignore[return-value]


@bp.get("/forgotten/sent")
def sent() -> Response:
    """What comes next."""
    limits.show()
    return own_pages.show("entrance/forgotten_sent.html")


@bp.get("/reset/<token>")
def open_letter(token: str) -> Response:
    """The form behind the letter's link; looking changes nothing, as mail scanners look too."""
    limits.show()
    try:
        with db.reading() as session:
            welcome = credentials.is_welcome(credentials.find_reset(session, token, clock.now()))
    except (ResetUsed, ResetExpired) as error:
        return _over(error)
    return own_pages.show(_CHOOSE, form=NewPasswordForm(), token=token, welcome=welcome)


@bp.post("/reset/<token>")
def choose(token: str) -> Response:
    """Take the new password, once; every session from before is over."""
    form = NewPasswordForm()
    try:
        limits.try_secret()
        with db.reading() as session:
            welcome = credentials.is_welcome(credentials.find_reset(session, token, clock.now()))
        if not form.validate():
            return own_pages.again(_CHOOSE, form, token=token, welcome=welcome)
        password_hash = house().vault.hash(form.password.data or "")
        with db.writing() as session:
            reset = credentials.find_reset(session, token, clock.now())
            credentials.choose_password(session, reset, password_hash, clock.now())
            session.commit()
    except TooMany as many:
        return own_pages.later(_CHOOSE, form, many, token=token, welcome=False)
    except (ResetUsed, ResetExpired) as error:
        return _over(error)
    return redirect(url_for("entrance.doors.show", changed=""), 303)  # type: ignore[return-value]


def _over(error: ResetUsed | ResetExpired) -> Response:
    """A link that opens nothing any more, and the way to another."""
    used = isinstance(error, ResetUsed)
    return own_pages.show("entrance/reset_over.html", status=410 if used else 404, used=used)
