"""Stylesheet, scripts and images under names that change with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import rcssmin
import rjsmin

from app.config import ROOT
from app.domain import vendors

Bundle = Literal["forms", "landing", "site", "office"]

_FORMS = ("tokens", "base", "components", "landing", "signup")
# What a prospect waits for in a partner's page holds nothing that it does not need.
_CSS: dict[Bundle, tuple[str, ...]] = {
    "forms": _FORMS,
    "landing": (*_FORMS, "chat"),
    "site": (*_FORMS, "content", "links", "account", "invoice"),
    "office": (
        *("tokens", "base", "components", "account", "chat", "links", "office"),
        *("quote", "statement", "invoice"),
    ),
}
_BUNDLES: dict[str, Bundle] = {name: name for name in _CSS}
_HTMX = ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"


class AssetMissing(Exception):
    """Raised at start when a file that set-up brings is not there, with what to do."""


class Assets:
    """Reads everything once, when the process starts."""

    def __init__(self, brand: str, static: Path = ROOT / "static", htmx: Path = _HTMX) -> None:
        self._base = {bundle: _styles(static / "css", names) for bundle, names in _CSS.items()}
        self._brand = brand
        try:
            self.htmx = htmx.read_bytes()
        except OSError as error:
            raise AssetMissing(f"{htmx} is missing; `bin/setup run` installs it.") from error
        self.htmx_url = f"/assets/htmx-{_digest(self.htmx)}.js"
        self.frame = _script(static / "frame.js").encode()
        self.frame_url = f"/assets/frame-{_digest(self.frame)}.js"
        self.loader = _script(static / "embed.js")
        """What `app.edge.loader` completes."""
        self.css = lru_cache(maxsize=256)(self._css)

    def url(self, name: str) -> str:
        """The URL of a script, by its plain name."""
        return {"htmx": self.htmx_url, "frame": self.frame_url}[name]

    def script(self, url: str) -> bytes | None:
        """The script that is there under this URL."""
        return {self.htmx_url: self.htmx, self.frame_url: self.frame}.get(url)

    def stylesheet(self, brand: str | None, bundle: Bundle = "forms") -> str:
        """The URL of the one stylesheet of a page, with this partner's brand in it."""
        colour = self._colour(brand)
        return f"/css/{bundle}-{_digest(self.css(bundle, colour))}-{colour[1:]}.css"

    def css_of(self, name: str) -> tuple[bytes, bool]:
        """The stylesheet a URL names, and whether it is still the one of that name.

        The brand is part of the name, so that every process can answer for every other.
        """
        bundle, _, rest = name.partition("-")
        digest, _, colour = rest.rpartition("-")
        content = self.css(_BUNDLES.get(bundle, "forms"), self._colour(f"#{colour}"))
        return content, digest == _digest(content)

    def _colour(self, brand: str | None) -> str:
        return brand if brand and vendors.is_colour(brand) else self._brand

    def _css(self, bundle: Bundle, brand: str) -> bytes:
        return f"{self._base[bundle]}:root{{--brand:{brand}}}".encode()


def _styles(folder: Path, names: tuple[str, ...]) -> str:
    return str(rcssmin.cssmin("".join((folder / f"{name}.css").read_text("utf-8") for name in names)))


def _script(path: Path) -> str:
    return str(rjsmin.jsmin(path.read_text("utf-8")))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
