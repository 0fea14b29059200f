"""A partner's leads: each from the moment it came, accepted or declined once it was forwarded."""

from flask import Blueprint, Response
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import audit, lead_lists, lead_times, leads, lists, quote_lists, quotes
from app.domain.leads import StepNotPossible
from app.edge import office, signed_in, spreadsheet
from app.edge.fields import lines
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Lead, LeadState
from app.portal.area import PORTAL

bp = Blueprint("leads", __name__, url_prefix="/leads")


def _given(lead: Lead, text: str) -> str:
    return text if lead_lists.is_handed_over(lead) else ""


COLUMNS: Columns = {
    "Lead": lambda lead: lead.id,
    "Received (UTC)": lambda lead: lead.created_at,
    "State": lambda lead: lead.shown_state or lead.state,
    "First name": lambda lead: lead.first_name,
    "Last name": lambda lead: lead.last_name,
    "E-mail": lambda lead: _given(lead, lead.email),
    "Phone": lambda lead: _given(lead, lead.phone),
    "Company": lambda lead: lead.company,
    "Users": lambda lead: lead.users,
    "Message": lambda lead: _given(lead, lead.message),
    "Service": lambda lead: lead.service,
    "SubPartnerID": lambda lead: lead.sub_partner_id,
    "Site": lambda lead: lead.site,
    "With": lambda lead: lead.channel_manager.name if lead.channel_manager else "Sales",
    "Credit held": lambda lead: lead.credit_held,
}


class DeclineForm(OwnForm):
    """Why the partner does not take a lead."""

    reason = lines("Reason", "Say why, so that your channel manager can do better next time.", 500, rows=2)


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every lead that is ours, newest first."""
    state, text = office.wanted("state", lead_lists.STATES), office.search()
    query = lead_lists.leads(_mine(), state=state, text=text)
    with db.reading() as session:
        return PORTAL.show(
            "portal/leads/index.html",
            leads=lists.page(session, query, Lead.id, office.cursor()),
            state=state,
            q=text,
            filters=office.filters(),
        )


@bp.get("/leads.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query = lead_lists.leads(_mine(), state=office.wanted("state", lead_lists.STATES), text=office.search())
    return spreadsheet.answer(
        "leads", COLUMNS, lambda session: lists.everything(session, query, Lead.id, spreadsheet.MOST)
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One lead, what has happened to it, and what we can do with it now."""
    with db.reading() as session:
        return _page(session, number, DeclineForm())


@bp.post("/<int:number>/acceptance")
@open_to("partner")
def accept(number: int) -> Response:
    """We take it."""
    return _move(number, "accepted", DeedForm())


@bp.post("/<int:number>/refusal")
@open_to("partner")
def decline(number: int) -> Response:
    """We do not, and say why."""
    return _move(number, "declined", DeclineForm())


def _move(number: int, to: LeadState, form: DeedForm | DeclineForm) -> Response:
    actor, fits = signed_in.actor(), form.validate()
    reason = form.reason.data or "" if isinstance(form, DeclineForm) else ""
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number, _mine()))
        try:
            if not fits:
                return _wrong(session, lead, form)
            leads.move(session, lead, to, actor.name, clock.now(), reason)
        except StepNotPossible:
            words = f"Nothing was changed: this lead is {lead.state}."
            return office.done(words, "portal.leads.show", number=number)
        audit.note(session, actor, f"lead_{to}", f"Lead {number}", clock.now(), reason=reason)
        session.commit()
    return office.done(f"The lead is {to}.", "portal.leads.show", number=number)


def _wrong(session: Session, lead: Lead, form: OwnForm) -> Response:
    """The page with what is wrong, as long as there is anything to decide. Raises StepNotPossible."""
    if lead.state != "forwarded":
        raise StepNotPossible
    return _page(session, lead.id, form, status=422)


def _page(session: Session, number: int, form: OwnForm, status: int = 200) -> Response:
    lead = office.only(lead_lists.find(session, number, _mine()))
    return PORTAL.show(
        "portal/leads/show.html",
        status=status,
        lead=lead,
        form=form,
        handed_over=lead_lists.is_handed_over(lead),
        stays=lead_times.of(session, lead),
        quotes=quote_lists.of_lead(session, number),
        quote_standing=lambda quote: quotes.standing(quote, clock.now().date()),
    )


def _mine() -> ColumnElement[bool]:
    return lead_lists.of_partner(signed_in.partner_id())
