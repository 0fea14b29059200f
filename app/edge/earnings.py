"""Commission as portal and console write it: lists, the statement as a document, and files."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from app.domain import commission, lists
from app.domain.billing import numbering
from app.domain.commission import rates, stating
from app.edge import spreadsheet
from app.edge.spreadsheet import Columns
from app.models import CommissionEntry, Statement, StatementLine

MOST_LINES = 1_000
"""Of one statement as a page; the file has all of them."""


def customer(entry: CommissionEntry) -> str:
    """Who paid: the company, or the person where there is none."""
    account = entry.account
    return account.company or f"{account.first_name} {account.last_name}"


def invoice(entry: CommissionEntry) -> str:
    """The number of what was paid, as it stands on it."""
    return numbering.shown(entry.invoice)


def payable_from(line: StatementLine) -> datetime:
    """When the entry of a line became payable."""
    entry = line.entry
    return max(entry.at, entry.release.at) if entry.release else entry.at


ENTRIES: Columns = {
    "Entry": lambda entry: entry.id,
    "At (UTC)": lambda entry: entry.at,
    "Kind": lambda entry: entry.kind,
    "State": commission.standing,
    "Held because": commission.reason,
    "Customer": customer,
    "Account": lambda entry: entry.account_id,
    "Invoice": invoice,
    "SubPartnerID": lambda entry: entry.sub_partner_id,
    "Currency": lambda entry: entry.currency,
    "Net, cents": lambda entry: entry.net_cents,
    "Rate, per cent": lambda entry: rates.shown(entry.rate_bp),
    "Commission, cents": lambda entry: entry.amount_cents,
    "Released (UTC)": lambda entry: entry.release and entry.release.at,
    "Statement": lambda entry: entry.line and entry.line.statement_id,
}

ENTRIES_OF_ALL: Columns = {
    "Partner": lambda entry: entry.partner.company,
    "PartnerID": lambda entry: entry.partner.public_id,
    **ENTRIES,
}

STATEMENTS: Columns = {
    "Statement": lambda row: row[0].id,
    "Month": lambda row: row[0].month,
    "Closed (UTC)": lambda row: row[0].closed_at,
    "Currency": lambda row: row[0].currency,
    "Commission, cents": lambda row: row[1],
}

STATEMENTS_OF_ALL: Columns = {
    "Partner": lambda row: row[0].partner.company,
    "PartnerID": lambda row: row[0].partner.public_id,
    **STATEMENTS,
}

_LINES: Columns = {
    "Line": lambda line: line.id,
    "Payable since (UTC)": payable_from,
    "Kind": lambda line: line.entry.kind,
    "Customer": lambda line: customer(line.entry),
    "Account": lambda line: line.entry.account_id,
    "Invoice": lambda line: invoice(line.entry),
    "SubPartnerID": lambda line: line.entry.sub_partner_id,
    "Currency": lambda line: line.entry.currency,
    "Net, cents": lambda line: line.entry.net_cents,
    "Rate, per cent": lambda line: rates.shown(line.entry.rate_bp),
    "Commission, cents": lambda line: line.entry.amount_cents,
}


def words() -> dict[str, Any]:
    """What templates ask about entries and statements."""
    return {
        "customer": customer,
        "invoice": invoice,
        "month": commission.shown,
        "payable_from": payable_from,
        "rate": rates.shown,
        "reason": commission.reason,
        "standing": commission.standing,
    }


def document(session: Session, statement: Statement) -> dict[str, Any]:
    """What the page of a statement shows."""
    sums = stating.sums(session, statement.id)
    lines = stating.lines(statement.id).order_by(StatementLine.id).limit(MOST_LINES)
    return words() | {
        "statement": statement,
        "sums": sums,
        "total": stating.total(sums),
        "lines": list(session.scalars(lines)),
    }


def file_of(statement: Statement) -> Response:
    """The entries of a statement as a file."""
    query = stating.lines(statement.id)
    return spreadsheet.answer(
        f"statement-{statement.month}-{statement.currency}",
        _LINES,
        lambda session: lists.everything(session, query, StatementLine.id, spreadsheet.MOST),
    )


def with_totals(session: Session, statements: Iterator[Statement]) -> Iterator[tuple[Statement, int]]:
    """Each of them with what it comes to, some at a time."""
    while some := list(islice(statements, lists.PAGE)):
        totals = stating.totals(session, [one.id for one in some])
        yield from ((one, totals[one.id]) for one in some)
