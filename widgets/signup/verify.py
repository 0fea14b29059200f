"""The page behind the link of a letter: one button, and no change before it is pressed (SPEC section 5)."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for

from app import clock
from app.db import db
from app.domain import addresses, signups, verification
from app.domain.signups import NoMoreLetters, ResendTooSoon, Settled
from app.domain.verification import (
    AlreadyConfirmed,
    Disowned,
    LinkExpired,
    PasswordNeeded,
    Standing,
    UnknownLink,
    VerificationError,
)
from app.edge import cross_site, limits
from app.edge.fields import EmbeddedForm, secret
from app.edge.house import house
from app.edge.letters.writing import moment
from app.edge.limits import TooMany
from app.models import Signup
from widgets.signup import leaving

bp = Blueprint("verify", __name__, url_prefix="/verify")


class PasswordForm(EmbeddedForm):
    """The password of the signup, where the link alone does not tell who made it."""

    password = secret("Password", "Enter the password that you typed into the form.", autocomplete="off")


@bp.get("/<token>")
def show(token: str) -> Response:
    """What the link is for. Mail scanners open links, so nothing changes here."""
    limits.show()
    with db.reading() as session:
        try:
            standing = verification.look(session, token, clock.now())
        except VerificationError as error:
            return _settled(error, token)
        return _asking(standing, token, PasswordForm(formdata=None))


@bp.post("/<token>")
def confirm(token: str) -> Response:
    """Press the button: once, and with the password where it is needed."""
    cross_site.refuse_strangers()
    form = PasswordForm()
    limits.try_secret()
    with db.reading() as session:
        try:
            standing = verification.look(session, token, clock.now())
        except VerificationError as error:
            return _settled(error, token)
        if standing.needs_password and not form.validate():
            return _asking(standing, token, form, status=422)
        knows = standing.needs_password and house().vault.verify(
            standing.signup.password_hash, form.password.data or ""
        )
    with db.writing() as session:
        try:
            standing = verification.look(session, token, clock.now(), to_change=True)
            verification.confirm_by_link(
                session, standing, knows, house().vendor.sales_email, house().catalog, clock.now()
            )
        except PasswordNeeded:
            form.password.errors = ["This is not the password that was typed into the form."]
            return _asking(standing, token, form, status=422)
        except VerificationError as error:
            return _settled(error, token)
        session.commit()
    return redirect(url_for("verify.show", token=token, now="confirmed"), 303)  # type: ignore[return-value]


@bp.post("/<token>/disowned")
def disown(token: str) -> Response:
    """It was not me: the claim is closed."""
    cross_site.refuse_strangers()
    limits.try_secret()
    with db.writing() as session:
        try:
            standing = verification.look(session, token, clock.now(), to_change=True)
            verification.disown(session, standing, clock.now())
        except VerificationError as error:
            return _settled(error, token)
        session.commit()
    return redirect(url_for("verify.show", token=token), 303)  # type: ignore[return-value]


@bp.post("/<token>/letters")
def ask_for_letter(token: str) -> Response:
    """Another letter in place of a link that has run out."""
    cross_site.refuse_strangers()
    with db.writing() as session:
        try:
            verification.look(session, token, clock.now())
        except LinkExpired as expired:
            return _another_letter(session, expired, token)
        except VerificationError as error:
            return _settled(error, token)
    return redirect(url_for("verify.show", token=token), 303)  # type: ignore[return-value]


def _another_letter(session: Any, expired: LinkExpired, token: str) -> Response:
    signup = expired.signup
    try:
        if not expired.is_same_address:
            return _settled(expired, token)
        if signups.may_resend(signup, clock.now()):
            limits.letter(signup.email)
        signups.resend(session, signup, clock.now())
    except ResendTooSoon as too_soon:
        return _page("expired", 422, token=token, again=TooMany(too_soon.possible_at).time)
    except (NoMoreLetters, Settled):
        return _page("gone", 410)
    session.commit()
    return _page("sent", masked=addresses.masked(signup.email))


def _asking(standing: Standing, token: str, form: PasswordForm, *, status: int = 200) -> Response:
    signup = standing.signup
    return _page(
        "asking",
        status,
        token=token,
        form=form,
        needs_password=standing.needs_password,
        **_about(signup),
    )


def _settled(error: VerificationError, token: str) -> Response:
    """What to say of a link that confirms nothing any more."""
    match error:
        case AlreadyConfirmed():
            return _page("confirmed", login_url=leaving.login_url())
        case Disowned():
            return _page("disowned")
        case LinkExpired(is_same_address=True):
            return _page("expired", 410, token=token, again="")
        case LinkExpired() | UnknownLink():
            limits.try_secret()
            return _page("gone", 404 if isinstance(error, UnknownLink) else 410)
        case _:
            raise error


def _about(signup: Signup) -> dict[str, Any]:
    return {
        "masked": addresses.masked(signup.email),
        "through": signup.partner.company if signup.partner else None,
        "asked_at": moment(signup.created_at),
        "plan": signup.plan,
    }


def _page(state: str, status: int = 200, **context: Any) -> Response:
    html = render_template(
        f"signup/verify/{state}.html", stylesheet=house().assets.stylesheet(None), **context
    )
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
