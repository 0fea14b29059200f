"""The loader: the one script that partners put into their pages (SPEC section 11)."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.domain import snippets
from app.edge import params
from app.edge.widget import Placement

NEWEST = "/embed/v1.js"


@dataclass(frozen=True)
class Loader:
    """The script as it is now: it changes with its source and with what can be placed."""

    content: bytes

    @cached_property
    def name(self) -> str:
        """What names this very script in URLs."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def url(self) -> str:
        """Where this very script is; at `NEWEST` is whichever is the newest."""
        return f"/embed/v1-{self.name}.js"

    @cached_property
    def integrity(self) -> str:
        """What a snippet says in `integrity`, beside `crossorigin`, so that browsers run this script only."""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.content).digest()).decode()}"


def build(source: str, service: str, placements: Iterable[Placement]) -> Loader:
    """The loader of the service at this origin, for everything that can be placed."""
    return _build(
        source,
        service,
        tuple((one.slug, snippets.address(one.path, one.query), one.title) for one in placements),
    )


@lru_cache(maxsize=4)
def _build(source: str, service: str, pages: tuple[tuple[str, str, str], ...]) -> Loader:
    given = (
        service,
        {slug: (address, title) for slug, address, title in pages},
        (*params.NAMES, *params.UTM),
    )
    call = ",".join(json.dumps(one, separators=(",", ":")) for one in given)
    return Loader(f"{source}({call});\n".encode())
