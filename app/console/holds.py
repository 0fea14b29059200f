"""What waits to be credited: leads and customers, with the reason and what ends it."""

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.db import db
from app.domain import credit, holds, lists
from app.edge import office
from app.edge.rights import open_to
from app.models import Attribution, Lead

bp = Blueprint("holds", __name__, url_prefix="/holds")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Leads, or customers, whose credit is held."""
    what, text, cursor = office.wanted("what", ("customers",)), office.search(), office.cursor()
    with db.reading() as session:
        found = (
            lists.page(session, holds.customers(text), Attribution.id, cursor)
            if what
            else lists.page(session, holds.leads(text), Lead.id, cursor)
        )
        return CONSOLE.show(
            "console/holds.html",
            found=found,
            credit=credit.given,
            what=what,
            q=text,
            filters=office.filters(),
        )
