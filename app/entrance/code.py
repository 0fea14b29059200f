"""The code of an authenticator app, after the password."""

from flask import Blueprint, Response

from app.db import db
from app.domain import users
from app.edge import limits, own_pages, second_factor, signed_in
from app.edge.limits import TooMany
from app.entrance import onward
from app.entrance.forms import CodeForm
from app.models import User

bp = Blueprint("code", __name__, url_prefix="/login")

_CODE = "entrance/code.html"
_WRONG = "This code does not fit, or it was used before. Enter the one that your app shows now."


@bp.get("/code")
def show() -> Response:
    """Where the code is asked for, while the password is remembered."""
    limits.show()
    if signed_in.is_entered():
        return onward.go_on()
    with db.reading() as session:
        signed_in.halfway(session)
    return own_pages.show(_CODE, form=CodeForm(), onward=onward.wanted())


@bp.post("/code")
def check() -> Response:
    """Open the session of whoever knows a code that nobody has used."""
    if signed_in.is_entered():
        return onward.go_on()
    form = CodeForm()
    with db.reading() as session:
        user = signed_in.halfway(session)
    if not form.validate():
        return own_pages.again(_CODE, form, onward=onward.wanted())
    try:
        limits.try_code(user.id)
    except TooMany as many:
        return own_pages.later(_CODE, form, many, onward=onward.wanted())
    if not _is_fresh(user, form.code.data or ""):
        form.code.errors = [_WRONG]
        return own_pages.again(_CODE, form, onward=onward.wanted())
    signed_in.enter(user, with_code=True)
    return onward.go_on()


def _is_fresh(user: User, code: str) -> bool:
    step = second_factor.step_of(user.totp_secret or "", code)
    if step is None:
        return False
    with db.writing() as session:
        is_first = users.use_code(session, user, step)
        session.commit()
    return is_first
