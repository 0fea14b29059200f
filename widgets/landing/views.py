"""Landing pages and the lead form alone: shown, sent, and sent again."""

from contextlib import suppress
from functools import partial

from flask import Blueprint, Response

from app import clock
from app.db import AWAY, db
from app.domain import leads
from app.domain.leads import Enquiry
from app.edge import contact, form_token, limits, observing, pages, report, visit
from app.edge.desk import Desk
from app.edge.house import house
from app.edge.limits import TooMany
from widgets.landing import place, thanks
from widgets.landing.forms import LeadForm
from widgets.landing.place import Place

bp = Blueprint("landing", __name__, template_folder="templates")
bp.register_blueprint(thanks.bp)


@bp.get("/custom_landing_pages/<any(landing):widget>_page_<slug>.php")
@bp.get("/<any(lead):widget>/<slug>")
@bp.get("/fragment/<any(landing, lead):widget>-<slug>")
def show(widget: str, slug: str) -> Response:
    """The page with its empty form."""
    limits.show()
    here = place.find(widget, slug)
    sheet = form_token.fresh(here.name, visit.arrive(leads=True))
    if sheet.visit.dry_run:
        received = report.of(sheet.visit, visit.query(), thanks.LEADS_TO)
        return pages.fresh(here.template, sheet, form=LeadForm(), report=received, **here.context)
    return pages.kept(here.template, (here.name, here.service.version), sheet, form=LeadForm, **here.context)


@bp.post("/custom_landing_pages/<any(landing):widget>_page_<slug>.php")
@bp.post("/<any(lead):widget>/<slug>")
@bp.post("/fragment/<any(landing, lead):widget>-<slug>")
def send(widget: str, slug: str) -> Response:
    """Take a lead, or show the form again with what is wrong."""
    here = place.find(widget, slug)
    desk = Desk(here.name, LeadForm(), partial(pages.fresh, here.template, **here.context), leads=True)
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
        _take(here, desk)
    except TooMany as many:
        return desk.later(many)
    except AWAY:
        return desk.away()
    return thanks.to_thanks(desk.sheet)


def _take(here: Place, desk: Desk[LeadForm]) -> None:
    sheet = desk.sheet
    asked = sheet.visit.parameters
    enquiry = Enquiry(
        handle_hash=form_token.handle_hash(sheet.handle),
        widget=here.name,
        service=here.service.slug,
        prospect=desk.form.prospect(),
        partner=sheet.visit.partner,
        claimed_partner_id=asked.PartnerID,
        sub_partner_id=asked.SubPartnerID,
        manager=house().directory.manager_for(asked.source_cm_name, sheet.visit.partner),
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
    observing.submitted(here.name, outcome)
    if outcome != "same":
        # Only what is new counts; whoever clicks again is shown the first thank-you.
        with suppress(TooMany):
            limits.address(enquiry.prospect.email)


def _rehearse(desk: Desk[LeadForm]) -> Response:
    seen = desk.rehearse()
    if desk.is_stale:
        return desk.renewed(report=report.of(seen, visit.query(), thanks.LEADS_TO))
    return thanks.to_thanks(desk.sheet)
