"""Months as statements write them: "2026-11", in UTC."""

from datetime import UTC, date, datetime, timedelta


def month_of(at: datetime) -> str:
    """The month that a moment lies in."""
    return f"{at.astimezone(UTC):%Y-%m}"


def first_moment(at: datetime) -> datetime:
    """The beginning of the month that a moment lies in."""
    return at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def following(month: str) -> str:
    """The month after one."""
    return f"{ends(month) + timedelta(days=1):%Y-%m}"


def before(at: datetime) -> str:
    """The last month that is over by then."""
    return month_of(first_moment(at) - timedelta(days=1))


def ends(month: str) -> date:
    """The last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def shown(month: str) -> str:
    """A month as people write it."""
    return f"{ends(month):%B %Y}"
