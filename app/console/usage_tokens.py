"""API tokens, with which systems of the vendor tell us usage and payments: made, shown once, revoked."""

import base64
from datetime import timedelta

from flask import Blueprint, Response, url_for

from app import clock
from app.console.area import CONSOLE
from app.console.asking import Question
from app.db import db
from app.domain import api_tokens, audit, lists
from app.domain.sent_forms import SentBefore
from app.edge import office, sending, signed_in
from app.edge.fields import line
from app.edge.own_form import DeedForm, OwnForm
from app.edge.rights import open_to
from app.edge.signing import Seal
from app.models import ApiToken

bp = Blueprint("usage_tokens", __name__, url_prefix="/usage-tokens")

SHOWN_FOR = timedelta(minutes=10)
"""The text of a new token is shown again to whoever sends the same form again."""
_seal = Seal("text of an api token")


class TokenForm(OwnForm):
    """What a token is for."""

    name = line(
        "Name",
        "Enter the name of the system that will use it.",
        120,
        hint="Like Switchboard Halifax. It stands in the list, so that you know which one to revoke.",
        autocomplete="off",
    )


@bp.get("")
@open_to("admin")
def index() -> Response:
    """All of them, the newest first, and a form for another."""
    return _list(TokenForm(formdata=None))


@bp.post("")
@open_to("admin")
def create() -> Response:
    """Make one, and show it this once: it is kept as a hash."""
    form, actor, now = TokenForm(), signed_in.actor(), clock.now()
    if not form.validate():
        return _list(form, 422)
    text = _text_of_form()
    with db.writing() as session:
        try:
            sent = sending.claim(session)
        except SentBefore:
            # A double click shows the second answer alone, and the text is nowhere but in it.
            token = api_tokens.find(session, text)
            if token is None or now - token.created_at > SHOWN_FOR:
                raise
            return _made(token, text)
        token = api_tokens.make(session, form.name.data or "", actor.name, text, now)
        audit.note(session, actor, "api_token_made", token.name, now)
        words = f"The token of {token.name} was made before. It was shown then, and can not be shown again."
        sent.leads_to(session, words, "console.usage_tokens.index")
        session.commit()
    return _made(token, text)


@bp.get("/<int:number>/revocation")
@open_to("admin")
def ask_to_revoke(number: int) -> Response:
    """What will no longer work."""
    with db.reading() as session:
        return _question(office.only(session.get(ApiToken, number))).show(DeedForm(formdata=None))


@bp.post("/<int:number>/revocation")
@open_to("admin")
def revoke(number: int) -> Response:
    """Let nobody in with it any more."""
    form, now = DeedForm(), clock.now()
    with db.writing() as session:
        token = office.only(session.get(ApiToken, number))
        if not form.validate():
            return _question(token).show(form)
        if api_tokens.revoke(session, token, now):
            audit.note(session, signed_in.actor(), "api_token_revoked", token.name, now)
        name = token.name
        session.commit()
    return office.done(f"{name} is revoked: nothing is taken with it any more.", "console.usage_tokens.index")


def _text_of_form() -> str:
    """The text of the token that this very form makes, which only this installation can know."""
    secret = _seal.secrets(sending.key().encode())[0]
    return f"{api_tokens.PREFIX}{base64.urlsafe_b64encode(secret).rstrip(b'=').decode()}"


def _made(token: ApiToken, text: str) -> Response:
    return CONSOLE.show("console/usage_tokens/made.html", token=token, text=text)


def _list(form: OwnForm, status: int = 200) -> Response:
    with db.reading() as session:
        found = lists.page(session, api_tokens.listed(), ApiToken.id, office.cursor())
        return CONSOLE.show("console/usage_tokens/index.html", status=status, tokens=found, form=form)


def _question(token: ApiToken) -> Question:
    return Question(
        title=f"Revoke {token.name}?",
        words=(
            "Whatever system uses this token is answered 401 from now on, until it has another one.",
            "What it has told so far stays. A revoked token never works again.",
        ),
        label="Revoke the token",
        action=url_for("console.usage_tokens.revoke", number=token.id),
        back=url_for("console.usage_tokens.index"),
        kind="danger",
    )
