"""A form of portal or console does its deed once: a second click lands where the first one has led.

Double click, Back or a reload: what is sent then is letter by letter the same, the name of that one
showing of the form included. Whoever wants the same thing twice opens the form again.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from sqlalchemy.orm import Session

from app import clock
from app.domain import sent_forms
from app.domain.sent_forms import Landing, SentBefore
from app.edge import signed_in
from app.edge.fields import posted


@dataclass(slots=True)
class Sending:
    """A form whose deed this request may do."""

    _number: int
    _landing: Landing | None = None

    def leads_to(self, session: Session, words: str, endpoint: str, **where: Any) -> None:
        """Say which page follows, before the deed is committed."""
        self._landing = Landing(url_for(endpoint, **where), words)
        sent_forms.leads_to(session, self._number, self._landing)

    def answer(self) -> Response:
        """Go there, once it is committed."""
        if self._landing is None:
            raise RuntimeError("a form leads nowhere")
        return land(self._landing)


def key() -> str:
    """What this very form, sent by this very person, is recognised by."""
    content = sorted(posted().items(multi=True))
    whole = json.dumps([signed_in.actor().user_id, request.path, content])
    return hashlib.sha256(whole.encode()).hexdigest()


def claim(session: Session) -> Sending:
    """Let what is posted be done here, and nowhere else. Raises SentBefore."""
    return Sending(sent_forms.claim(session, key(), clock.now()))


def land(landing: Landing) -> Response:
    """The page that follows a deed, and what it says of it."""
    if landing.words:
        flash(landing.words)
    return redirect(landing.address, 303)  # type: ignore[return-value]


def land_again(before: SentBefore) -> Response:
    """The same for whoever sends the same form once more."""
    return land(before.landing)
