"""Orders of all partners, and of those who came without one: what stopped is looked after here, too."""

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.edge.ordering import COLUMNS_OF_ALL, Desk
from app.edge.rights import open_to

bp = Blueprint("orders", __name__, url_prefix="/orders")

DESK = Desk(CONSOLE, "console.orders", COLUMNS_OF_ALL, lambda: None)


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every order, newest first."""
    return DESK.index()


@bp.get("/orders.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    return DESK.download()


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One order, live while it is provisioned."""
    return DESK.show(number)


@bp.post("/<int:number>/tries")
@open_to("cm", "admin")
def retry(number: int) -> Response:
    """Try again what failed."""
    return DESK.retry(number)


@bp.get("/<int:number>/cancellation")
@open_to("cm", "admin")
def ask(number: int) -> Response:
    """Say what cancelling does, and ask why."""
    return DESK.ask(number)


@bp.post("/<int:number>/cancellation")
@open_to("cm", "admin")
def cancel(number: int) -> Response:
    """Give it up for good."""
    return DESK.cancel(number)
