"""All invoices and credit notes: found again, paid, credited."""

from flask import Blueprint, Response
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.console.invoice_forms import PaymentForm
from app.db import db
from app.domain import billing, invoice_lists, lists, money
from app.edge import invoice_paper, office, spreadsheet
from app.edge.rights import open_to
from app.models import Invoice

bp = Blueprint("invoices", __name__, url_prefix="/invoices")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every document, newest first."""
    query = _wanted()
    with db.reading() as session:
        return CONSOLE.show(
            "console/invoices/index.html",
            invoices=lists.page(session, query, Invoice.id, office.cursor()),
            standing=lambda invoice: billing.standing(invoice, clock.now().date()),
            awaited=billing.awaited,
            shown=billing.shown,
            filters=office.filters(),
        )


@bp.get("/invoices.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    query, columns = _wanted(), invoice_paper.columns(with_partner=True)
    return spreadsheet.answer(
        "invoices", columns, lambda session: lists.everything(session, query, Invoice.id, spreadsheet.MOST)
    )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One document as the customer has it, and what can be done about it."""
    with db.reading() as session:
        return page(session, number)


def page(session: Session, number: int, form: PaymentForm | None = None, status: int = 200) -> Response:
    """The page of a document; `form` is a payment that has to be mended."""
    invoice = office.only(invoice_lists.find(session, number))
    if form is None:
        form = PaymentForm(formdata=None, received_on=clock.now().date().isoformat())
        awaited = billing.awaited(invoice)
        form.amount.data = money.plain(awaited) if awaited else ""
    return CONSOLE.show(
        "console/invoices/show.html",
        status=status,
        form=form,
        document=lambda one: office.address("console.invoices.show", number=one.id),
        left=billing.left(invoice),
        **invoice_paper.context(invoice),
    )


def _wanted() -> Select[Invoice]:
    account, partner = office.number("account"), office.typed("partner")
    whose = [
        *([invoice_lists.of_account(account)] if account else []),
        *([invoice_lists.of_public_partner(partner)] if partner else []),
    ]
    standing = office.wanted("standing", invoice_lists.STANDINGS)
    today = clock.now().date()
    return invoice_lists.invoices(*whose, standing=standing, text=office.search(), today=today)
