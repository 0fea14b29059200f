"""The report on usage."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.domain.reports import usage
from app.domain.reports.scope import Scope
from app.edge import office
from app.edge.reporting.report import Behind, Report, since_first
from app.edge.spreadsheet import Columns
from app.models import UsageEvent


def _fill(session: Session, scope: Scope) -> dict[str, Any]:
    told = usage.read(session, scope)
    most = {kind: max(month.get(kind, 0) for month in told.months.values()) for kind in told.totals}
    months = since_first(scope.months, {month for month, kinds in told.months.items() if kinds})
    return {"told": told, "most": most, "months": months}


def _lines(session: Session, scope: Scope) -> Iterator[tuple[str, str, int]]:
    for day, kinds in sorted(usage.read(session, scope).days.items()):
        yield from ((day, kind, quantity) for kind, quantity in kinds.items())


COLUMNS: Columns = {
    "Day": lambda line: line[0],
    "Kind": lambda line: line[1],
    "Quantity": lambda line: line[2],
}

ROWS: Columns = {
    "Event": lambda event: event.id,
    "External id": lambda event: event.external_id,
    "Used (UTC)": lambda event: event.used_at,
    "Kind": lambda event: event.kind,
    "Quantity": lambda event: event.quantity,
    "Account": lambda event: event.account_id,
    "Customer": lambda event: event.account.email,
    "Received (UTC)": lambda event: event.received_at,
}


def _behind(name: str, scope: Scope) -> Behind | None:
    if name != "events":
        return None
    return Behind(
        "Usage that was told",
        "By the moment at which it was used; each event counts once.",
        usage.events(scope, office.typed("kind"), office.number("account")),
        UsageEvent.id,
        "_usage_rows.html",
        ROWS,
    )


REPORT = Report("usage", "Usage", frozenset(), _fill, COLUMNS, _lines, _behind)
