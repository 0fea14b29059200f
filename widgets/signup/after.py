"""The page after signup: code in place, another letter, another address, and the way on (SPEC section 5)."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import addresses, signups, verification
from app.domain.signups import NoMoreChanges, NoMoreLetters, ResendTooSoon, Settled
from app.domain.verification import AlreadyConfirmed, CodeWrong, Disowned
from app.edge import cross_site, form_token, fragment, limits, pages, params, visit
from app.edge.fields import EmbeddedForm, address, line
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.params import Parameters
from app.edge.visit import Visit
from app.models import Signup
from widgets.signup import leaving

bp = Blueprint("after", __name__)


class CodeForm(EmbeddedForm):
    """The code of the letter, typed in place."""

    code = line(
        "Code",
        "Enter the code of the letter.",
        32,
        hint="8 characters, as the letter shows them. It is good for 15 minutes.",
        autocomplete="one-time-code",
        autocapitalize="characters",
        spellcheck="false",
        width="short",
    )


class AddressForm(EmbeddedForm):
    """Another address for the letter."""

    email = address("New e-mail address", "Enter your e-mail address.")


@bp.get("/signup/<handle>")
def show(handle: str) -> Response:
    """Where the signup stands, and what can be done."""
    limits.show()
    return shown(handle, first_taken=request.args.get("taken") == "first")


def shown(handle: str, *, first_taken: bool = False) -> Response:
    """The page as it is now; `first_taken` says that the form was sent before, with other details."""
    with db.reading() as session:
        return _page(handle, _find(session, handle), first_taken=first_taken)


@bp.post("/signup/<handle>/confirmation")
@bp.post("/fragment/signup/<handle>/confirmation")
def confirm(handle: str) -> Response:
    """Enter the code of the letter."""
    cross_site.refuse_named_strangers()
    form = CodeForm()
    try:
        limits.try_secret()
        if form.validate():
            _enter(handle, form.code.data or "")
            return _back(handle)
    except CodeWrong:
        form.code.errors = ["This code does not work. Use the one of the latest letter, or ask for another."]
    except TooMany as many:
        form.code.errors = [many.words]
        return _again(handle, many, code_form=form)
    return _again(handle, code_form=form)


def _enter(handle: str, code: str) -> None:
    with db.writing() as session:
        signup = _find(session, handle)
        try:
            verification.confirm_by_code(
                session, signup, code, house().vendor.sales_email, house().catalog, clock.now()
            )
        except (AlreadyConfirmed, Disowned):
            # The page says how things stand.
            return
        except CodeWrong:
            # A wrong guess counts as well.
            session.commit()
            raise
        session.commit()


@bp.post("/signup/<handle>/letters")
@bp.post("/fragment/signup/<handle>/letters")
def ask_for_letter(handle: str) -> Response:
    """Have the letter sent again; too soon, say when."""
    cross_site.refuse_named_strangers()
    with db.reading() as session:
        signup = _find(session, handle)
    try:
        if signups.may_resend(signup, clock.now()):
            limits.letter(signup.email)
        with db.writing() as session:
            signups.resend(session, _find(session, handle), clock.now())
            session.commit()
    except ResendTooSoon as too_soon:
        words = f"A letter was just sent. You can ask for another from {_time(too_soon.possible_at)}."
        return _again(handle, letter_error=words)
    except NoMoreLetters:
        words = "That was the last letter. Look into the spam folder, or change the address below."
        return _again(handle, letter_error=words)
    except TooMany as many:
        return _again(handle, many, letter_error=many.words)
    except Settled:
        pass
    return _back(handle)


@bp.post("/signup/<handle>/address")
@bp.post("/fragment/signup/<handle>/address")
def change_address(handle: str) -> Response:
    """Send the letter to another address; earlier links and codes are void from here on."""
    cross_site.refuse_named_strangers()
    form = AddressForm()
    with db.reading() as session:
        signup = _find(session, handle)
    try:
        if form.validate():
            _change(handle, signup, form.email.data or "")
            return _back(handle)
    except NoMoreChanges:
        form.email.errors = [
            "The address was changed twice already. Please sign up again with the right one."
        ]
    except ResendTooSoon:
        form.email.errors = ["Something else changed this signup just now. Please send it again."]
    except TooMany as many:
        form.email.errors = [many.words]
        return _again(handle, many, address_form=form)
    return _again(handle, address_form=form)


def _change(handle: str, seen: Signup, email: str) -> None:
    if seen.address_changes < signups.MOST_ADDRESS_CHANGES:
        limits.change_address()
        limits.letter(email)
    with db.writing() as session, suppress(Settled):
        signups.change_address(session, _find(session, handle), email, clock.now())
        session.commit()


@bp.get("/signup/<handle>/return")
def leave(handle: str) -> Response:
    """Name the host that the visitor is about to go to, and let them."""
    limits.show()
    with db.reading() as session:
        signup = _find(session, handle)
        seen = _visit_of(signup)
        way = leaving.way(seen, errorcode=_has_own_form(signup))
    if way.asks is None:
        return redirect(way.href, 303)  # type: ignore[return-value]
    return leaving.asking(seen, way.asks)


def _find(session: Session, handle: str) -> Signup:
    signup = signups.find_by_handle(session, form_token.handle_hash(handle), clock.now())
    if signup is None:
        abort(404)
    if fragment.is_asked():
        cross_site.refuse_other_partners(house().directory.find(signup.claimed_partner_id), activated=True)
    return signup


def _again(handle: str, many: TooMany | None = None, **wrong: Any) -> Response:
    with db.reading() as session:
        return _page(handle, _find(session, handle), many, **wrong)


def _page(
    handle: str, signup: Signup, many: TooMany | None = None, *, first_taken: bool = False, **wrong: Any
) -> Response:
    """The page, with what is wrong with the last deed."""
    seen = _visit_of(signup)
    way = leaving.way(seen, errorcode=_has_own_form(signup))
    response = pages.private(
        "signup/_after.html" if fragment.is_part() else "signup/after.html",
        seen,
        handle,
        status=429 if many else 422 if wrong else 200,
        **{
            "code_form": CodeForm(formdata=None),
            "address_form": AddressForm(formdata=None),
            "letter_error": "",
        }
        | wrong,
        address=f"/signup/{handle}",
        signup=signup,
        masked=addresses.masked(signup.email),
        through=signup.partner.company if signup.partner else None,
        letters_left=signups.MOST_RESENDS - signup.resends,
        changes_left=signups.MOST_ADDRESS_CHANGES - signup.address_changes,
        resend_time=_time(signups.resend_from(signup)),
        is_too_soon=not signups.may_resend(signup, clock.now()),
        finish=url_for("signup.after.leave", handle=handle) if way.asks else way.href,
        login_url=leaving.login_url(),
        first_taken=first_taken,
        retitle=fragment.is_part(),
    )
    if fragment.is_part() and not fragment.is_asked() and not wrong:
        # In place of the form's address, so that a reload comes back here.
        response.headers["HX-Replace-Url"] = url_for("signup.after.show", handle=handle, theme=seen.theme)
    if many:
        response.headers["Retry-After"] = str(many.retry_after)
    return response


def _back(handle: str) -> Response:
    if fragment.is_asked():
        return shown(handle)
    theme = params.parse(visit.query()).parameters.theme
    return redirect(url_for("signup.after.show", handle=handle, theme=theme, _anchor="after-title"), 303)  # type: ignore[return-value]


def _visit_of(signup: Signup) -> Visit:
    """The visit that brought a signup, as far as this page needs it."""
    parameters = Parameters(
        PartnerID=signup.claimed_partner_id,
        SubPartnerID=signup.sub_partner_id,
        returnurl=signup.returnurl,
        theme=params.parse(visit.query()).parameters.theme,
    )
    return Visit(parameters, house().directory.find(signup.claimed_partner_id), signup.site, {})


def _has_own_form(signup: Signup) -> bool:
    """Whether the partner's own form has to be told that all went well."""
    return signup.form == "form_api"


def _time(at: datetime) -> str:
    """A moment of today as people read it; the first full minute, so that it works then."""
    return TooMany(at).time
