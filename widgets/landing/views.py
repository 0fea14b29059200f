"""Landing pages and the lead form alone: shown, sent, and sent again."""

from contextlib import suppress
from typing import Any

from flask import Blueprint, Response

from app import clock
from app.db import AWAY, db
from app.domain import dry_runs, leads
from app.domain.dry_runs import Rehearsal
from app.domain.leads import Enquiry
from app.edge import contact, errors, form_token, headers, limits, pages, report, submission, visit
from app.edge.form_token import Sheet, StaleForm
from app.edge.house import house
from app.edge.limits import TooMany
from widgets.landing import place, thanks
from widgets.landing.forms import LeadForm
from widgets.landing.place import Place

bp = Blueprint("landing", __name__, template_folder="templates")
bp.register_blueprint(thanks.bp)

_STALE = "This page was open for too long. Nothing that you typed is lost: please send it again."
_AWAY = "We could not store your request. Nothing that you typed is lost: please send it again in a minute."


@bp.get("/custom_landing_pages/landing_page_<slug>.php", defaults={"widget": "landing"})
@bp.get("/lead/<slug>", defaults={"widget": "lead"})
def show(widget: str, slug: str) -> Response:
    """The page with its empty form."""
    limits.show()
    here = place.find(widget, slug)
    sheet = form_token.fresh(here.name, visit.arrive(leads=True))
    if sheet.visit.dry_run:
        received = report.of(sheet.visit, visit.query(), thanks.LEADS_TO)
        return pages.fresh(here.template, sheet, form=LeadForm(), report=received, **here.context)
    return pages.kept(here.template, (here.name, here.service.version), sheet, form=LeadForm, **here.context)


@bp.post("/custom_landing_pages/landing_page_<slug>.php", defaults={"widget": "landing"})
@bp.post("/lead/<slug>", defaults={"widget": "lead"})
def send(widget: str, slug: str) -> Response:
    """Take a lead, or show the form again with what is wrong."""
    here = place.find(widget, slug)
    form = LeadForm()
    try:
        sheet, stale = _open(here, form)
    except AWAY:
        return _away(here, form, submission.open_without_partner(form, here.name))
    try:
        if sheet.visit.dry_run:
            return _rehearse(here, form, sheet, stale)
        limits.submit()
        if stale:
            return _again(here, form, sheet, notice=_STALE)
        sheet, question = submission.question_automation(form, sheet)
        if not form.validate() or question:
            return _again(here, form, sheet, captcha=question)
        _take(here, form, sheet)
    except TooMany as many:
        return _later(here, form, sheet, many)
    except AWAY:
        return _away(here, form, sheet)
    return thanks.to_thanks(sheet)


def _open(here: Place, form: LeadForm) -> tuple[Sheet, bool]:
    """What the form knows about itself, and whether it has to be shown anew before it counts."""
    try:
        return submission.open_form(form, here.name), False
    except StaleForm as stale:
        # A forged token says nothing; the form's action kept the partner's own query.
        seen = visit.understand(visit.query(), None, leads=True)
        return stale.sheet or form_token.fresh(here.name, seen), True


def _take(here: Place, form: LeadForm, sheet: Sheet) -> None:
    asked = sheet.visit.parameters
    enquiry = Enquiry(
        handle_hash=form_token.handle_hash(sheet.handle),
        widget=here.name,
        service=here.service.slug,
        prospect=form.prospect(),
        partner=sheet.visit.partner,
        claimed_partner_id=asked.PartnerID,
        sub_partner_id=asked.SubPartnerID,
        manager_name=asked.source_cm_name,
        source=contact.snapshot(asked, house().vendor),
        site=sheet.visit.site,
        utm=sheet.visit.utm,
    )
    # Asked before and counted after, so that nobody who wants to write waits for the counters.
    refusal = limits.address_refusal(enquiry.prospect.email)
    with db.writing() as session:
        outcome = leads.take(session, enquiry, house().vendor.sales_email, clock.now())
        if refusal and outcome != "same":
            raise refusal
        session.commit()
    if outcome != "same":
        # Only what is new counts; whoever clicks again is shown the first thank-you.
        with suppress(TooMany):
            limits.address(enquiry.prospect.email)


def _rehearse(here: Place, form: LeadForm, sheet: Sheet, stale: bool) -> Response:
    """Keep that there was a dry run, and what was wrong with the call; nothing that was typed."""
    limits.rehearse()
    seen = visit.understand(visit.query(), sheet.visit.site, leads=True)
    if stale:
        received = report.of(seen, visit.query(), thanks.LEADS_TO)
        return _again(here, form, sheet, notice=_STALE, report=received)
    rehearsal = Rehearsal(
        handle_hash=form_token.handle_hash(sheet.handle),
        form=sheet.form,
        partner=seen.partner,
        claimed_partner_id=seen.parameters.PartnerID,
        site=seen.site,
        query=visit.query(),
        findings=seen.findings,
    )
    with db.writing() as session:
        dry_runs.keep(session, rehearsal, clock.now())
        session.commit()
    return thanks.to_thanks(sheet)


def _again(
    here: Place, form: LeadForm, sheet: Sheet, *, status: int = 422, notice: str = "", **more: Any
) -> Response:
    """The form as it was typed, with what is wrong."""
    if notice:
        form.form_errors.append(notice)
    if sheet.captcha == "asked":
        # However it comes back, a form that was asked for characters shows some.
        more["captcha"] = more.get("captcha") or submission.ask_again(sheet)
    return pages.fresh(here.template, sheet, status=status, form=form, **here.context, **more)


def _later(here: Place, form: LeadForm, sheet: Sheet, many: TooMany) -> Response:
    response = _again(here, form, sheet, status=429, notice=many.words)
    response.headers["Retry-After"] = str(many.retry_after)
    return response


def _away(here: Place, form: LeadForm, sheet: Sheet) -> Response:
    response = _again(here, form, sheet, status=503, notice=_AWAY)
    response.headers["Retry-After"] = errors.RETRY_AFTER
    if sheet.visit.partner is None:
        # Nobody can say now whose sites may frame it; the site that framed the form has it already.
        response.headers.update(headers.framed_anywhere(house().settings.origins))
    return response
