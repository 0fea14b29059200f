"""The audit log: who did what, of everybody, for good."""

import json

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, lists
from app.edge import office, spreadsheet
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import AuditEvent

bp = Blueprint("audit", __name__, url_prefix="/audit")

COLUMNS: Columns = {
    "Event": lambda event: event.id,
    "At (UTC)": lambda event: event.at,
    "Who": lambda event: event.actor,
    "Deed": lambda event: event.deed,
    "To what": lambda event: event.subject,
    "Partner": lambda event: event.partner.company if event.partner else None,
    "PartnerID": lambda event: event.partner.public_id if event.partner else None,
    "Details": lambda event: json.dumps(event.details, ensure_ascii=False) if event.details else None,
}


@bp.get("")
@open_to("admin")
def index() -> Response:
    """The newest deeds first."""
    with db.reading() as session:
        done = audit.deeds(session)
        wanted = _wanted(done)
        return CONSOLE.show(
            "console/audit.html",
            events=lists.page(session, audit.events(**wanted), AuditEvent.id, office.cursor()),
            done={deed: deed.replace("_", " ") for deed in done},
            filters=office.filters(),
            person=wanted["person"],
            partner=wanted["partner"],
            wanted=wanted["deed"],
        )


@bp.get("/audit.csv")
@open_to("admin")
def download() -> Response:
    """The same as a file."""
    with db.reading() as session:
        query = audit.events(**_wanted(audit.deeds(session)))
    return spreadsheet.answer(
        "audit", COLUMNS, lambda session: lists.everything(session, query, AuditEvent.id, spreadsheet.MOST)
    )


def _wanted(done: list[str]) -> dict[str, str]:
    return {
        "person": office.search(),
        "partner": office.typed("partner"),
        "deed": office.wanted("deed", done),
    }
