"""The vendor's reports: all partners, or one of them."""

from flask import Blueprint
from sqlalchemy.orm import Session

from app.console.area import CONSOLE
from app.domain import partners
from app.edge import office
from app.edge.reporting import pages

bp = Blueprint("reports", __name__, url_prefix="/reports")


def _whose(session: Session) -> int | None:
    public_id = office.typed("partner")
    return office.only(partners.find(session, public_id)).id if public_id else None


pages.attach(bp, CONSOLE, _whose, "cm", "admin")
