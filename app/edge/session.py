"""Sessions, for the signed-in area alone: no other page opens, reads or sets one."""

import hashlib
from datetime import timedelta

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from app import clock
from app.config import Settings
from app.edge import cross_site
from app.edge.form_token import CLOCK_TOLERANCE
from app.edge.house import house

IDLE = timedelta(hours=12)
"""After which nobody is signed in any more."""


class _Signer(TimestampSigner):
    """Signs with our time, which the demo can move."""

    def get_timestamp(self) -> int:
        return int(clock.timestamp())


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, opened only below the paths in `areas`."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, areas: frozenset[str], blueprints: frozenset[str]) -> None:
        self._areas = areas
        self._blueprints = blueprints
        self._nobodys = NullSession()

    def make_null_session(self, app: Flask) -> NullSession:
        """The one that every other page has: it can not be written, and costs nothing."""
        return self._nobodys

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of this request; empty when it was idle for too long, None outside the area."""
        # Flask asks before it looks for the route, so the path has to tell.
        if request.path.split("/", 2)[1] not in self._areas:
            return None
        if house().settings.rehearsal:
            # Flask asks before anything else of ours is run, and the demo's clock may have moved.
            house().directory.keep_fresh()
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        serializer = self.get_signing_serializer(app)
        if not cookie or serializer is None:
            return self.session_class()
        try:
            held, written = serializer.loads(cookie, return_timestamp=True)
        except BadData:
            return self.session_class()
        # Another machine's clock may be a little ahead of ours.
        if not -timedelta(seconds=CLOCK_TOLERANCE) <= clock.now() - written <= IDLE:
            return self.session_class()
        return self.session_class(held)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie; never in the answer to a post of another site.

        It came without the cookie of whoever is signed in, whose place another one would take.
        """
        # A page of somebody else's may have a path that begins like ours, and be shown in frames.
        is_within = (request.blueprint or "").partition(".")[0] in self._blueprints
        if is_within and (request.method != "POST" or cross_site.is_ours()):
            super().save_session(app, session, response)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, by our clock."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Signer
        return serializer


def attach(app: Flask, settings: Settings, *blueprints: str) -> None:
    """Give the pages of these blueprints, whose routes are known by now, a session."""
    secure = not settings.rehearsal or settings.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        # With the prefix no sibling host can plant a session of its own.
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE,
        # A form is good for as long as the session that it was shown in.
        WTF_CSRF_TIME_LIMIT=None,
    )
    rules = (rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in blueprints)
    areas = frozenset(rule.rule.split("/", 2)[1] for rule in rules)
    app.session_interface = Sessions(areas, frozenset(blueprints))
