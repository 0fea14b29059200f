"""The report on invoices, payments and commission."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.domain.reports import money
from app.domain.reports.money import Sums
from app.domain.reports.money_measures import MEASURES, Measure, Noun
from app.domain.reports.scope import Scope
from app.edge.reporting import asking
from app.edge.reporting.report import Behind, Report, since_first
from app.edge.spreadsheet import Columns
from app.models import CommissionEntry, Invoice, Payment

SHOWN_BY_MONTH = ("invoiced", "paid", "accrued", "stated")


def _fill(session: Session, scope: Scope) -> dict[str, Any]:
    rows = {row.measure.slug: row for row in money.read(session, scope)}
    currencies = sorted({currency for row in rows.values() for currency in row.sums})
    by_month = [rows[slug] for slug in SHOWN_BY_MONTH]
    most = {
        currency: max(
            (cents for row in by_month for (_, c), cents in row.months.items() if c == currency), default=0
        )
        for currency in currencies
    }
    months = since_first(scope.months, {month for row in by_month for month, _ in row.months})
    return {"rows": rows, "by_month": by_month, "currencies": currencies, "most": most, "months": months}


def _lines(session: Session, scope: Scope) -> Iterator[tuple[Scope, Measure, str, Sums]]:
    for row in money.read(session, scope):
        for currency, sums in row.sums.items() or [("", Sums())]:
            yield scope, row.measure, currency, sums


COLUMNS: Columns = {
    "From": lambda line: line[0].first,
    "To": lambda line: line[0].last,
    "What": lambda line: line[1].title,
    "Definition": lambda line: line[1].definition,
    "Currency": lambda line: line[2],
    "Number": lambda line: line[3].number,
    "Cents": lambda line: line[3].cents,
}

INVOICES: Columns = {
    "Series": lambda one: one.series,
    "Number": lambda one: one.number,
    "Issued (UTC)": lambda one: one.issued_at,
    "Account": lambda one: one.account_id,
    "Customer": lambda one: one.account.email,
    "Currency": lambda one: one.currency,
    "Net, cents": lambda one: one.net_cents,
    "Tax, cents": lambda one: one.tax_cents,
    "Total, cents": lambda one: one.total_cents,
}
PAYMENTS: Columns = {
    "Received": lambda one: one.received_on,
    "Reference": lambda one: one.reference,
    "Invoice": lambda one: one.invoice.number,
    "Account": lambda one: one.invoice.account_id,
    "Customer": lambda one: one.invoice.account.email,
    "Currency": lambda one: one.invoice.currency,
    "Cents": lambda one: one.amount_cents,
}
ENTRIES: Columns = {
    "Entry": lambda one: one.id,
    "At (UTC)": lambda one: one.at,
    "Kind": lambda one: one.kind,
    "SubPartnerID": lambda one: one.sub_partner_id,
    "Account": lambda one: one.account_id,
    "Customer": lambda one: one.account.email,
    "Invoice": lambda one: one.invoice.number,
    "Currency": lambda one: one.currency,
    "Net, cents": lambda one: one.net_cents,
    "Rate, hundredths of a per cent": lambda one: one.rate_bp,
    "Cents": lambda one: one.amount_cents,
    "Held for": lambda one: one.held_for,
}
ROWS: dict[Noun, tuple[Any, str, Columns]] = {
    Invoice: (Invoice.id, "_invoice_rows.html", INVOICES),
    Payment: (Payment.id, "_payment_rows.html", PAYMENTS),
    CommissionEntry: (CommissionEntry.id, "_entry_rows.html", ENTRIES),
}


def _behind(name: str, scope: Scope) -> Behind | None:
    measure = MEASURES.get(name)
    if measure is None:
        return None
    key, template, columns = ROWS[measure.noun]
    rows = money.behind(name, scope, asking.month())
    return Behind(measure.title, measure.definition, rows, key, template, columns)


REPORT = Report("money", "Money", frozenset(), _fill, COLUMNS, _lines, _behind)
