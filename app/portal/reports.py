"""A partner's reports: what came of leads and quotes, seats, usage and money."""

from flask import Blueprint

from app.edge import signed_in
from app.edge.reporting import pages
from app.portal.area import PORTAL

bp = Blueprint("reports", __name__, url_prefix="/reports")
pages.attach(bp, PORTAL, lambda _: signed_in.partner_id(), "partner")
