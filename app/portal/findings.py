"""What browsers reported about a partner's snippets, and what to do about each."""

from flask import Blueprint, Response

from app.db import db
from app.domain import findings
from app.edge import report, signed_in
from app.edge.rights import open_to
from app.portal.area import PORTAL

bp = Blueprint("findings", __name__, url_prefix="/findings")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """At most 200, the latest first."""
    with db.reading() as session:
        found = findings.of(session, signed_in.partner_id())
        most = findings.MOST_PER_PARTNER
        return PORTAL.show("portal/findings.html", found=found, words=report.words, most=most)
