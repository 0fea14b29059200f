"""The vendor's product pages: Markdown files, each shown as saved at this moment (SPEC section 9)."""

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import frontmatter
import yaml

from app.domain.services import BrokenContent

log = logging.getLogger(__name__)

HOME = "/index.php"


class UnknownPage(Exception):
    """Raised when no content file has this address."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product page; `markdown` is what the operator wrote."""

    path: str
    title: str
    name: str
    """In the navigation."""
    order: int
    lede: str
    picture: str
    signup: bool
    """Whether the product can be signed up for on our pages."""
    markdown: str


@dataclass(frozen=True, slots=True)
class Edition:
    """All pages as they were saved at one moment; `version` names that moment."""

    version: int
    pages: tuple[Product, ...]

    def find(self, path: str) -> Product:
        """The page at this address. Raises UnknownPage."""
        for page in self.pages:
            if page.path == path:
                return page
        raise UnknownPage(path)


class Products:
    """Reads the folder again as soon as anything in it was saved, added or taken away."""

    def __init__(self, content: Path) -> None:
        self._folder = f"{content}/products"
        self._edition = Edition(0, ())

    def now(self) -> Edition:
        """The pages as they are at this moment. Raises BrokenContent if there are none to show."""
        try:
            with os.scandir(self._folder) as entries:
                files = sorted(
                    (entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(".md")
                )
        except OSError as error:
            raise BrokenContent(f"{self._folder}: {error!r}") from error
        version = hash(tuple(files))
        if version != self._edition.version:
            self._edition = self._read(version, [path for path, _ in files])
        return self._edition

    def _read(self, version: int, files: list[str]) -> Edition:
        try:
            pages = [_read(Path(path)) for path in files]
        except BrokenContent:
            if not self._edition.pages:
                raise
            # A slip in a text editor must not take down what partners show: it stays as it was.
            log.exception("content_broken")
            return Edition(version, self._edition.pages)
        return Edition(version, tuple(sorted(pages, key=lambda page: (page.order, page.path))))


def _read(path: Path) -> Product:
    try:
        page = frontmatter.loads(path.read_text("utf-8"))
        return Product(
            path=str(page["path"]),
            title=str(page["title"]),
            name=str(page["name"]),
            order=int(page["order"]),  # type: ignore[call-overload]
            lede=str(page["lede"]),
            picture=str(page["picture"]),
            signup=page.get("signup") is True,
            markdown=page.content,
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BrokenContent(f"{path}: {error!r}") from error
