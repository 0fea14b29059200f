"""Chats: who waits for an answer, and answering them. Whoever looks here counts as there."""

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from app import clock
from app.console.area import CONSOLE
from app.db import db
from app.domain import audit, chat_queues, chats
from app.edge import office, sending, signed_in
from app.edge.fields import lines
from app.edge.house import house
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.models import Chat

bp = Blueprint("chats", __name__, url_prefix="/chats")

LONGEST = 1_000


class AnswerForm(OwnForm):
    """One answer."""

    text = lines("Your answer", "Write your answer.", LONGEST, rows=3, enterkeyhint="send")


@bp.get("")
@open_to("cm", "admin")
def index() -> Response:
    """Who waits, the longest first, and what was said of late."""
    queue = _queue()
    manager_id = _whose(queue)
    with db.writing() as session:
        chat_queues.attend(session, manager_id, clock.now())
        session.commit()
    with db.reading() as session:
        return CONSOLE.show(
            "console/chats/index.html",
            waiting=chat_queues.waiting(session, manager_id),
            recent=chat_queues.recent(session, manager_id),
            unread=chat_queues.unread(session, manager_id),
            queue=queue,
            queues=_queues(),
        )


@bp.get("/<int:number>")
@open_to("cm", "admin")
def show(number: int) -> Response:
    """One chat, and the form for an answer; it asks again by itself what is new."""
    with db.writing() as session:
        chat = office.only(chats.find(session, number))
        said = chats.messages(session, chat)
        chat_queues.attend(session, chat.channel_manager_id, clock.now())
        if said:
            chat_queues.read(session, chat, said[-1].id)
        session.commit()
        return _page(session, chat, AnswerForm())


@bp.post("/<int:number>/answers")
@open_to("cm", "admin")
def answer(number: int) -> Response:
    """Say something to the visitor."""
    form = AnswerForm()
    with db.writing() as session:
        chat = office.only(chats.find(session, number))
        if not form.validate():
            return _page(session, chat, form, 422)
        words = "\n".join((form.text.data or "").splitlines())
        chats.answer(
            session,
            chat,
            signed_in.actor().name,
            words,
            house().vendor.sales_email,
            clock.now(),
            sending.key(),
        )
        session.commit()
    return office.onward(url_for("console.chats.show", number=number, _anchor="answer"))


@bp.post("/<int:number>/closing")
@open_to("cm", "admin")
def close(number: int) -> Response:
    """End it."""
    form, actor = DeedForm(), signed_in.actor()
    with db.writing() as session:
        chat = office.only(chats.find(session, number))
        if not form.validate():
            return _page(session, chat, form, 422)
        if chats.close(session, chat, actor.name, clock.now()):
            audit.note(
                session, actor, "chat_closed", f"Chat {number}", clock.now(), partner_id=chat.partner_id
            )
        session.commit()
    return office.done("The chat is closed.", "console.chats.index")


def _page(session: Session, chat: Chat, form: OwnForm, status: int = 200) -> Response:
    return CONSOLE.show(
        "console/chats/show.html", status=status, chat=chat, said=chats.messages(session, chat), form=form
    )


def _queues() -> dict[str, str]:
    """Whose chats somebody can look after: a manager's own, and those of Sales."""
    mine = {"mine": "Mine"} if signed_in.actor().manager_id else {}
    return mine | {"sales": "Sales queue"}


def _queue() -> str:
    return office.wanted("queue", tuple(_queues())) or next(iter(_queues()))


def _whose(queue: str) -> int | None:
    return signed_in.actor().manager_id if queue == "mine" else None
