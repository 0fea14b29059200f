"""A partner's accounts: the customers who belong to them for good, what they have, and their credit."""

from flask import Blueprint, Response, url_for
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import accounts, credit, customer_lists, lists, why
from app.edge import office, signed_in, spreadsheet
from app.edge.holding import pages
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Account, Attribution
from app.portal.area import PORTAL

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

COLUMNS: Columns = {
    "Account": lambda tie: tie.account_id,
    "Yours since (UTC)": lambda tie: tie.bound_at,
    "Standing": lambda tie: accounts.standing(tie.account, clock.now().date()),
    "Plan": lambda tie: tie.account.plan,
    "First name": lambda tie: tie.account.first_name,
    "Last name": lambda tie: tie.account.last_name,
    "E-mail": lambda tie: tie.account.email,
    "Company": lambda tie: tie.account.company,
    "Users": lambda tie: tie.account.users,
    "Term": lambda tie: tie.account.term,
    "Upgraded (UTC)": lambda tie: tie.account.upgraded_at,
    "In production (UTC)": lambda tie: tie.account.production_at,
    "Trial until": lambda tie: tie.account.trial_until,
    "Blocked because": lambda tie: tie.account.blocked_for,
    "SubPartnerID": lambda tie: tie.sub_partner_id,
    "Credit held": lambda tie: credit.given(tie.partner, tie.account).held,
}


def _ours(session: Session, number: int) -> Account:
    return office.only(customer_lists.find_account(session, signed_in.partner_id(), number)).account


pages.attach(bp, PORTAL, "portal", _ours, "partner")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every customer who is ours, the latest first."""
    query, today = _wanted(), clock.now().date()
    with db.reading() as session:
        return PORTAL.show(
            "portal/accounts/index.html",
            ties=lists.page(session, query, Attribution.id, office.cursor()),
            filters=office.filters(),
            given=credit.given,
            standing=lambda account: accounts.standing(account, today),
        )


@bp.get("/accounts.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query = _wanted()
    return spreadsheet.answer(
        "accounts",
        COLUMNS,
        lambda session: lists.everything(session, query, Attribution.id, spreadsheet.MOST),
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One customer: what they have, and why they are (not) credited."""
    with db.reading() as session:
        tie = office.only(customer_lists.find_account(session, signed_in.partner_id(), number))
        return PORTAL.show(
            "portal/accounts/show.html",
            where="portal",
            tie=tie,
            account=tie.account,
            standing=accounts.standing(tie.account, clock.now().date()),
            given=credit.given(tie.partner, tie.account),
            steps=why.explain(session, tie.account, tie.partner),
            links={
                "Orders": url_for("portal.orders.index", account=number),
                "Invoices": url_for("portal.invoices.index", account=number),
                "Commission": url_for("portal.commission.index", account=number),
            },
            **pages.around(session, tie.account),
        )


def _wanted() -> Select[Attribution]:
    plan, standing = (
        office.wanted("plan", customer_lists.PLANS),
        office.wanted("standing", accounts.STANDINGS),
    )
    return customer_lists.accounts(
        signed_in.partner_id(), plan, office.search(), standing, clock.now().date()
    )
