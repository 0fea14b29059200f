"""HTTP/1.1 as bytes: requests are built before the clock starts, answers parsed as little as needed."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.invalid import InvalidRun

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
BODILESS = {204, 304}


@dataclass(frozen=True, slots=True)
class Answer:
    """One response. `head` holds the status line and the headers."""

    status: int
    head: bytes
    body: bytes

    @property
    def closes(self) -> bool:
        """Whether the server ends the connection with this answer."""
        return CLOSES.search(self.head) is not None

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        found = re.search(rf"\r\n{re.escape(name)}: *([^\r]*)", self.head.decode("latin-1"), re.IGNORECASE)
        return found.group(1) if found else None


def answer_in(received: bytes | bytearray) -> Answer | None:
    """The answer that these bytes are, or None while some of it is on its way.

    One request is under way on each connection, so nothing may follow the answer.
    """
    end = received.find(HEAD_ENDS)
    if end < 0:
        return None
    head = bytes(received[:end])
    status = int(head[9:12])
    length = LENGTH.search(head)
    if length is None and status not in BODILESS:
        raise InvalidRun(f"An answer without Content-Length is not understood:\n{head.decode('latin-1')}")
    begin = end + len(HEAD_ENDS)
    missing = begin + (int(length.group(1)) if length and status not in BODILESS else 0) - len(received)
    if missing > 0:
        return None
    if missing < 0:
        raise InvalidRun(f"{-missing} bytes too many after an answer.")
    return Answer(status, head, bytes(received[begin:]))


def get(port: int, path: str, client: str, headers: dict[str, str] | None = None) -> bytes:
    """A GET as a browser behind a proxy would send it. `client` is the address the proxy reports."""
    return _request("GET", port, path, client, headers or {}, b"")


def post(port: int, path: str, client: str, fields: dict[str, str], headers: dict[str, str]) -> bytes:
    """A form post. `fields` are sent urlencoded."""
    body = urlencode(fields).encode("ascii")
    form = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "Origin": f"http://127.0.0.1:{port}",
        "Referer": f"http://127.0.0.1:{port}{path}",
        "Sec-Fetch-Site": "same-origin",
    }
    return _request("POST", port, path, client, form | headers, body)


def _request(method: str, port: int, path: str, client: str, headers: dict[str, str], body: bytes) -> bytes:
    common = {
        "Host": f"127.0.0.1:{port}",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en-US,en;q=0.5",
        "X-Forwarded-For": client,
    }
    lines = [
        f"{method} {path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in (common | headers).items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
