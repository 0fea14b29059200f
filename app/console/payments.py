"""Payments from a file of the bank: each line taken once, or refused with what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, billing, money, payment_lines
from app.domain.payment_lines import FIELDS, BadPayment
from app.edge import signed_in
from app.edge.own_form import DeedForm
from app.edge.rights import open_to

bp = Blueprint("payments", __name__, url_prefix="/payments")

BATCH = 10
"""Lines of one transaction: on SQLite everybody else waits for it."""
MOST = 2_000
"""Lines of one file."""

_PAGE = "console/payments.html"
_NO_FILE = "Choose a file first."
_TOO_LARGE = "The file is too large. Send it in parts of at most 250 KB."
_UNREADABLE = "This is no text. Save the list as CSV in UTF-8, and send it again."
_NO_HEADINGS = f"The first line has to name the columns {', '.join(FIELDS)}, in any order."


class UnfitFile(Exception):
    """Raised with words about the file as a whole."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One line of the file, and what became of it."""

    number: int
    """As an editor counts lines."""
    cells: dict[str, str]
    outcome: str
    """taken, known or refused."""
    words: str


@bp.get("")
@open_to("cm", "admin")
def show() -> Response:
    """What the file has to look like."""
    return CONSOLE.show(_PAGE, form=DeedForm(formdata=None), fields=FIELDS, judged=None)


@bp.post("")
@open_to("cm", "admin")
def upload() -> Response:
    """Take what can be taken, and say what can not."""
    form = DeedForm()
    try:
        if not form.validate():
            return CONSOLE.again(_PAGE, form, fields=FIELDS, judged=None)
        file = request.files.get("file")
        found = _lines(file.read() if file else b"")
    except (UnfitFile, RequestEntityTooLarge) as error:
        words = str(error) if isinstance(error, UnfitFile) else _TOO_LARGE
        return CONSOLE.again(_PAGE, form, words, fields=FIELDS, judged=None)
    judged = [one for start in range(0, len(found), BATCH) for one in _take(found[start : start + BATCH])]
    return CONSOLE.show(_PAGE, form=form, fields=FIELDS, judged=judged)


def _take(part: list[tuple[int, dict[str, str]]]) -> list[Judged]:
    """Record some lines in a transaction of their own."""
    actor, now = signed_in.actor(), clock.now()
    judged = []
    with db.writing() as session:
        for number, cells in part:
            try:
                told = payment_lines.read(cells, now.date())
                taken = payment_lines.take(session, told, "csv", actor.name, now)
            except BadPayment as error:
                judged.append(Judged(number, cells, "refused", error.words))
                continue
            shown = money.shown(told.amount_cents, taken.invoice.currency)
            subject = f"{shown} for {billing.shown(taken.invoice)}"
            if taken.is_new:
                whose, reference = taken.invoice.partner_id, told.reference
                audit.note(
                    session, actor, "payment_recorded", subject, now, partner_id=whose, reference=reference
                )
            judged.append(Judged(number, cells, "taken" if taken.is_new else "known", subject))
        session.commit()
    return judged


def _lines(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Every line that says something, with its number. Raises UnfitFile."""
    if not content:
        raise UnfitFile(_NO_FILE)
    try:
        text = content.decode("utf-8-sig")
        found = list(_cells(text))
    except (UnicodeDecodeError, csv.Error):
        raise UnfitFile(_UNREADABLE) from None
    if not found:
        raise UnfitFile("The file has no line below its headings.")
    if len(found) > MOST:
        raise UnfitFile(f"The file has more than {MOST:,} lines. Send it in parts.")
    return found


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    headings = [heading.strip().lower() for heading in next(reader, [])]
    if not set(FIELDS) <= set(headings):
        raise UnfitFile(_NO_HEADINGS)
    for row in reader:
        if any(cell.strip() for cell in row):
            cells = dict(zip(headings, row, strict=False))
            yield reader.line_num, {name: cells.get(name, "")[:200] for name in FIELDS}
