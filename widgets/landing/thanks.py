"""The thank-you: a page of its own, so that neither reload nor Back sends a form again."""

from flask import Blueprint, Response, abort, redirect, url_for

from app import clock
from app.db import db
from app.domain import dry_runs, leads
from app.edge import form_token, fragment, limits, pages, params, report, visit
from app.edge.form_token import Sheet
from app.edge.house import house
from app.edge.params import Parameters
from app.edge.report import Report
from app.edge.visit import Visit
from app.models import DryRun, Lead
from widgets.landing import place
from widgets.landing.forms import LeadForm

bp = Blueprint("thanks", __name__)

LEADS_TO = "the thank-you, with this banner; no lead is made"


def to_thanks(sheet: Sheet) -> Response:
    """Send the browser to the thank-you of this form; the same one for every click.

    A partner's own page stays where it is, and is given the thank-you at once.
    """
    if fragment.is_asked():
        return _shown(sheet.handle)
    # What the page is about gets eyes and focus: a tall frame would stay scrolled to where its button was.
    anchor = "report" if sheet.visit.dry_run else "lead-title"
    to = url_for("landing.thanks.show", handle=sheet.handle, theme=sheet.visit.theme, _anchor=anchor)
    response: Response = redirect(to, 303)  # type: ignore[assignment]
    response.headers.extend(pages.policies(sheet.visit))
    return response


@bp.get("/thanks/<handle>")
def show(handle: str) -> Response:
    """The thank-you in place of the form, for a day; after a dry run with its report."""
    limits.show()
    return _shown(handle)


def _shown(handle: str) -> Response:
    handle_hash = form_token.handle_hash(handle)
    with db.reading() as session:
        lead = leads.find_by_handle(session, handle_hash, clock.now())
        dry_run = None if lead else dry_runs.find_by_handle(session, handle_hash, clock.now())
    if lead:
        return _page(lead.widget, _visit_of(lead), first_name=lead.first_name)
    if dry_run:
        return _rehearsed(dry_run)
    abort(404)


def _page(name: str, seen: Visit, first_name: str = "", received: Report | None = None) -> Response:
    here = place.named(name)
    response = pages.fresh(
        here.template,
        form_token.fresh(name, seen),
        form=LeadForm(),
        thanks={"first_name": first_name},
        report=received,
        **here.context,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _rehearsed(dry_run: DryRun) -> Response:
    seen = visit.understand(dry_run.query, dry_run.site, leads=True)
    return _page(dry_run.form, seen, received=report.of(seen, dry_run.query, LEADS_TO))


def _visit_of(lead: Lead) -> Visit:
    """The visit that brought a lead, as far as its thank-you shows it."""
    theme = params.parse(visit.query()).parameters.theme
    parameters = Parameters(PartnerID=lead.claimed_partner_id, theme=theme, **lead.source)
    return Visit(parameters, house().directory.find(lead.claimed_partner_id), lead.site, {})
