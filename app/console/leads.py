"""The inbox of leads: forwarded with one click, declined ones passed on."""

from collections.abc import Sequence

from flask import Blueprint, Response
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, lead_lists, leads, lists
from app.domain.leads import StepNotPossible
from app.edge import office, signed_in
from app.edge.fields import address
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Lead

bp = Blueprint("leads", __name__, url_prefix="/leads")

WHOSE = ("mine", "sales", "all")


class ForwardForm(OwnForm):
    """Where a lead goes that came without a partner."""

    address = address("Partner’s e-mail", "Enter the address that this lead should go to.")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """What waits for us, newest first."""
    whose = office.wanted("whose", WHOSE) or ("mine" if signed_in.actor().manager_id else "all")
    state, text = office.wanted("state", lead_lists.STATES), office.search()
    query = lead_lists.leads(*_of(whose), state=state, text=text)
    with db.reading() as session:
        found = lists.page(session, query, Lead.id, office.cursor())
        return CONSOLE.show(
            "console/leads/index.html",
            leads=found,
            whose=whose,
            state=state,
            q=text,
            filters=office.filters(),
        )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One lead, and everything that has happened to it."""
    with db.reading() as session:
        return _page(session, number, ForwardForm())


@bp.post("/<int:number>/forwarding")
@open_to("cm", "admin")
def forward(number: int) -> Response:
    """Send it on: to the partner's registered address, or without a partner to one that is typed."""
    actor = signed_in.actor()
    with db.writing() as session:
        lead = office.only(lead_lists.find(session, number))
        form = DeedForm() if lead.partner else ForwardForm()
        if not form.validate():
            return _page(session, number, form, status=422)
        to = form.address.data if isinstance(form, ForwardForm) else None
        try:
            recipient = leads.forward(session, lead, actor.name, clock.now(), to)
        except StepNotPossible:
            words = f"Nothing was changed: this lead is {lead.state} already."
            return office.done(words, "console.leads.show", number=number)
        audit.note(
            session, actor, "lead_forwarded", f"Lead {number}", clock.now(), partner_id=lead.partner_id
        )
        session.commit()
    return office.done(f"Forwarded to {recipient}.", "console.leads.show", number=number)


def _page(session: Session, number: int, form: OwnForm, status: int = 200) -> Response:
    lead = office.only(lead_lists.find(session, number))
    return CONSOLE.show("console/leads/show.html", status=status, lead=lead, form=form)


def _of(whose: str) -> Sequence[ColumnElement[bool]]:
    if whose == "all":
        return ()
    return (lead_lists.of_manager(signed_in.actor().manager_id if whose == "mine" else None),)
