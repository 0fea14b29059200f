"""Commission of all partners: what is payable, what is held and why, what stands on which statement."""

from datetime import timedelta

from flask import Blueprint, Response

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import commission, lists
from app.domain.commission import ledger
from app.edge import earnings, office, spreadsheet
from app.edge.rights import open_to
from app.models import CommissionEntry

bp = Blueprint("commission", __name__, url_prefix="/commission")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every entry, newest first."""
    state, text, account = _wanted()
    ends = commission.ends(commission.month_of(clock.now()))
    with db.reading() as session:
        return CONSOLE.show(
            "console/commission/index.html",
            figures=ledger.figures(session),
            entries=lists.page(
                session, ledger.entries(None, state, text, account), CommissionEntry.id, office.cursor()
            ),
            state=state,
            q=text,
            account=account,
            filters=office.filters(),
            closes_on=ends + timedelta(days=1),
            **earnings.words(),
        )


@bp.get("/commission.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    query = ledger.entries(None, *_wanted())
    return spreadsheet.answer(
        "commission",
        earnings.ENTRIES_OF_ALL,
        lambda session: lists.everything(session, query, CommissionEntry.id, spreadsheet.MOST),
    )


def _wanted() -> tuple[str, str, int | None]:
    return office.wanted("state", commission.STANDINGS), office.search(), office.number("account")
