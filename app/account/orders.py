"""A customer's own orders: how far they are, and what comes next."""

from flask import Blueprint, Response, url_for

from app.db import db
from app.domain import order_lists
from app.edge import limits, office, own_pages, signed_in, watching

bp = Blueprint("orders", __name__, url_prefix="/account/orders")


@bp.get("/<int:number>")
def show(number: int) -> Response:
    """One of them, live while it is set up; somebody else's is not here."""
    limits.show()
    with db.reading() as session:
        account = signed_in.account(session)
        order = office.only(order_lists.of_customer(session, number, account.id))
        here = url_for("account.orders.show", number=number)
        return own_pages.show(
            "account/orders/show.html",
            account=account,
            **watching.context(order, here, signed_in=True),
        )
