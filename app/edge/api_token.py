"""Who may tell us something by API: whoever has a token that an administrator made."""

from flask import request

from app import clock
from app.db import db
from app.domain import api_tokens
from app.edge import limits
from app.edge.problem import Problem
from app.models import ApiToken

_NONE = "Send the header Authorization: Bearer and an API token. An administrator makes one in the console."
_UNKNOWN = "This API token is unknown or was revoked. An administrator makes another one in the console."


def require() -> ApiToken:
    """The token that this request was sent with. Raises Problem 401, TooMany."""
    limits.api()
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Problem(401, _NONE)
    now = clock.now()
    with db.reading() as session:
        token = api_tokens.find(session, text.strip())
    if token is None:
        raise Problem(401, _UNKNOWN)
    if not api_tokens.is_noted(token, now):
        with db.writing() as session:
            api_tokens.note_use(session, token, now)
            session.commit()
    return token
