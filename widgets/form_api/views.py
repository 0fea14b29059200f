"""A partner's own form arrives, and the visitor is led on, or back with what is wrong."""

import secrets
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, url_for

from app import clock
from app.db import AWAY, db
from app.domain import dry_runs, errorcode, partner_form, registration
from app.domain.dry_runs import Rehearsal
from app.domain.findings import Noted
from app.domain.partner_form import Mistakes
from app.domain.services import BrokenContent
from app.edge import errors, form_token, headers, limits, observing
from app.edge.errors import Words
from app.edge.house import house
from app.edge.limits import TooMany
from widgets.form_api import call as calls
from widgets.form_api import taking
from widgets.form_api.call import Call, Refused

bp = Blueprint("form_api", __name__, template_folder="templates")

PATH = partner_form.PATH
LONGEST_QUERY = 8_000
"""Of a dry run, as of any other call."""

_AWAY = "Your account could not be created just now. Please try again in a minute."
_BAD = ("form_refused_nobody", "form_refused_partner", "form_refused_returnurl")


@bp.get(PATH)
def explain() -> Response:
    """Say what this address is for, to whoever opens it."""
    words = Words(
        405,
        "Forms are sent to this address",
        (
            "There is nothing to see here. If a form led you here, please go back to it and send it again.",
            'For whoever runs that site: the form needs method="POST".',
        ),
    )
    response = errors.page(words)
    response.headers["Allow"] = "POST"
    return response


@bp.post(PATH)
def create() -> Response:
    """Take a signup from a partner's own page."""
    try:
        call = calls.arrive()
    except Refused as refused:
        return _refuse(refused)
    try:
        if call.asked.test:
            _rehearse(call)
            return _back(call)
        _note(call, call.findings)
        limits.submit()
        limits.partner_form(call.asked.PartnerID or "")
        order = partner_form.judge(call.fields, house().vendor.country)
        handle = taking.take(call, order)
    except Mistakes as mistakes:
        return _back(call, *mistakes.messages)
    except TooMany as many:
        return _back(call, many.words)
    except (*AWAY, BrokenContent):
        return _back(call, _AWAY)
    return _lead(call, url_for("signup.after.show", handle=handle, _anchor="after-title"))


@bp.get("/country-codes")
def countries() -> str:
    """What `sb_country` may hold."""
    limits.show()
    return render_template(
        "form_api/countries.html",
        countries=registration.countries(),
        stylesheet=house().assets.stylesheet(None),
    )


def _refuse(refused: Refused) -> Response:
    """A page of ours: nothing vouches for the address that the post names."""
    call, finding = refused.call, refused.finding
    if not call.asked.test:
        limits.show()
        _note(call, (*call.findings, finding))
    elif call.partner:
        _rehearse(call, finding)
    words = Words(
        400 if finding.rule in _BAD else 403,
        "This form can not be taken yet",
        (
            "Nothing is wrong with what you typed, and none of it was kept."
            " Please tell the company whose form you filled in.",
            f"For whoever runs that site: {finding.words}",
        ),
    )
    return errors.page(words)


def _rehearse(call: Call, *more: Noted) -> None:
    """Keep that there was a dry run, and what was wrong with the call; nothing that was typed."""
    limits.rehearse()
    rehearsal = Rehearsal(
        handle_hash=form_token.handle_hash(secrets.token_urlsafe(16)),
        form="form_api",
        partner=call.partner,
        claimed_partner_id=call.asked.PartnerID,
        site=call.site,
        query=urlencode(call.parameters, errors="replace")[:LONGEST_QUERY],
        findings=(*call.findings, *more),
    )
    with db.writing() as session:
        dry_runs.keep(session, rehearsal, clock.now())
        session.commit()
    observing.submitted(rehearsal.form, "dry_run")


def _note(call: Call, findings: tuple[Noted, ...]) -> None:
    if findings:
        house().ledger.note(call.partner.id if call.partner else None, findings, clock.now())


def _back(call: Call, *messages: str) -> Response:
    """Back to the partner's page with what is wrong; with nothing wrong, the errorcode is blank."""
    return _lead(call, errorcode.into(call.leads_back_to(), messages))


def _lead(call: Call, to: str) -> Response:
    response: Response = redirect(to, 303)  # type: ignore[assignment]
    # The form may stand in a frame of the partner's, which asks the redirect for its policies too.
    framers = call.partner.ancestors if call.partner else ()
    response.headers.extend(headers.embeddable(house().settings.origins, framers))
    return response
