"""The signup forms: shown, sent, and sent again (SPEC section 3)."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, redirect, request, url_for

from app import clock
from app.db import AWAY, db
from app.domain import signups
from app.domain.signups import Agreement, Claim
from app.edge import (
    captcha,
    client,
    form_token,
    fragment,
    limits,
    observing,
    pages,
    rendered,
    report,
    submission,
    visit,
)
from app.edge.desk import Desk
from app.edge.form_token import Sheet
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.submission import Question
from app.edge.visit import Visit
from app.models import Signup
from widgets.signup import after, leaving
from widgets.signup.kind import KINDS, Kind, SignupForm

bp = Blueprint("signup", __name__, template_folder="templates")
bp.register_blueprint(after.bp)


@bp.get("/<any(guest, webstore):name>")
@bp.get("/<any(guest, webstore):name>/")
@bp.get("/fragment/<any(guest, webstore):name>")
def show(name: str) -> Response:
    """The page with its empty form."""
    limits.show()
    kind = KINDS[name]
    sheet = submission.asking_always(form_token.fresh(name, visit.arrive()))
    if sheet.visit.dry_run:
        received = report.of(sheet.visit, visit.query(), leaving.words(sheet.visit))
        return pages.fresh(kind.template, sheet, form=kind.empty(), report=received, **kind.context)
    if sheet.captcha != "asked":
        return pages.kept(kind.template, (name,), sheet, form=kind.empty, **kind.context)
    return pages.kept(
        kind.template,
        (name, "captcha"),
        sheet,
        form=kind.empty,
        challenge=captcha.issue(sheet.nonce),
        captcha=Question(rendered.CHALLENGE, expected=True),
        **kind.context,
    )


@bp.post("/<any(guest, webstore):name>")
@bp.post("/<any(guest, webstore):name>/")
@bp.post("/fragment/<any(guest, webstore):name>")
def send(name: str) -> Response:
    """Start a signup, or show the form again with what is wrong."""
    kind = KINDS[name]
    desk = Desk(name, kind.form(), partial(pages.fresh, kind.template, **kind.context), always_asks=True)
    try:
        desk.open()
        if desk.sheet.visit.dry_run:
            return _rehearse(desk)
        limits.submit()
        if desk.is_stale:
            return desk.renewed()
        question = desk.question()
        if not desk.form.validate() or question:
            return desk.again(question)
        return _take(desk, kind)
    except TooMany as many:
        return desk.later(many)
    except AWAY:
        return desk.away()


def _rehearse(desk: Desk[SignupForm]) -> Response:
    seen = desk.rehearse()
    if desk.is_stale:
        return desk.renewed(report=report.of(seen, visit.query(), leaving.words(seen)))
    return leaving.back(seen, errorcode=False)


def _take(desk: Desk[SignupForm], kind: Kind) -> Response:
    """Store the signup; whatever is cheaper than the hash of a password comes before it."""
    handle_hash = form_token.handle_hash(desk.sheet.handle)
    wanted = desk.form.registration()
    # Asked before looking for an earlier click: one that was counted meanwhile is found below.
    refusal = limits.signup_refusal(wanted.email)
    with db.reading() as session:
        first = signups.find_by_handle(session, handle_hash, clock.now())
    if first is None:
        if refusal:
            raise refusal
        first = _start(_claim(desk, kind, handle_hash), kind.password(desk.form))
    observing.submitted(kind.name, "same" if first else "new")
    return _to_after(desk.sheet, first_taken=first is not None and signups.is_other(first, wanted))


def _start(claim: Claim, password: str) -> Signup | None:
    """Store a signup and count it; where another click on the same form was faster, what it stored."""
    password_hash = house().vault.hash(password)
    with db.writing() as session:
        if not signups.start(session, claim, password_hash, clock.now()):
            return signups.find_by_handle(session, claim.handle_hash, clock.now())
        session.commit()
    # Only what was stored counts. It was asked for before: too many at once end here.
    with suppress(TooMany):
        limits.address(claim.registration.email)
        limits.letter(claim.registration.email)
    return None


def _claim(desk: Desk[SignupForm], kind: Kind, handle_hash: str) -> Claim:
    seen: Visit = desk.sheet.visit
    return Claim(
        handle_hash=handle_hash,
        form=kind.name,
        registration=desk.form.registration(),
        agreement=Agreement(
            version=house().agreements.eusa().version,
            accepted_at=clock.now(),
            network=client.network(request.remote_addr or ""),
        ),
        partner=seen.partner,
        claimed_partner_id=seen.parameters.PartnerID,
        sub_partner_id=seen.parameters.SubPartnerID,
        site=seen.site,
        utm=seen.utm,
        returnurl=seen.returns_to.url if seen.returns_to else None,
        touched_at=datetime.fromtimestamp(desk.sheet.shown_at, UTC),
    )


def _to_after(sheet: Sheet, *, first_taken: bool = False) -> Response:
    """The page after signup: the same one for every click on one form.

    A partner's own page stays where it is, and is given that page's part at once.
    """
    if fragment.is_asked():
        return after.shown(sheet.handle, first_taken=first_taken)
    asked = sheet.visit
    to = url_for(
        "signup.after.show",
        handle=sheet.handle,
        theme=asked.theme,
        taken="first" if first_taken else None,
        _anchor="after-title",
    )
    response: Response = redirect(to, 303)  # type: ignore[assignment]
    response.headers.extend(pages.policies(asked))
    return response
