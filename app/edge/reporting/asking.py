"""What somebody wants to see in a report, as it stands in its address."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from app import clock
from app.domain.reports.scope import Scope
from app.edge import office
from app.edge.house import house

EARLIEST = date(2000, 1, 1)
MONTHS = 6
"""That a report shows unless another day is asked for; this one is the last of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The scope, and what of the address was not understood, in words."""

    scope: Scope
    today: date
    notices: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Whether it may still change while one looks."""
        return self.scope.last == self.today


def asked(partner_id: int | None, fields: Collection[str]) -> Asked:
    """The days, and what narrows them down among `fields`; nonsense is said and left out."""
    today, notices = clock.now().date(), list[str]()
    last = _day("to", today, notices)
    if last > today:
        notices.append("Nothing is known of days to come: choose a day up to today. Shown is today.")
        last = today
    first = _day("from", _months_before(last), notices)
    if first > last:
        notices.append("The first day lies behind the last one. Shown is the month of the last day.")
        first = last.replace(day=1)
    return Asked(
        Scope(
            max(first, EARLIEST),
            max(last, EARLIEST),
            partner_id,
            office.wanted("service", list(services())) if "service" in fields else "",
            office.typed("sub"),
        ),
        today,
        tuple(notices),
    )


def services() -> dict[str, str]:
    """What can be asked for, by slug."""
    return {product.slug: product.name for product in house().catalog.products}


def month() -> str:
    """A month like 2026-11, or none."""
    text = office.typed("month")
    return text if re.fullmatch("[0-9]{4}-[0-9]{2}", text, re.ASCII) else ""


def shortcuts(today: date) -> dict[str, tuple[date, date]]:
    """Periods that people ask for, by name."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return {
        "Today": (today, today),
        "This month": (month, today),
        "Last month": (before.replace(day=1), before),
        "This year": (today.replace(month=1, day=1), today),
        "Everything": (EARLIEST, today),
    }


def _months_before(last: date) -> date:
    number = last.year * 12 + last.month - MONTHS
    return date(number // 12, number % 12 + 1, 1) if number > EARLIEST.year * 12 else EARLIEST


def _day(name: str, default: date, notices: list[str]) -> date:
    text = office.typed(name)
    if not text:
        return default
    try:
        return date.fromisoformat(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else _no_day()
    except ValueError:
        notices.append(f"“{text}” is no day: write it like 2026-11-23. Shown is {default.isoformat()}.")
        return default


def _no_day() -> date:
    raise ValueError
