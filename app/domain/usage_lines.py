"""One event of usage as somebody tells it, by API or in a file: judged the same way, field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain import addresses
from app.domain.addresses import MalformedAddress

FIELDS = ("external_id", "account", "kind", "quantity", "used_at")
LONGEST_ID = 120
LARGEST = 2**31 - 1
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=5)
"""How far another machine's clock may be ahead of ours."""

_KIND = re.compile("[a-z][a-z0-9_-]{0,31}", re.ASCII)
_NUMBER = re.compile("-?[0-9]{1,10}", re.ASCII)


class BadUsage(Exception):
    """Raised with the field that is wrong, and what to write there."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field, self.words = field, words


@dataclass(frozen=True, slots=True)
class Told:
    """One event, judged; whether its account is anybody's is not known yet."""

    external_id: str
    account: int | str
    """Its number, or its e-mail address."""
    kind: str
    quantity: int
    used_at: datetime


def read(item: Mapping[str, object], now: datetime) -> Told:
    """The event that was told. Raises BadUsage for the first thing that is wrong."""
    for name in item:
        if name not in FIELDS:
            raise BadUsage(name, f"This is no field of an event. There are {', '.join(FIELDS)}.")
    for name in FIELDS:
        if item.get(name) in (None, ""):
            raise BadUsage(name, "This is missing.")
    return Told(
        external_id=_external_id(item["external_id"]),
        account=_account(item["account"]),
        kind=_kind(item["kind"]),
        quantity=_quantity(item["quantity"]),
        used_at=_moment(item["used_at"], now),
    )


def numbered(item: Mapping[str, str]) -> dict[str, object]:
    """A line of a file, in which numbers are text too, as `read` takes it."""
    return {
        name: int(text) if name in ("account", "quantity") and _NUMBER.fullmatch(text) else text
        for name, text in item.items()
    }


def _external_id(value: object) -> str:
    fits = (
        isinstance(value, str) and len(value) <= LONGEST_ID and value.isprintable() and value == value.strip()
    )
    if not fits:
        raise BadUsage("external_id", f"Write your own id of the event, of at most {LONGEST_ID} characters.")
    return str(value)


def _account(value: object) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
        return value
    try:
        if isinstance(value, str):
            return addresses.parse(value)
    except MalformedAddress:
        pass
    raise BadUsage("account", "Write the account's number, or its e-mail address.")


def _kind(value: object) -> str:
    if isinstance(value, str) and _KIND.fullmatch(value):
        return value
    words = "Write what is counted as one word of small letters, like minutes, of at most 32 characters."
    raise BadUsage("kind", words)


def _quantity(value: object) -> int:
    fits = isinstance(value, int) and not isinstance(value, bool) and value and abs(value) <= LARGEST
    if not fits:
        words = (
            f"Write a whole number up to {LARGEST:,}, not 0; a negative one takes back what was told before."
        )
        raise BadUsage("quantity", words)
    return int(value)  # type: ignore[call-overload,no-any-return]


def _moment(value: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at and at.tzinfo and OLDEST <= at.astimezone(UTC) <= now + AHEAD:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    words = "Write a moment that has passed, with its time zone, like 2026-11-23T09:30:00Z."
    raise BadUsage("used_at", words)
