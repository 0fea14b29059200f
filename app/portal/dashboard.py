"""The first page of a partner: what is new, and what to do about it."""

from flask import Blueprint, Response

from app.db import db
from app.domain import lead_lists, lists
from app.domain.lists import Cursor
from app.edge import signed_in
from app.edge.rights import open_to
from app.models import Lead
from app.portal.area import PORTAL

bp = Blueprint("dashboard", __name__)

NEWEST = 5


@bp.get("")
@open_to("partner")
def show() -> Response:
    """Numbers first, then the newest leads."""
    mine = lead_lists.of_partner(signed_in.partner_id())
    with db.reading() as session:
        return PORTAL.show(
            "portal/dashboard.html",
            counts=lead_lists.counts(session, mine),
            newest=lists.page(session, lead_lists.leads(mine), Lead.id, Cursor(), NEWEST),
        )
