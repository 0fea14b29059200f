"""A customer's invoices: the same documents as in the letters, to look at, to print and to keep."""

from flask import Blueprint, Response, url_for

from app import clock
from app.db import db
from app.domain import billing, invoice_lists, lists
from app.edge import invoice_paper, limits, office, own_pages, signed_in
from app.models import Invoice

bp = Blueprint("invoices", __name__, url_prefix="/account/invoices")


@bp.get("")
def index() -> Response:
    """Every document of whoever is signed in, newest first."""
    limits.show()
    with db.reading() as session:
        account = signed_in.account(session)
        query = invoice_lists.invoices(invoice_lists.of_account(account.id))
        return own_pages.show(
            "account/invoices/index.html",
            account=account,
            invoices=lists.page(session, query, Invoice.id, office.cursor()),
            standing=lambda invoice: billing.standing(invoice, clock.now().date()),
            awaited=billing.awaited,
            shown=billing.shown,
        )


@bp.get("/<int:number>")
def show(number: int) -> Response:
    """One of them; somebody else's is not here."""
    limits.show()
    with db.reading() as session:
        account = signed_in.account(session)
        invoice = office.only(invoice_lists.find(session, number, invoice_lists.of_account(account.id)))
        return own_pages.show(
            "account/invoices/show.html",
            account=account,
            brand=invoice.issuer.get("brand"),
            document=lambda one: url_for("account.invoices.show", number=one.id),
            **invoice_paper.context(invoice),
        )
