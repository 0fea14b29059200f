"""What a partner's customers are invoiced, in the partner's name: who has paid, and who has not."""

from flask import Blueprint, Response
from sqlalchemy import Select

from app import clock
from app.db import db
from app.domain import billing, invoice_lists, lists
from app.edge import invoice_paper, office, signed_in, spreadsheet
from app.edge.rights import open_to
from app.models import Invoice
from app.portal.area import PORTAL

bp = Blueprint("invoices", __name__, url_prefix="/invoices")


@bp.get("")
@open_to("partner")
def index() -> Response:
    """Every document of our customers, newest first."""
    query = _wanted()
    with db.reading() as session:
        return PORTAL.show(
            "portal/invoices/index.html",
            invoices=lists.page(session, query, Invoice.id, office.cursor()),
            standing=lambda invoice: billing.standing(invoice, clock.now().date()),
            awaited=billing.awaited,
            shown=billing.shown,
            filters=office.filters(),
        )


@bp.get("/invoices.csv")
@open_to("partner")
def download() -> Response:
    """The same list as a file."""
    query, columns = _wanted(), invoice_paper.columns(with_partner=False)
    return spreadsheet.answer(
        "invoices", columns, lambda session: lists.everything(session, query, Invoice.id, spreadsheet.MOST)
    )


@bp.get("/<int:number>")
@open_to("partner")
def show(number: int) -> Response:
    """One document as the customer has it, and what came of it."""
    mine = invoice_lists.of_partner(signed_in.partner_id())
    with db.reading() as session:
        invoice = office.only(invoice_lists.find(session, number, mine))
        return PORTAL.show(
            "portal/invoices/show.html",
            brand=invoice.issuer.get("brand"),
            document=lambda one: office.address("portal.invoices.show", number=one.id),
            **invoice_paper.context(invoice),
        )


def _wanted() -> Select[Invoice]:
    account = office.number("account")
    return invoice_lists.invoices(
        *([invoice_lists.of_account(account)] if account else []),
        partner_id=signed_in.partner_id(),
        standing=office.wanted("standing", invoice_lists.STANDINGS),
        text=office.search(),
        today=clock.now().date(),
    )
