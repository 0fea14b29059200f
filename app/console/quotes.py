"""The quotes of all partners, found by customer, partner and state; nothing is changed here."""

from flask import Blueprint, Response
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import lists, offers, order_lists, quote_lists, quotes
from app.edge import office, spreadsheet
from app.edge.quoted import COLUMNS_OF_ALL, about
from app.edge.rights import open_to
from app.models import Quote

bp = Blueprint("quotes", __name__, url_prefix="/quotes")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Every quote, newest first."""
    today = clock.now().date()
    with db.reading() as session:
        return CONSOLE.show(
            "console/quotes/index.html",
            quotes=lists.page(session, _wanted(), Quote.id, office.cursor()),
            current=offers.current,
            open_request=quote_lists.open_request,
            standing=lambda quote: quotes.standing(quote, today),
            state=office.wanted("state", quote_lists.STATES),
            partner=office.typed("partner"),
            q=office.search(),
            filters=office.filters(),
        )


@bp.get("/quotes.csv")
@open_to("cm", "admin")
def download() -> Response:
    """The same list as a file."""
    query = _wanted()
    return spreadsheet.answer(
        "quotes", COLUMNS_OF_ALL, lambda session: lists.everything(session, query, Quote.id, spreadsheet.MOST)
    )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One quote with its revisions, what its customer asked for, and what has happened."""
    with db.reading() as session:
        quote = office.only(quote_lists.find(session, None, number))
        order = order_lists.of_quote(session, number)
        return CONSOLE.show("console/quotes/show.html", order=order, **about(quote))


def _wanted() -> Select[Quote]:
    state, partner = office.wanted("state", quote_lists.STATES), office.typed("partner")
    query = quote_lists.quotes(None, state, office.search(), clock.now().date())
    of_one = [quote_lists.of_public_partner(partner)] if partner else []
    return query.where(*of_one).options(joinedload(Quote.partner))
