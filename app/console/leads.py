"""The inbox of leads: whoever waits longest stands first, and one click forwards them."""

from collections.abc import Sequence

from flask import Blueprint, Response
from sqlalchemy import ColumnElement, Select

from app import clock
from app.console import lead_deeds
from app.console.area import CONSOLE
from app.db import db
from app.domain import lead_lists, lists, response_times
from app.domain.lists import Cursor
from app.edge import office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Lead

bp = Blueprint("leads", __name__, url_prefix="/leads")
lead_deeds.attach(bp)

WHOSE = ("mine", "sales", "all")

COLUMNS: Columns = {
    "Lead": lambda lead: lead.id,
    "Received (UTC)": lambda lead: lead.created_at,
    "State": lambda lead: lead.state,
    "With": lambda lead: lead.channel_manager.name if lead.channel_manager else "Sales",
    "Forwarded (UTC)": lambda lead: lead.forwarded_at,
    "Minutes until forwarded": lambda lead: _minutes(lead),
    "First name": lambda lead: lead.first_name,
    "Last name": lambda lead: lead.last_name,
    "E-mail": lambda lead: lead.email,
    "Phone": lambda lead: lead.phone,
    "Company": lambda lead: lead.company,
    "Users": lambda lead: lead.users,
    "Message": lambda lead: lead.message,
    "Service": lambda lead: lead.service,
    "Partner": lambda lead: lead.partner.company if lead.partner else None,
    "PartnerID": lambda lead: lead.claimed_partner_id,
    "SubPartnerID": lambda lead: lead.sub_partner_id,
    "Site": lambda lead: lead.site,
    "Credit held": lambda lead: lead.credit_held,
}


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """What waits for us, the oldest first; below it everything else, the newest first."""
    whose, state, text = _whose(), office.wanted("state", lead_lists.STATES), office.search()
    cursor = office.cursor()
    is_inbox = not (state or text)
    query = _wanted(whose, state, text)
    with db.reading() as session:
        waiting = is_inbox and cursor == Cursor()
        return CONSOLE.show(
            "console/leads/index.html",
            waiting=lead_lists.waiting(session, *_of(whose), most=lists.PAGE + 1) if waiting else [],
            most=lists.PAGE,
            leads=lists.page(
                session, query.where(lead_lists.decided()) if is_inbox else query, Lead.id, cursor
            ),
            whose=whose,
            state=state,
            q=text,
            filters=office.filters(),
        )


@bp.get("/leads.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same leads as a file, whether or not they wait."""
    query = _wanted(_whose(), office.wanted("state", lead_lists.STATES), office.search())
    return spreadsheet.answer(
        "leads", COLUMNS, lambda session: lists.everything(session, query, Lead.id, spreadsheet.MOST)
    )


@bp.get("/response-times")
@open_to("cm", "admin")
def times() -> Response:
    """How long prospects wait for each of us."""
    with db.reading() as session:
        return CONSOLE.show(
            "console/leads/times.html",
            paces=response_times.by_manager(session, clock.now()),
            days=response_times.WINDOW.days,
        )


def _whose() -> str:
    return office.wanted("whose", WHOSE) or ("mine" if signed_in.actor().manager_id else "all")


def _wanted(whose: str, state: str, text: str) -> Select[Lead]:
    return lead_lists.leads(*_of(whose), state=state, text=text)


def _of(whose: str) -> Sequence[ColumnElement[bool]]:
    if whose == "all":
        return ()
    return (lead_lists.of_manager(signed_in.actor().manager_id if whose == "mine" else None),)


def _minutes(lead: Lead) -> int | None:
    return int((lead.forwarded_at - lead.created_at).total_seconds() // 60) if lead.forwarded_at else None
