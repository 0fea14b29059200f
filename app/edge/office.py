"""How pages of portal and console are drawn, and what all of their lists have in common."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)

from app import clock
from app.domain.lists import Cursor
from app.domain.sent_forms import SentBefore
from app.edge import own_pages, rights, row_ids, sending, signed_in
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import NotYours, OnlyLooking

T = TypeVar("T")

_HTML = "text/html; charset=utf-8"
LONGEST_SEARCH = 120
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation; it is the current one on every page of its blueprints."""

    label: str
    endpoint: str
    icon: str
    also: tuple[str, ...] = ()
    """Blueprints of the area whose pages belong to it beside those of its own."""

    @property
    def address(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    @property
    def is_open(self) -> bool:
        """Whether whoever is signed in may go there."""
        return signed_in.actor().role in rights.of(current_app, self.endpoint).roles

    @property
    def is_current(self) -> bool:
        """Whether the page that is shown belongs to it."""
        area, own, _ = self.endpoint.split(".")
        return (request.endpoint or "").rpartition(".")[0] in {f"{area}.{name}" for name in (own, *self.also)}


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the navigation that belong together, under a name of their own."""

    label: str
    entries: Sequence[Entry]

    @property
    def open(self) -> list[Entry]:
        """Those where whoever is signed in may go."""
        return [entry for entry in self.entries if entry.is_open]

    @property
    def is_current(self) -> bool:
        """Whether the page that is shown belongs to one of them."""
        return any(entry.is_current for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Area:
    """Portal or console: its name, its first page, and where all others are found."""

    name: str
    first: Entry
    groups: Sequence[Group]

    def show(self, template: str, *, status: int = 200, brand: str | None = None, **context: Any) -> Response:
        """A page of this area; in the vendor's colour, or in another brand."""
        html = render_template(
            template,
            area=self,
            actor=signed_in.actor(),
            now=clock.now(),
            deed=DeedForm(formdata=None),
            stylesheet=house().assets.stylesheet(brand, "office"),
            **context,
        )
        return Response(html, status, content_type=_HTML)

    def again(self, template: str, form: OwnForm, notice: str = "", **context: Any) -> Response:
        """The form as it was typed, with what is wrong."""
        if notice:
            form.form_errors.append(notice)
        return self.show(template, status=context.pop("status", 422), form=form, **context)

    def later(self, template: str, form: OwnForm, many: TooMany, **context: Any) -> Response:
        """The form as it was typed, with the time from which it can be sent."""
        response = self.again(template, form, many.words, status=429, **context)
        response.headers["Retry-After"] = str(many.retry_after)
        return response

    def attach(self, bp: Blueprint) -> None:
        """Guard the pages of the area, and answer in its own words whoever may not see one."""
        own_pages.keep_to_oneself(bp)
        rights.guard(bp)
        bp.register_error_handler(SentBefore, sending.land_again)
        bp.register_error_handler(NotYours, lambda _: self._refuse("office/not_yours.html"))
        bp.register_error_handler(OnlyLooking, lambda _: self._refuse("office/only_looking.html"))

    def _refuse(self, template: str) -> Response:
        return self.show(template, status=403, home=signed_in.home())


def done(words: str, endpoint: str, **where: Any) -> Response:
    """After a deed: say what happened on the page that follows it."""
    flash(words)
    return redirect(url_for(endpoint, **where), 303)  # type: ignore[return-value]


def onward(address: str) -> Response:
    """After a deed whose outcome the next page shows by itself."""
    return redirect(address, 303)  # type: ignore[return-value]


def address(endpoint: str, **where: Any) -> str:
    """The address of a page."""
    return url_for(endpoint, **where)


def cursor() -> Cursor:
    """Which page of a list this request asks for; nonsense asks for the first."""
    return Cursor(before=_number("before"), after=_number("after"))


def wanted(name: str, offered: Sequence[str]) -> str:
    """The value of a filter, empty where it is none of those that are offered."""
    value = _filter(name)
    return value if value in offered else ""


def search() -> str:
    """What is looked for, as one line of readable text."""
    return typed("q")


def typed(name: str) -> str:
    """What was typed into a filter, as one line of readable text."""
    text = _filter(name)[:LONGEST_SEARCH]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def number(name: str) -> int | None:
    """The number that a filter names, None where it names none."""
    return _number(name) if _filter(name) else None


def exactly(name: str) -> str:
    """The value of a filter that names one of many, letter by letter."""
    return _filter(name)[:LONGEST_VALUE].replace("\0", "")


def only(row: T | None) -> T:
    """The row, or the page that says that there is none: also for those of somebody else."""
    if row is None:
        not_here()
    return row


def not_here() -> NoReturn:
    """What is asked for is not here, or is not the caller's to see."""
    abort(404)


def filters() -> dict[str, str]:
    """The filters that this page has asked for, as they stand in its address."""
    # Whatever else an address holds may be the name of something in `url_for`.
    return {name: request.args[name] for name in _asked() if request.args.get(name)}


def ago(at: datetime) -> str:
    """How long ago something was, as people say it."""
    seconds = max(0, int((clock.now() - at).total_seconds()))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"


def lasted(span: timedelta) -> str:
    """How long something took, as people say it."""
    minutes = max(0, int(span.total_seconds())) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    if hours:
        return f"{hours} h {rest} min"
    return f"{minutes} min" if minutes else "under a minute"


def _filter(name: str) -> str:
    _asked()[name] = None
    return request.args.get(name, "")


def _asked() -> dict[str, None]:
    """The names of this request's filters, in the order in which they were asked for."""
    return g.setdefault("filters", {})  # type: ignore[no-any-return]


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not re.fullmatch("[0-9]{1,10}", text, re.ASCII):
        return None
    return int(text) if int(text) <= row_ids.LARGEST else None
