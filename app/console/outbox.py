"""The outbox: which letters wait, went or came back, and another try for those that did not go."""

from flask import Blueprint, Response
from sqlalchemy import select

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, lists, outbox, outbox_figures
from app.edge import office, signed_in
from app.edge.own_form import DeedForm
from app.edge.rights import open_to
from app.models import AuditEvent, Letter

bp = Blueprint("outbox", __name__, url_prefix="/outbox")

STATES: tuple[outbox_figures.State, ...] = ("waiting", "bounced", "sent")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """The newest letters first, below how many wait and how many nobody took."""
    state, text = office.wanted("state", STATES), office.search()
    query = outbox_figures.letters(state or None, text)  # type: ignore[arg-type]
    with db.reading() as session:
        return CONSOLE.show(
            "console/outbox/index.html",
            figures=outbox_figures.read(session, clock.now()),
            letters=lists.page(session, query, Letter.id, office.cursor()),
            state=state,
            q=text,
            filters=office.filters(),
        )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One letter: what it is about, its tries, and who had it tried again. Never what it says."""
    retries = select(AuditEvent).where(
        AuditEvent.deed == "letter_retried", AuditEvent.subject == _name(number)
    )
    with db.reading() as session:
        letter = office.only(session.get(Letter, number))
        events = list(session.scalars(retries.order_by(AuditEvent.id)))
        return CONSOLE.show(
            "console/outbox/show.html",
            letter=letter,
            lead=letter.lead,
            events=events,
            most=len(outbox.RETRIES) + 1,
        )


@bp.post("/<int:number>/tries")
@open_to("cm", "admin")
def retry(number: int) -> Response:
    """Have it tried again now."""
    form, actor = DeedForm(), signed_in.actor()
    with db.writing() as session:
        letter = office.only(session.get(Letter, number))
        if not form.validate():
            words = " ".join(form.form_errors)
        elif not outbox.retry(session, number, clock.now()):
            words = "Nothing was changed: this letter has been sent, or is on its way at this moment."
        else:
            audit.note(session, actor, "letter_retried", _name(number), clock.now(), to=letter.recipient)
            session.commit()
            words = f"The letter to {letter.recipient} is tried again now."
    return office.done(words, "console.outbox.show", number=number)


def _name(number: int) -> str:
    return f"Letter {number}"
