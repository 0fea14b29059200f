"""A partner's accounts: the customers who belong to them for good, and the story of each credit."""

from flask import Blueprint, Response

from app.db import db
from app.domain import credit, customer_lists, lists, why
from app.edge import office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Attribution
from app.portal.area import PORTAL

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

COLUMNS: Columns = {
    "Account": lambda tie: tie.account_id,
    "Yours since (UTC)": lambda tie: tie.bound_at,
    "Plan": lambda tie: tie.account.plan,
    "First name": lambda tie: tie.account.first_name,
    "Last name": lambda tie: tie.account.last_name,
    "E-mail": lambda tie: tie.account.email,
    "Company": lambda tie: tie.account.company,
    "Users": lambda tie: tie.account.users,
    "Term": lambda tie: tie.account.term,
    "Upgraded (UTC)": lambda tie: tie.account.upgraded_at,
    "SubPartnerID": lambda tie: tie.sub_partner_id,
    "Credit held": lambda tie: credit.given(tie.partner, tie.account).held,
}


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every customer who is ours, the latest first."""
    plan, text = office.wanted("plan", customer_lists.PLANS), office.search()
    query = customer_lists.accounts(signed_in.partner_id(), plan, text)
    with db.reading() as session:
        return PORTAL.show(
            "portal/accounts/index.html",
            ties=lists.page(session, query, Attribution.id, office.cursor()),
            plan=plan,
            q=text,
            filters=office.filters(),
            given=credit.given,
        )


@bp.get("/accounts.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query = customer_lists.accounts(
        signed_in.partner_id(), office.wanted("plan", customer_lists.PLANS), office.search()
    )
    return spreadsheet.answer(
        "accounts",
        COLUMNS,
        lambda session: lists.everything(session, query, Attribution.id, spreadsheet.MOST),
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One customer, and why they are (not) credited."""
    with db.reading() as session:
        tie = office.only(customer_lists.find_account(session, signed_in.partner_id(), number))
        return PORTAL.show(
            "portal/accounts/show.html",
            tie=tie,
            account=tie.account,
            given=credit.given(tie.partner, tie.account),
            steps=why.explain(session, tie.account, tie.partner),
        )
