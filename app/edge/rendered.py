"""Pages rendered once and kept, with what differs per visitor spliced in."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from markupsafe import escape

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

    @property
    def size(self) -> int:
        """Bytes kept, headers and the entry itself included, roughly."""
        return sum(map(len, self.pieces)) + 2_000

    def fill(self, action: str, token: str, challenge: str = "") -> bytes:
        """The page for one visitor. `action` is escaped here; what we sign is safe as it is."""
        values = {
            ACTION: str(escape(action)).encode("utf-8", "replace"),
            TOKEN: token.encode(),
            CHALLENGE: challenge.encode(),
        }
        page = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            page += (values[slot], piece)
        return b"".join(page)


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
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._most_bytes:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.size
