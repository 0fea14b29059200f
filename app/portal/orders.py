"""A partner's orders: what was sold, how far it is, and what comes next."""

from flask import Blueprint, Response

from app.edge import signed_in
from app.edge.ordering import COLUMNS, Desk
from app.edge.rights import open_to
from app.portal.area import PORTAL

bp = Blueprint("orders", __name__, url_prefix="/orders")

DESK = Desk(PORTAL, "portal.orders", COLUMNS, signed_in.partner_id)


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every order, newest first."""
    return DESK.index()


@bp.get("/orders.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    return DESK.download()


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One order, live while it is provisioned."""
    return DESK.show(number)


@bp.post("/<int:number>/tries")
@open_to("partner")
def retry(number: int) -> Response:
    """Try again what failed."""
    return DESK.retry(number)


@bp.get("/<int:number>/cancellation")
@open_to("partner")
def ask(number: int) -> Response:
    """Say what cancelling does, and ask why."""
    return DESK.ask(number)


@bp.post("/<int:number>/cancellation")
@open_to("partner")
def cancel(number: int) -> Response:
    """Give it up for good."""
    return DESK.cancel(number)
