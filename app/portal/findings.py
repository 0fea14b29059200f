"""What browsers reported about a partner's snippets, and what to do about each."""

from flask import Blueprint, Response

from app.db import db
from app.domain import findings
from app.edge import report, signed_in, spreadsheet
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.portal.area import PORTAL

bp = Blueprint("findings", __name__, url_prefix="/findings")


COLUMNS: Columns = {
    "What is wrong, and what to do": report.words,
    "Rule": lambda row: row.rule,
    "Value": lambda row: row.value,
    "Times": lambda row: row.count,
    "First (UTC)": lambda row: row.first_at,
    "Last (UTC)": lambda row: row.last_at,
}


@bp.get("")
@open_to("partner")
def index() -> Response:
    """At most 200, the latest first."""
    with db.reading() as session:
        found = findings.of(session, signed_in.partner_id())
        most = findings.MOST_PER_PARTNER
        return PORTAL.show("portal/findings.html", found=found, words=report.words, most=most)


@bp.get("/findings.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    mine = signed_in.partner_id()
    return spreadsheet.answer("findings", COLUMNS, lambda session: iter(findings.of(session, mine)))
