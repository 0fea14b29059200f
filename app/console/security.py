"""Our own second factor: set up with an authenticator app, turned off with the password."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.console.asking import Question
from app.db import db
from app.domain import audit, credentials, qr, users
from app.edge import limits, office, second_factor, signed_in
from app.edge.fields import line, secret
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import User

bp = Blueprint("security", __name__, url_prefix="/security")

_HOME, _SET_UP = "console.security.show", "console/security/set_up.html"
_WRONG_CODE = "This code does not fit. Enter the one that your app shows now."
_WRONG_PASSWORD = "This is not your password. Capitals in it matter."  # noqa: S105


class ConfirmForm(OwnForm):
    """A code that shows that the app has the secret."""

    code = line(
        "Code",
        "Enter the six digits that your app shows.",
        12,
        inputmode="numeric",
        autocomplete="one-time-code",
        width="short",
    )


class PasswordForm(OwnForm):
    """Who turns it off is who they say."""

    password = secret(
        "Your password", "Enter your password.", autocomplete="current-password", width="medium"
    )


@bp.get("")
@open_to("cm", "admin")
def show() -> Response:
    """Whether signing in asks for a code."""
    with db.reading() as session:
        return CONSOLE.show("console/security/show.html", user=_me(session))


@bp.post("/second-factor/secrets")
@open_to("cm", "admin")
def prepare() -> Response:
    """Make a secret for our app; nothing is asked for before a code has shown that it works."""
    form = DeedForm()
    if not form.validate():
        return office.done(" ".join(form.form_errors), _HOME)
    with db.writing() as session:
        user = _me(session)
        if user.totp_since is None:
            users.prepare_second_factor(session, user, second_factor.mint())
            session.commit()
    return redirect(url_for("console.security.ask_for_code"), 303)  # type: ignore[return-value]


@bp.get("/second-factor")
@open_to("cm", "admin")
def ask_for_code() -> Response:
    """The secret as a picture and as text, and where its first code goes."""
    with db.reading() as session:
        user = _me(session)
    if user.totp_since or user.totp_secret is None:
        return redirect(url_for(_HOME), 303)  # type: ignore[return-value]
    return CONSOLE.show(_SET_UP, form=ConfirmForm(), **_secret(user))


@bp.post("/second-factor")
@open_to("cm", "admin")
def confirm() -> Response:
    """Ask for a code from now on; every other browser of ours has to sign in again."""
    actor, form = signed_in.actor(), ConfirmForm()
    with db.writing() as session:
        user = _me(session)
        if user.totp_since or user.totp_secret is None:
            return redirect(url_for(_HOME), 303)  # type: ignore[return-value]
        if not form.validate():
            return CONSOLE.again(_SET_UP, form, **_secret(user))
        try:
            limits.try_code(user.id)
        except TooMany as many:
            return CONSOLE.later(_SET_UP, form, many, **_secret(user))
        step = second_factor.step_of(user.totp_secret, form.code.data or "")
        if step is None:
            form.code.errors = [_WRONG_CODE]
            return CONSOLE.again(_SET_UP, form, **_secret(user))
        users.start_second_factor(session, user, step, clock.now())
        audit.note(session, actor, "second_factor_set_up", user.email, clock.now())
        session.commit()
    signed_in.note_code(user)
    return office.done("From now on signing in asks for a code of your app, too.", _HOME)


@bp.get("/second-factor/end")
@open_to("cm", "admin")
def ask_to_end() -> Response:
    """What turning it off means."""
    return _ending().show(PasswordForm())


@bp.post("/second-factor/end")
@open_to("cm", "admin")
def end() -> Response:
    """Ask for the password alone."""
    actor, form = signed_in.actor(), PasswordForm()
    if not form.validate():
        return _ending().show(form)
    try:
        limits.login(actor.email)
    except TooMany as many:
        return _ending().later(form, many)
    with db.reading() as session:
        fits = credentials.is_password_of(session, house().vault, actor.user_id, form.password.data or "")
    if not fits:
        form.password.errors = [_WRONG_PASSWORD]
        return _ending().show(form)
    with db.writing() as session:
        user = _me(session)
        if user.totp_since:
            audit.note(session, actor, "second_factor_turned_off", user.email, clock.now())
        users.end_second_factor(session, user)
        session.commit()
    return office.done("Signing in asks for your password alone.", _HOME)


def _me(session: Session) -> User:
    return office.only(users.read(session, signed_in.actor().user_id))


def _secret(user: User) -> dict[str, Any]:
    nonce = user.totp_secret or ""
    address = second_factor.address(nonce, user.email, house().vendor.name)
    text = second_factor.shown(nonce)
    return {
        "picture": Markup(qr.svg(address, "QR code of the secret below")),  # noqa: S704  (segno's own drawing)
        "groups": [text[start : start + 4] for start in range(0, len(text), 4)],
    }


def _ending() -> Question:
    return Question(
        title="Turn the second factor off",
        words=("Whoever knows your password can sign in as you then.",),
        label="Turn it off",
        action=url_for("console.security.end"),
        back=url_for(_HOME),
        kind="danger",
    )
