"""The kinds of load: pages that are asked for again and again, forms that are sent once each."""

import html
import itertools
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bench import wire
from bench.invalid import InvalidRun
from bench.load import collect
from bench.servers import Server
from bench.wire import Answer

# Nobody is refused below 600 pages a minute, so readers are few enough to be warm in the limiter
# and many enough to stay below that at 40,000 pages a second.
READERS = 4096
READER_SENDS = [f"172.16.{number >> 8}.{number & 255}" for number in range(READERS)]
_visitors = itertools.count(1)

# A form sent within 2 s of being shown looks automated (SPEC section 12).
RIPE_AFTER = 2.5


def visitor() -> str:
    """An address that no other submission of this run comes from: ten a minute is the limit."""
    number = next(_visitors)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@dataclass(frozen=True)
class Batch:
    """Requests that are ready to be sent, not before `ripe_at` (monotonic seconds)."""

    requests: list[bytes]
    again: bool
    ripe_at: float = 0.0


class Kind(Protocol):
    """One kind of load: what it sends, and what the answers must be."""

    def prepare(self, server: Server, count: int) -> Batch:
        """Requests to one server; `count` is how many, where they are sent once each."""

    def check(self, answer: Answer) -> None:
        """InvalidRun unless it is the expected one."""


@dataclass(frozen=True)
class Page:
    """GET of one path. `holds` proves that it is the page that was meant."""

    path: str
    holds: bytes
    status: int = 200

    def prepare(self, server: Server, count: int) -> Batch:
        """The same request from every reader; `count` does not matter, they are sent again."""
        return Batch(
            [wire.get(server.port, self.path, reader) for reader in READER_SENDS],
            again=True,
        )

    def check(self, answer: Answer) -> None:
        """InvalidRun unless it is the expected one."""
        expect(answer, self.status, self.holds)


@dataclass(frozen=True)
class KeptPage:
    """GET of a page of which every reader keeps a copy: today's, or one that was `changed` since."""

    path: str
    holds: bytes
    changed: bool

    def prepare(self, server: Server, count: int) -> Batch:
        """The same request from every reader, naming the copy; `count` does not matter."""
        asked = wire.get(server.port, self.path, visitor())
        [page] = collect(server.port, [asked], lambda answer: expect(answer, 200, self.holds))
        copy = 'W/"of-yesterday"' if self.changed else page.header("ETag") or ""
        known = {"If-None-Match": copy}
        return Batch([wire.get(server.port, self.path, reader, known) for reader in READER_SENDS], again=True)

    def check(self, answer: Answer) -> None:
        """InvalidRun unless it is the whole page, or only that it is the same."""
        if self.changed:
            expect(answer, 200, self.holds)
        else:
            expect(answer, 304, b"")


@dataclass(frozen=True)
class Form:
    """POST of a form, each with a token (and a cookie, if one was set) from a GET of its own.

    `path` and `fields` depend on the running number of the submission. Hidden fields named in
    `hidden` are taken from the page; `holds` must be in the answer to the post.
    """

    path: Callable[[int], str]
    hidden: str
    fields: Callable[[int], Mapping[str, str]]
    status: int
    holds: bytes
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def prepare(self, server: Server, count: int) -> Batch:
        """As many posts, each from another visitor who was shown the form before."""
        numbers = list(itertools.islice(self._numbers, count))
        senders = [visitor() for _ in numbers]
        asked = [
            wire.get(server.port, self.path(number), sender)
            for number, sender in zip(numbers, senders, strict=True)
        ]
        shown = collect(server.port, asked, lambda answer: expect(answer, 200, b""))
        posts = [
            self._post(server.port, number, sender, page)
            for number, sender, page in zip(numbers, senders, shown, strict=True)
        ]
        return Batch(posts, again=False, ripe_at=time.monotonic() + RIPE_AFTER)

    def check(self, answer: Answer) -> None:
        """InvalidRun unless it is the expected one."""
        expect(answer, self.status, self.holds)

    def _post(self, port: int, number: int, sender: str, page: Answer) -> bytes:
        fields = {**self.fields(number), self.hidden: hidden_value(page, self.hidden)}
        cookie = page.header("Set-Cookie")
        headers = {"Cookie": cookie.partition(";")[0]} if cookie else {}
        return wire.post(port, self.path(number), sender, fields, headers)


def hidden_value(page: Answer, name: str) -> str:
    """The value of the named hidden field, whatever the order of its attributes."""
    for tag in re.findall(r"<input\b[^>]*>", page.body.decode("utf-8")):
        if re.search(rf"""\bname=["']?{re.escape(name)}["'\s>]""", tag):
            value = re.search(r"""\bvalue=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", tag)
            if value:
                return html.unescape(next(group for group in value.groups() if group is not None))
    raise InvalidRun(f"No hidden field {name} in the page:\n{_excerpt(page)}")


def expect(answer: Answer, status: int, holds: bytes) -> None:
    """InvalidRun unless the answer is the expected one."""
    if answer.status != status or holds not in answer.body:
        raise InvalidRun(f"Expected {status} with {holds!r}, got:\n{_excerpt(answer)}")


def _excerpt(answer: Answer) -> str:
    return f"{answer.head.decode('latin-1')}\n\n{answer.body[:3000].decode('utf-8', 'replace')}"
