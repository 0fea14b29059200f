"""Usage from a file: each line counted once, told before, or refused with what is wrong with it."""

from flask import Blueprint, Response

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, usage, usage_lines
from app.domain.usage import Outcome
from app.domain.usage_lines import FIELDS, BadUsage
from app.edge import signed_in, told_file
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.edge.told_file import Judged, UnfitFile

bp = Blueprint("usage", __name__, url_prefix="/usage")

BATCH = 100
"""Lines of one transaction: on SQLite everybody else waits for it."""

_PAGE = "console/usage.html"
_REFUSED = {
    "unknown": "There is no such account.",
    "conflict": "Something else was told under this external_id before. Give each event an id of its own.",
}

Line = tuple[int, dict[str, str]]


@bp.get("")
@open_to("cm", "admin")
def show() -> Response:
    """What the file has to look like."""
    return CONSOLE.show(_PAGE, form=DeedForm(formdata=None), fields=FIELDS, judged=None)


@bp.post("")
@open_to("cm", "admin")
def upload() -> Response:
    """Count what can be counted, and say what can not."""
    form = DeedForm()
    if not form.validate():
        return CONSOLE.again(_PAGE, form, fields=FIELDS, judged=None)
    try:
        found = told_file.sent("file", FIELDS)
    except UnfitFile as error:
        return CONSOLE.again(_PAGE, form, str(error), fields=FIELDS, judged=None)
    judged = [one for start in range(0, len(found), BATCH) for one in _take(found[start : start + BATCH])]
    return CONSOLE.show(_PAGE, form=form, fields=FIELDS, judged=judged)


def _take(part: list[Line]) -> list[Judged]:
    """Count some lines in a transaction of their own."""
    now = clock.now()
    judged, told = [], []
    for number, cells in part:
        try:
            told.append(((number, cells), usage_lines.read(usage_lines.numbered(_trimmed(cells)), now)))
        except BadUsage as error:
            judged.append(Judged(number, cells, "refused", f"{error.field}: {error.words}"))
    with db.writing() as session:
        outcomes = usage.take(session, [one for _, one in told], now)
        new = sum(one.is_new for one in outcomes)
        if new:
            audit.note(session, signed_in.actor(), "usage_uploaded", f"{new} events", now)
        session.commit()
    return sorted([*judged, *_said([line for line, _ in told], outcomes)], key=lambda one: one.number)


def _said(lines: list[Line], outcomes: list[Outcome]) -> list[Judged]:
    """What became of each; a line that stands in the file twice is new only once."""
    judged, new = [], set()
    for (number, cells), outcome in zip(lines, outcomes, strict=True):
        if outcome.refused:
            judged.append(Judged(number, cells, "refused", _REFUSED[outcome.refused]))
            continue
        is_new = outcome.is_new and cells["external_id"].strip() not in new
        new.add(cells["external_id"].strip())
        judged.append(Judged(number, cells, "taken" if is_new else "known"))
    return judged


def _trimmed(cells: dict[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in cells.items()}
