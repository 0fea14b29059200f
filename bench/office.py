"""Pages of portal and console, as whoever is signed in asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.demo.people import LOGINS
from bench import wire
from bench.load import collect
from bench.requests import READER_SENDS, Batch, expect, hidden_value, visitor
from bench.servers import Server
from bench.wire import Answer

LOGIN = "/login"
_sessions: dict[tuple[int, str], str] = {}


@dataclass(frozen=True)
class OfficePage:
    """GET of one page by one of the demo's people, with the session that they opened once."""

    path: str
    who: str
    holds: bytes = b"</h1>"

    def prepare(self, server: Server, count: int) -> Batch:
        """The same request from many places; `count` does not matter."""
        cookie = {"Cookie": session_of(server, self.who)}
        return Batch([wire.get(server.port, self.path, place, cookie) for place in READER_SENDS], again=True)

    def check(self, answer: Answer) -> None:
        """InvalidRun unless it is the page."""
        expect(answer, 200, self.holds)


def session_of(server: Server, who: str) -> str:
    """The cookie of one of the demo's people, who signs in where nobody has asked before."""
    key = server.pid, who
    if key not in _sessions:
        _sessions[key] = _sign_in(server, LOGINS[who])
    return _sessions[key]


def _sign_in(server: Server, login: Mapping[str, str]) -> str:
    sender = visitor()
    asked = wire.get(server.port, LOGIN, sender)
    [page] = collect(server.port, [asked], lambda answer: expect(answer, 200, b"csrf_token"))
    fields = {**login, "csrf_token": hidden_value(page, "csrf_token")}
    cookie = (page.header("Set-Cookie") or "").partition(";")[0]
    post = wire.post(server.port, LOGIN, sender, fields, {"Cookie": cookie})
    [answer] = collect(server.port, [post], lambda answer: expect(answer, 303, b""))
    return (answer.header("Set-Cookie") or "").partition(";")[0]
