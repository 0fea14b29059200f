"""The first page of a partner: what is new, what waits for them, and what it brings."""

from flask import Blueprint, Response

from app import clock
from app.db import db
from app.domain import lead_lists, lists, quote_lists, standing
from app.domain.commission import ledger
from app.domain.lists import Cursor
from app.edge import signed_in
from app.edge.rights import open_to
from app.models import Lead, Partner
from app.portal.area import PORTAL

bp = Blueprint("dashboard", __name__)

NEWEST = 5


@bp.get("")
@open_to("partner")
def show() -> Response:
    """Numbers first, then what is left to do and who waits for it, then the newest leads."""
    mine = lead_lists.of_partner(signed_in.partner_id())
    with db.reading() as session:
        partner = session.get_one(Partner, signed_in.partner_id())
        return PORTAL.show(
            "portal/dashboard.html",
            counts=lead_lists.counts(session, mine),
            figures=standing.figures(session, partner.id, clock.now()),
            trade=standing.trade(session, partner.id, clock.now().date()),
            earned=ledger.figures(session, partner.id),
            asking=quote_lists.asking(session, partner.id, NEWEST),
            open_request=quote_lists.open_request,
            beginning=standing.beginning(session, partner),
            newest=lists.page(session, lead_lists.leads(mine), Lead.id, Cursor(), NEWEST),
        )
