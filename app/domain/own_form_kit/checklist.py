"""Whether a partner's own form does all that it has to, as far as it can be seen from here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a partner's own form."""

    sites: bool = False
    activated_at: datetime | None = None
    rehearsed_at: datetime | None = None
    """The last dry run of the own form."""
    rehearsal_rules: frozenset[str] = frozenset()
    """Rules of the findings of that dry run."""
    finding_rules: frozenset[str] = frozenset()
    """Rules of the findings of live posts since the last one that was taken."""
    taken_at: datetime | None = None
    """The last signup that came through the own form."""
    confirmed_at: datetime | None = None
    """The last of those that was confirmed."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the form has to do; `done` is None where only the partner can tell."""

    key: str
    words: str
    done: bool | None


_Look = Callable[[Seen], bool | None]


def _only_you(seen: Seen) -> None:
    return None


def _clean(*rules: str) -> _Look:
    """Done once a post has arrived, and none was refused by these rules."""

    def look(seen: Seen) -> bool:
        arrived = seen.rehearsed_at is not None or seen.taken_at is not None
        return arrived and not (seen.rehearsal_rules | seen.finding_rules) & set(rules)

    return look


def _rehearsed(seen: Seen) -> bool:
    return seen.rehearsed_at is not None and not seen.rehearsal_rules


def _live(seen: Seen) -> bool:
    if seen.taken_at is None:
        return False
    return seen.rehearsed_at is None or seen.taken_at > seen.rehearsed_at


_POINTS: tuple[tuple[str, str, _Look], ...] = (
    ("site", "Register the site that your form stands on.", lambda seen: seen.sites),
    ("activation", "Request activation, and have it granted.", lambda seen: seen.activated_at is not None),
    (
        "address",
        "Send the form by POST to the address of the sample, with your PartnerID.",
        _clean(
            "form_refused_nobody", "form_refused_partner", "form_refused_suspended", "form_refused_inactive"
        ),
    ),
    ("origin", "Send it from a page of a registered site.", _clean("form_refused_origin")),
    (
        "returnurl",
        "Name in returnurl a page on a registered site.",
        _clean("form_refused_returnurl", "form_refused_foreign"),
    ),
    ("rehearsal", "Send it once with test=true, and read that nothing is wrong with the call.", _rehearsed),
    (
        "captcha",
        "Ask for a captcha of your own, and judge it on your server before the form goes on.",
        _only_you,
    ),
    ("agreement", "Show the box for the End User Service Agreement, and require it.", _only_you),
    ("errors", "Show every message of errorcode beside its field, as text.", _only_you),
    ("typed", "Fill in again what was typed, but for the passwords.", _only_you),
    ("success", "Take a blank errorcode for success, and say so.", _only_you),
    ("live", "Take test=true out, and open an account through the form.", _live),
    ("confirmed", "Confirm it by the letter.", lambda seen: seen.confirmed_at is not None),
)


def checklist(seen: Seen) -> tuple[Point, ...]:
    """Every point in the order in which one goes about it."""
    return tuple(Point(key, words, look(seen)) for key, words, look in _POINTS)
