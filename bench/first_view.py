"""The first view of a page with a form: everything needed to fill it in, in bytes and requests.

Counted: the HTML, its stylesheets, scripts that the page waits for, the captcha's image.
Not counted: logos, and scripts that are `async` or `defer`, which nothing waits for (SPEC section 17).
"""

import gzip
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench import wire
from bench.invalid import InvalidRun
from bench.load import collect
from bench.requests import expect, visitor
from bench.servers import Server


@dataclass(frozen=True)
class FirstView:
    """`size` in bytes of the bodies, gzipped."""

    size: int
    requests: int


def first_view(server: Server, path: str) -> FirstView:
    """Fetch the page and what it needs. InvalidRun if some of that can not be counted."""
    page = _fetch(server, path)
    needed = _Needed()
    needed.feed(_plain(page).decode("utf-8"))
    parts = [
        page,
        *(_fetch(server, _local(server, path, address)) for address in needed.addresses),
    ]
    for part in parts[1:]:
        if b"@import" in _plain(part):
            raise InvalidRun(f"{path}: a stylesheet imports another, which is not counted.")
    return FirstView(size=sum(_gzipped(part) for part in parts), requests=len(parts))


class _Needed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        rel = has.get("rel", "").lower().split()
        waits = not {"async", "defer"} & has.keys() and has.get("type") != "module"
        fonts = "preload" in rel and has.get("as") == "font"
        if tag == "link" and ("stylesheet" in rel or fonts):
            self.addresses.append(has["href"])
        elif (tag == "script" and "src" in has and waits) or (
            tag == "img" and "captcha" in has.get("src", "")
        ):
            self.addresses.append(has["src"])


def _local(server: Server, path: str, address: str) -> str:
    """The path to ask our server for. InvalidRun for anybody else's address."""
    parts = urlsplit(urljoin(f"http://127.0.0.1:{server.port}{path}", address))
    if parts.netloc != f"127.0.0.1:{server.port}":
        raise InvalidRun(f"The first view needs {address}, which is not ours.")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _fetch(server: Server, path: str) -> wire.Answer:
    request = wire.get(server.port, path, visitor(), {"Accept-Encoding": "gzip"})
    return collect(server.port, [request], lambda answer: expect(answer, 200, b""))[0]


def _encoded(part: wire.Answer) -> bool:
    return part.header("Content-Encoding") == "gzip"


def _plain(part: wire.Answer) -> bytes:
    return gzip.decompress(part.body) if _encoded(part) else part.body


def _gzipped(part: wire.Answer) -> int:
    """As sent, or as a proxy in front would send it; pictures are compressed already."""
    if _encoded(part) or (part.header("Content-Type") or "").startswith("image/"):
        return len(part.body)
    return len(gzip.compress(part.body, 6))
