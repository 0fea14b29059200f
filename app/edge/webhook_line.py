"""One message to one endpoint: resolved once, checked, and sent to exactly the address that was checked."""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from app import clock
from app.domain import weburl
from app.domain.webhooks import Result
from app.domain.weburl import MalformedUrl, WebUrl
from app.edge import public_addresses

ALL_IN_ALL = 5.0
"""Seconds for everything: the name, the connection, and the answer."""
MOST_ANSWER = 1024
"""Bytes of an answer that are kept; the rest is not read."""
_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], list[str]]


class Unsendable(Exception):
    """Raised with the reason, for the partner, why an endpoint was not asked at all."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be talked to, and how names and certificates are looked at."""

    rehearsal: bool = False
    """Demo and test: also http, and also this very machine."""
    resolve: Resolve = resolve
    context: ssl.SSLContext | None = None
    """None for the system's own authorities."""
    seconds: float = ALL_IN_ALL
    anywhere: bool = False
    """An address that the operator chose: also http, and also a private network."""


# A name server that hangs holds a thread of these, and nobody else.
_resolving = ThreadPoolExecutor(8, "webhook-names")


def post(text: str, headers: Mapping[str, str], body: bytes, rules: Rules) -> Result:
    """Send it, once, and say what came of it. Never raises; redirects and proxies are not followed."""
    began = clock.monotonic()
    deadline = began + rules.seconds

    def result(status: int | None, error: str, answer: str = "", after: timedelta | None = None) -> Result:
        return Result(status, error, answer, int((clock.monotonic() - began) * 1000), after)

    try:
        url = _parsed(text, rules)
        address = _checked(url, rules, deadline)
    except Unsendable as reason:
        return result(None, str(reason))
    line = _Line(url, address, rules, deadline)
    watch = threading.Timer(max(0.0, deadline - clock.monotonic()), line.hang_up)
    watch.daemon = True
    watch.start()
    try:
        status, answer, after = line.ask(headers, body)
        if line.hung_up:
            raise TimeoutError
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = line.hung_up or isinstance(error, TimeoutError)
        return result(None, f"No answer within {rules.seconds:g} seconds." if late else _told(error))
    finally:
        watch.cancel()
        line.close()
    return result(status, "" if 200 <= status < 300 else f"It answered {status}.", answer, after)


def _parsed(text: str, rules: Rules) -> WebUrl:
    try:
        url = weburl.parse(text)
    except MalformedUrl:
        raise Unsendable("The address is malformed.") from None
    if url.scheme != "https" and not (rules.rehearsal or rules.anywhere):
        raise Unsendable("The address does not begin with https://.")
    return url


def _checked(url: WebUrl, rules: Rules, deadline: float) -> str:
    """The address to connect to. Raises Unsendable unless all of the name's are public."""
    port = url.port or _PORTS[url.scheme]
    asked = _resolving.submit(rules.resolve, url.host, port)
    try:
        found = asked.result(max(0.0, deadline - clock.monotonic()))
    except (OSError, UnicodeError, TimeoutError):
        asked.cancel()
        raise Unsendable(f"The name {url.host} could not be resolved.") from None
    if not found:
        raise Unsendable(f"The name {url.host} has no address.")
    if rules.anywhere:
        return found[0]
    for address in found:
        local = rules.rehearsal and public_addresses.is_loopback(address)
        if not (local or (url.scheme == "https" and public_addresses.is_public(address))):
            raise Unsendable(f"The name {url.host} leads to {address}, where nothing is sent.")
    return found[0]


class _Line(http.client.HTTPConnection):
    """A connection to one address, whatever its name resolves to by now."""

    def __init__(self, url: WebUrl, address: str, rules: Rules, deadline: float) -> None:
        super().__init__(url.host, url.port or _PORTS[url.scheme])
        self._url, self._address, self._rules, self._deadline = url, address, rules, deadline
        self.hung_up = False
        self._wire: socket.socket | None = None

    def connect(self) -> None:
        """To the address that was checked, with the name for the certificate alone."""
        left = max(0.001, self._deadline - clock.monotonic())
        self.sock = socket.create_connection((self._address, self.port), timeout=left)
        if self._url.scheme == "https":
            context = self._rules.context or _system_context()
            # The handshake by itself, so that hanging up reaches a socket that stands in it.
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self._url.host, do_handshake_on_connect=False
            )
        # Ours to hold: the base class lets go of its own as soon as an answer begins.
        self._wire = self.sock
        if self.hung_up:
            raise TimeoutError
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def ask(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str, timedelta | None]:
        """Status, the beginning of the answer, and how long to wait if it says so."""
        query = "" if self._url.query is None else f"?{self._url.query}"
        host = self._url.origin.partition("://")[2]
        self.request("POST", f"{self._url.path or '/'}{query}", body, {"Host": host, **headers})
        with self.getresponse() as response:
            answer = response.read(MOST_ANSWER).decode("utf-8", "replace")
            return response.status, answer, _seconds(response.headers.get("Retry-After", ""))

    def hang_up(self) -> None:
        """End whatever goes on; an answer that trickles in would never run into a time limit."""
        self.hung_up = True
        if self._wire is not None:
            with suppress(OSError):
                # Not that of an SSL socket, which may be in use by the other thread.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


@cache
def _system_context() -> ssl.SSLContext:
    # Reading all authorities anew takes longer than many an endpoint.
    return ssl.create_default_context()


def _seconds(text: str) -> timedelta | None:
    text = text.strip()
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def _told(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"Its certificate or encryption was refused: {error.reason or type(error).__name__}."
    return f"The connection failed: {type(error).__name__}."
