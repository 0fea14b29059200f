"""Why a customer is (not) credited to a partner, told to the vendor with every name."""

from flask import Blueprint, Response

from app.console.area import CONSOLE
from app.db import db
from app.domain import attribution, credit, why
from app.edge import office
from app.edge.rights import open_to
from app.models import Account

bp = Blueprint("credit", __name__, url_prefix="/credit")


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """The whole way of one customer, from the first touch to the last statement."""
    with db.reading() as session:
        account = office.only(session.get(Account, number))
        tie = attribution.of(session, account.id)
        return CONSOLE.show(
            "console/credit.html",
            account=account,
            tie=tie,
            held=credit.given(tie.partner, account).held if tie else None,
            steps=why.explain(session, account),
        )
