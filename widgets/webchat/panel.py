"""A chat on the screen: on a page of its own, in place beside a landing page, or only what is new in it."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from app import clock
from app.db import db
from app.domain import chats, dry_runs
from app.edge import form_token, fragment, pages, params, report, visit
from app.edge.form_token import Sheet
from app.edge.visit import Visit
from app.models import Chat, DryRun
from widgets.webchat import talk
from widgets.webchat.forms import AddressForm, LetterForm, SayForm
from widgets.webchat.talk import Talk

NAME = "chat"
"""What the forms of a chat are called in their tokens."""
LEADS_TO = "the page of a chat, with this banner; no chat is opened"
MOST_ID = 2**62


def to_chat(handle: str, seen: Visit, **beside: Any) -> Response:
    """Lead to the page of a chat; HTMX is given the chat at once, in place of what was there."""
    if fragment.is_part():
        return shown(handle, **beside)
    to = url_for("webchat.conversation.show", handle=handle, theme=seen.theme)
    response: Response = redirect(to, 303)  # type: ignore[assignment]
    response.headers.extend(pages.policies(seen))
    return response


def shown(handle: str, **beside: Any) -> Response:
    """The chat as it is now, or what is to say about a test run."""
    handle_hash = form_token.handle_hash(handle)
    with db.reading() as session:
        chat = chats.find_by_handle(session, handle_hash, clock.now())
        dry_run = None if chat else dry_runs.find_by_handle(session, handle_hash, clock.now())
    if dry_run:
        return _rehearsed(dry_run)
    if chat is None:
        abort(404)
    return _drawn(handle, chat, form_token.fresh(NAME, talk.visit_of(chat)), **beside)


def panel(handle: str, sheet: Sheet, *, form: SayForm | AddressForm, **more: Any) -> Response:
    """The same with a form that comes back, and what is wrong with it."""
    with db.reading() as session:
        chat = chats.find_by_handle(session, form_token.handle_hash(handle), clock.now())
    if chat is None:
        abort(404)
    back = "say_form" if isinstance(form, SayForm) else "address_form"
    return _drawn(handle, chat, sheet, returned=back, **more | {back: form})


def news(handle: str) -> Response:
    """What came since the message that the page showed last; 204 where nothing did."""
    after = _number("after") or 0
    with db.reading() as session:
        chat = chats.find_by_handle(session, form_token.handle_hash(handle), clock.now())
        now = talk.of(session, handle, chat, clock.now(), after) if chat else None
    if chat is None or now is None:
        return Response(render_template("webchat/_over.html"), 404)
    before = request.args.get("standing")
    if not now.messages and now.standing == before and str(now.pace) == request.args.get("pace"):
        return Response(status=204)
    sheet = form_token.fresh(NAME, talk.visit_of(chat))
    changed = now.standing != before
    response = pages.fresh("webchat/_news.html", sheet, **_context(now), changed=changed)
    response.headers["Cache-Control"] = "no-store"
    return response


def _drawn(handle: str, chat: Chat, sheet: Sheet, *, status: int = 200, **more: Any) -> Response:
    with db.reading() as session:
        now = talk.of(session, handle, chat, clock.now())
    template = "webchat/_panel.html" if fragment.is_part() else "webchat/page.html"
    # A form that comes back has a summary of what is wrong, which takes the focus.
    focus = {} if "returned" in more else _focus(now)
    response = pages.fresh(template, sheet, status=status, **_context(now) | focus | more)
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(now: Talk) -> dict[str, Any]:
    theme = params.parse(visit.query()).parameters.theme
    return {
        "talk": now,
        "asked": f"?theme={theme}" if theme else "",
        "say_form": LetterForm(formdata=None) if now.wants_letter else SayForm(formdata=None),
        "address_form": AddressForm(formdata=None),
        "returned": "",
        "focus": "",
        "looked_in_vain": False,
    }


def _focus(now: Talk) -> dict[str, Any]:
    """What gets the focus: what somebody looked for, words that are news, or the next thing to type."""
    seen = _number("seen")
    if seen is None:
        return {"focus": "word" if now.standing in ("away", "left") else "message"}
    found = now.first_answer(seen)
    return {"focus": found or "word", "looked_in_vain": found is None and now.standing != "closed"}


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return min(int(text), MOST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _rehearsed(dry_run: DryRun) -> Response:
    seen = visit.understand(dry_run.query, dry_run.site, leads=True)
    received = report.of(seen, dry_run.query, LEADS_TO)
    return pages.private("webchat/rehearsed.html", seen, report=received)
