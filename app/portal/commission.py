"""A partner's commission: each entry, what holds it, and what the next statement will hold."""

from datetime import timedelta

from flask import Blueprint, Response

from app import clock
from app.db import db
from app.domain import commission, lists
from app.domain.commission import ledger
from app.edge import earnings, office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.models import CommissionEntry, Partner
from app.portal.area import PORTAL

bp = Blueprint("commission", __name__, url_prefix="/commission")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every entry that is ours, newest first, below what is payable now."""
    mine, state, text = signed_in.partner_id(), office.wanted("state", commission.STANDINGS), office.search()
    account = office.number("account")
    month = commission.month_of(clock.now())
    with db.reading() as session:
        return PORTAL.show(
            "portal/commission/index.html",
            partner=session.get_one(Partner, mine),
            figures=ledger.figures(session, mine),
            entries=lists.page(
                session, ledger.entries(mine, state, text, account), CommissionEntry.id, office.cursor()
            ),
            state=state,
            q=text,
            account=account,
            filters=office.filters(),
            this_month=month,
            closes_on=commission.ends(month) + timedelta(days=1),
            **earnings.words(),
        )


@bp.get("/commission.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    state, text = office.wanted("state", commission.STANDINGS), office.search()
    query = ledger.entries(signed_in.partner_id(), state, text, office.number("account"))
    return spreadsheet.answer(
        "commission",
        earnings.ENTRIES,
        lambda session: lists.everything(session, query, CommissionEntry.id, spreadsheet.MOST),
    )
