"""Pages rendered once and kept, with what differs per visitor spliced in."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from markupsafe import escape

from app.edge import squeezing

# Random per process: nobody can put a marker into a parameter and have a token spliced there.
_SALT = secrets.token_hex(16)
ACTION = f"action-{_SALT}"
TOKEN = f"token-{_SALT}"
CHALLENGE = f"challenge-{_SALT}"
_SLOTS = (ACTION, TOKEN, CHALLENGE)

MOST_BYTES = 32 * 1024 * 1024
MOST_SEEN = 65_536


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page cut at its markers: fixed bytes and, between them, the names of what to splice in."""

    pieces: tuple[bytes, ...]
    slots: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    squeezed: tuple[bytes, ...] = ()
    """The pieces compressed, once the page is kept."""

    @property
    def size(self) -> int:
        """Bytes kept, headers and the entry itself included, roughly."""
        return sum(map(len, (*self.pieces, *self.squeezed))) + 2_000

    def fill(self, action: str, token: str, challenge: str = "") -> bytes:
        """The page for one visitor. `action` is escaped here; what we sign is safe as it is."""
        return b"".join(self._parts(self._values(action, token, challenge), self.pieces))

    def fill_squeezed(self, action: str, token: str, challenge: str = "") -> bytes:
        """The same as gzip, of which only what differs per visitor is made anew."""
        values = self._values(action, token, challenge)
        packed = [squeezing.as_it_is(value) for value in values]
        return squeezing.together(self._parts(values, self.pieces), self._parts(packed, self.squeezed))

    def _values(self, action: str, token: str, challenge: str) -> list[bytes]:
        values = {
            ACTION: str(escape(action)).encode("utf-8", "replace"),
            TOKEN: token.encode(),
            CHALLENGE: challenge.encode(),
        }
        return [values[slot] for slot in self.slots]

    def _parts(self, values: list[bytes], pieces: tuple[bytes, ...]) -> list[bytes]:
        parts = [pieces[0]]
        for value, piece in zip(values, pieces[1:], strict=True):
            parts += (value, piece)
        return parts


def cut(html: str, headers: tuple[tuple[str, str], ...]) -> Rendered:
    """Cut a page that was rendered with the markers in place of what differs per visitor."""
    pieces: list[bytes] = []
    slots: list[str] = []
    rest = html
    while True:
        found = [(place, slot) for slot in _SLOTS if (place := rest.find(slot)) >= 0]
        if not found:
            return Rendered((*pieces, rest.encode("utf-8", "replace")), tuple(slots), headers)
        place, slot = min(found)
        pieces.append(rest[:place].encode("utf-8", "replace"))
        slots.append(slot)
        rest = rest[place + len(slot) :]


def _squeezed(page: Rendered) -> Rendered:
    """A short page with its pieces compressed; a long one has lists that only the whole can halve."""
    if sum(map(len, page.pieces)) >= squeezing.LONG:
        return page
    return replace(page, squeezed=tuple(map(squeezing.squeeze, page.pieces)))


class PageCache:
    """Keeps pages from their second hit on, so that a crawl of strangers can not flush it.

    Bounded in bytes; the longest unused page goes first. Keys hold the parsed values, the partner
    and the content's version, so a change of any of them simply asks for another page.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], Rendered]) -> Rendered:
        """The page of this key, rendered now if it is not kept."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
                return page
            second_hit = self._saw(hash(key))
        page = render()
        if second_hit:
            self._keep(key, page)
        return page

    @property
    def bytes(self) -> int:
        """How much is kept now."""
        return self._bytes

    def _saw(self, fingerprint: int) -> bool:
        seen = fingerprint in self._seen
        self._seen[fingerprint] = None
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return seen

    def _keep(self, key: Hashable, page: Rendered) -> None:
        with self._lock:
            if key in self._pages:
                return
            page = self._pages[key] = _squeezed(page)
            self._bytes += page.size
            while self._bytes > self._most_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.size
