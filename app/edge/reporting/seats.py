"""The report on seats and accounts."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.domain.accounts import Standing
from app.domain.reports import customers, seats
from app.domain.reports.scope import Scope
from app.domain.reports.seats import Pace
from app.edge import office
from app.edge.reporting import asking
from app.edge.reporting.report import Behind, Report
from app.edge.spreadsheet import Columns
from app.models import Account, SeatEvent

# Each standing with what it means.
STANDINGS: dict[Standing, tuple[str, str]] = {
    "production": ("In production", "Something that was ordered is provisioned."),
    "trial": ("On trial", "A trial whose last day is not over."),
    "over": ("Trial over", "A trial that ended by itself."),
    "guest": ("Guest", "Signed up, and nothing was ordered yet."),
    "blocked": ("Blocked", "Blocked by the partner or the vendor, whatever else it has."),
}
PACES = {"month": "Months", "day": "Days"}


def _pace() -> Pace:
    return "day" if office.wanted("by", tuple(PACES)) == "day" else "month"


def _fill(session: Session, scope: Scope) -> dict[str, Any]:
    told = seats.read(session, scope, _pace())
    used = next((place for place, line in enumerate(told.lines) if line.seats or line.came), -1)
    return {
        "told": told,
        "lines": told.lines[used:],
        "words": STANDINGS,
        "most": max((line.seats for line in told.lines), default=0),
        "standings": customers.standings(session, scope, clock.now().date()),
        "names": asking.services(),
        "paces": PACES,
        "by": _pace(),
    }


def _lines(session: Session, scope: Scope) -> Iterator[Any]:
    yield from seats.read(session, scope, _pace()).lines


COLUMNS: Columns = {
    "When": lambda line: line.when,
    "Seats at its end": lambda line: line.seats,
    "Came": lambda line: line.came,
    "Went": lambda line: line.went,
}

ROWS: Columns = {
    "Event": lambda event: event.id,
    "From (day)": lambda event: event.effective_on,
    "What": lambda event: event.kind,
    "Seats": lambda event: event.change,
    "Account": lambda event: event.subscription.account_id,
    "Customer": lambda event: event.subscription.account.email,
    "Service": lambda event: event.subscription.name,
    "Reason": lambda event: event.reason,
    "By": lambda event: event.actor,
    "Written down (UTC)": lambda event: event.at,
}


ACCOUNTS: Columns = {
    "Account": lambda account: account.id,
    "Company": lambda account: account.company,
    "First name": lambda account: account.first_name,
    "Last name": lambda account: account.last_name,
    "E-mail": lambda account: account.email,
    "Opened (UTC)": lambda account: account.created_at,
    "In production since (UTC)": lambda account: account.production_at,
    "Trial until": lambda account: account.trial_until,
}


def _accounts(name: Standing, scope: Scope) -> Behind:
    title, definition = STANDINGS[name]
    return Behind(
        f"Accounts: {title.lower()}",
        f"{definition} As it is today.",
        customers.behind(name, scope, clock.now().date()),
        Account.id,
        "_account_rows.html",
        ACCOUNTS,
    )


def _behind(name: str, scope: Scope) -> Behind | None:
    if name in STANDINGS:
        return _accounts(name, scope)
    if name != "events":
        return None
    return Behind(
        "Seats that came and went",
        "By the day from which on they count. The seats of a day are the sum of all events up to it.",
        seats.events(scope, office.number("account")),
        SeatEvent.id,
        "_seat_rows.html",
        ROWS,
    )


REPORT = Report("seats", "Seats", frozenset({"service", "by"}), _fill, COLUMNS, _lines, _behind)
