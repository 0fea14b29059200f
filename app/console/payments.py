"""Payments from a file of the bank: each line taken once, or refused with what is wrong with it."""

from flask import Blueprint, Response

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, billing, money, payment_lines
from app.domain.payment_lines import FIELDS, BadPayment
from app.edge import signed_in, told_file
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.edge.told_file import Judged, UnfitFile

bp = Blueprint("payments", __name__, url_prefix="/payments")

BATCH = 10
"""Lines of one transaction: on SQLite everybody else waits for it."""

_PAGE = "console/payments.html"


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
        found = told_file.sent("file", FIELDS)
    except UnfitFile as error:
        return CONSOLE.again(_PAGE, form, str(error), fields=FIELDS, judged=None)
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
