"""A chat that was opened: seen, asked for news, and written to."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import Blueprint, Response, abort, redirect, url_for
from sqlalchemy.orm import Session

from app import clock
from app.db import AWAY, db
from app.domain import chats
from app.edge import form_token, fragment, limits
from app.edge.desk import Desk
from app.edge.fields import posted
from app.edge.form_token import Sheet
from app.edge.house import house
from app.edge.limits import TooMany
from app.models import Chat
from widgets.webchat import panel
from widgets.webchat.forms import AddressForm, LetterForm, SayForm

bp = Blueprint("conversation", __name__)

F = TypeVar("F", SayForm, AddressForm)


@bp.get("/chat/<handle>")
def show(handle: str) -> Response:
    """What was said, and what can be said."""
    limits.show()
    return panel.shown(handle)


@bp.get("/chat/<handle>/messages")
def look(handle: str) -> Response:
    """What came since the page was shown, for HTMX; everybody else is led to the page."""
    if not fragment.is_part():
        return redirect(url_for(".show", handle=handle), 303)  # type: ignore[return-value]
    try:
        limits.show()
        return panel.news(handle)
    except TooMany as many:
        # The page asks again by itself, and nothing on it goes away meanwhile.
        return Response(status=429, headers={"Retry-After": str(many.retry_after), "HX-Reswap": "none"})
    except AWAY:
        return Response(status=503, headers={"HX-Reswap": "none"})


@bp.post("/chat/<handle>/messages")
def say(handle: str) -> Response:
    """Say something; where nobody is there, with an address for the answer."""
    form = LetterForm() if "email" in posted() else SayForm()

    def keep(session: Session, chat: Chat, sheet: Sheet, sales_email: str) -> None:
        once = form_token.handle_hash(sheet.handle)
        chats.say(session, chat, form.text(), once, sales_email, clock.now(), form.wanted_at())

    return _take(handle, form, keep)


@bp.post("/chat/<handle>/address")
def leave_address(handle: str) -> Response:
    """Have the answer sent by letter."""
    form = AddressForm()

    def keep(session: Session, chat: Chat, _sheet: Sheet, sales_email: str) -> None:
        chats.leave_address(session, chat, form.wanted_at(), sales_email, clock.now())

    # HTMX sends along what stands unsent in the other form, so that it can stay there.
    return _take(handle, form, keep, say_form=SayForm())


def _take(
    handle: str, form: F, keep: Callable[[Session, Chat, Sheet, str], None], **beside: SayForm
) -> Response:
    """Take one of the forms of a chat, or show the chat with what is wrong with it."""
    with db.reading() as session:
        has_begun = chats.has_begun(_find(session, handle))
    desk = Desk(panel.NAME, form, partial(panel.panel, handle, **beside))
    try:
        desk.open()
        limits.chat()
        limits.chat_message(handle)
        if desk.is_stale:
            return desk.renewed()
        # People answer within a second; what looks automated was asked at the first message.
        question = desk.question(known=has_begun)
        if not form.validate() or question:
            return desk.again(question)
        with db.writing() as session:
            keep(session, _find(session, handle), desk.sheet, house().vendor.sales_email)
            session.commit()
    except TooMany as many:
        return desk.later(many)
    return panel.to_chat(handle, desk.sheet.visit, **beside)


def _find(session: Session, handle: str) -> Chat:
    chat = chats.find_by_handle(session, form_token.handle_hash(handle), clock.now())
    if chat is None:
        abort(404)
    return chat
