"""Quotes as portal and console write them: the columns of a file, and what a page tells of one."""

from typing import Any

from app import clock
from app.domain import offers, quote_lists, quotes
from app.edge.spreadsheet import Columns
from app.models import Quote

COLUMNS: Columns = {
    "Quote": lambda quote: quote.id,
    "Made (UTC)": lambda quote: quote.created_at,
    "State": lambda quote: quotes.standing(quote, clock.now().date()),
    "Revision": lambda quote: offers.current(quote).number,
    "Company": lambda quote: quote.company,
    "Contact": lambda quote: quote.name,
    "E-mail": lambda quote: quote.email,
    "Product": lambda quote: offers.current(quote).lines[0]["name"],
    "Users": lambda quote: offers.current(quote).configuration["users"],
    "Term": lambda quote: offers.current(quote).configuration["term"],
    "Currency": lambda quote: quote.catalog.content["currency"],
    "Monthly, cents": lambda quote: offers.current(quote).monthly_cents,
    "Once, cents": lambda quote: offers.current(quote).once_cents,
    "Valid until": lambda quote: quote.valid_until,
    "Lead": lambda quote: quote.lead_id,
}

COLUMNS_OF_ALL: Columns = {
    "Partner": lambda quote: quote.partner.company,
    "PartnerID": lambda quote: quote.partner.public_id,
    **COLUMNS,
}


def about(quote: Quote) -> dict[str, Any]:
    """What it offers, revision by revision, and how it stands today."""
    today = clock.now().date()
    sent = [offers.of_revision(one) for one in quote.revisions if one.sent_at]
    return {
        "quote": quote,
        "revision": offers.current(quote),
        "offer": offers.of_revision(offers.current(quote)),
        "columns": sent,
        "rows": offers.rows(sent),
        "request": quote_lists.open_request(quote),
        "standing": quotes.standing(quote, today),
        "today": today,
    }
