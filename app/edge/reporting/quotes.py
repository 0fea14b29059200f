"""The report on quotes."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.domain import quotes as deals
from app.domain.reports import quotes
from app.domain.reports.quote_measures import MEASURES, Measure
from app.domain.reports.quotes import Sums
from app.domain.reports.scope import Scope
from app.edge.reporting import asking
from app.edge.reporting.report import Behind, Report, since_first
from app.edge.spreadsheet import Columns
from app.models import Quote

SHOWN_BY_MONTH = ("sent", "won", "completed", "rejected", "lost")


def _fill(session: Session, scope: Scope) -> dict[str, Any]:
    rows = {row.measure.slug: row for row in quotes.read(session, scope)}
    by_month = [rows[slug] for slug in SHOWN_BY_MONTH]
    most = max((number for row in by_month for number in row.months.values()), default=0)
    months = since_first(scope.months, {month for row in by_month for month in row.months})
    return {"rows": rows, "by_month": by_month, "most": most, "months": months}


def _lines(session: Session, scope: Scope) -> Iterator[tuple[Scope, Measure, str, Sums]]:
    for row in quotes.read(session, scope):
        for currency, sums in sorted(row.sums.items()) or [("", Sums())]:
            yield scope, row.measure, currency, sums


COLUMNS: Columns = {
    "From": lambda line: line[0].first,
    "To": lambda line: line[0].last,
    "Quotes": lambda line: line[1].title,
    "Definition": lambda line: line[1].definition,
    "Currency": lambda line: line[2],
    "Number": lambda line: line[3].number,
    "Monthly, cents": lambda line: line[3].monthly,
    "Once, cents": lambda line: line[3].once,
    "Whole term, cents": lambda line: line[3].whole_term,
}


def _behind(name: str, scope: Scope) -> Behind | None:
    measure = MEASURES.get(name)
    if measure is None:
        return None
    month = asking.month()
    return Behind(
        f"Quotes: {measure.title.lower()}",
        measure.definition,
        quotes.behind(name, scope, month),
        Quote.id,
        "_quote_rows.html",
        _columns(scope),
        {
            "revision": lambda quote: quotes.revision(quote, scope),
            "standing": lambda quote: deals.standing(quote, clock.now().date()),
        },
    )


def _columns(scope: Scope) -> Columns:
    def of(quote: Quote) -> Any:
        return quotes.revision(quote, scope)

    return {
        "Quote": lambda quote: quote.id,
        "PartnerID": lambda quote: quote.partner.public_id,
        "Company": lambda quote: quote.company,
        "Contact": lambda quote: quote.name,
        "E-mail": lambda quote: quote.email,
        "Revision": lambda quote: of(quote).number,
        "Product": lambda quote: of(quote).lines[0]["name"],
        "Users": lambda quote: of(quote).configuration["users"],
        "Term": lambda quote: of(quote).configuration["term"],
        "Currency": lambda quote: quote.catalog.content["currency"],
        "Monthly, cents": lambda quote: of(quote).monthly_cents,
        "Once, cents": lambda quote: of(quote).once_cents,
        "Whole term, cents": lambda quote: (
            of(quote).monthly_cents * of(quote).configuration["term"] + of(quote).once_cents
        ),
        "Made (UTC)": lambda quote: quote.created_at,
        "Lead": lambda quote: quote.lead_id,
    }


REPORT = Report("quotes", "Quotes", frozenset({"service"}), _fill, COLUMNS, _lines, _behind)
