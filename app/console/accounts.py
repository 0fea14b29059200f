"""Accounts of all partners' customers: how they stand, what they have, and whose they are."""

from flask import Blueprint, Response, url_for
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import accounts, attribution, customer_lists, lists, why
from app.edge import office, spreadsheet
from app.edge.holding import pages
from app.edge.rights import open_to
from app.edge.spreadsheet import Columns
from app.models import Account

bp = Blueprint("accounts", __name__, url_prefix="/accounts")

COLUMNS: Columns = {
    "Account": lambda row: row[0].id,
    "Opened (UTC)": lambda row: row[0].created_at,
    "Standing": lambda row: accounts.standing(row[0], clock.now().date()),
    "Plan": lambda row: row[0].plan,
    "First name": lambda row: row[0].first_name,
    "Last name": lambda row: row[0].last_name,
    "E-mail": lambda row: row[0].email,
    "Company": lambda row: row[0].company,
    "In production (UTC)": lambda row: row[0].production_at,
    "Trial until": lambda row: row[0].trial_until,
    "Blocked because": lambda row: row[0].blocked_for,
    "Partner": lambda row: row[1] and row[1].partner.company,
    "PartnerID": lambda row: row[1] and row[1].partner.public_id,
    "SubPartnerID": lambda row: row[1] and row[1].sub_partner_id,
}


def _anybodys(session: Session, number: int) -> Account:
    return office.only(session.get(Account, number))


pages.attach(bp, CONSOLE, "console", _anybodys, "cm", "admin")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every customer, whoever came last first."""
    query, today = _wanted(), clock.now().date()
    with db.reading() as session:
        found = lists.page(session, query, Account.id, office.cursor())
        return CONSOLE.show(
            "console/accounts/index.html",
            accounts=found,
            ties=customer_lists.ties(session, found.rows),
            standing=lambda account: accounts.standing(account, today),
            filters=office.filters(),
        )


@bp.get("/accounts.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    query = _wanted()
    return spreadsheet.answer(
        "accounts",
        COLUMNS,
        lambda session: customer_lists.with_ties(
            session, lists.everything(session, query, Account.id, spreadsheet.MOST)
        ),
    )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One customer: what they have, whose they are, and why."""
    with db.reading() as session:
        account = _anybodys(session, number)
        tie = attribution.of(session, number)
        return CONSOLE.show(
            "console/accounts/show.html",
            where="console",
            account=account,
            tie=tie,
            standing=accounts.standing(account, clock.now().date()),
            steps=why.explain(session, account),
            links={
                "Orders": url_for("console.orders.index", account=number),
                "Invoices": url_for("console.invoices.index", account=number),
                "Commission": url_for("console.commission.index", account=number),
            },
            **pages.around(session, account),
        )


def _wanted() -> Select[Account]:
    standing, partner = office.wanted("standing", accounts.STANDINGS), office.typed("partner")
    return customer_lists.all_accounts(office.search(), standing, partner, clock.now().date())
