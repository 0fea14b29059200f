"""The vendor's services: one content file each, read again as soon as it is saved."""

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markupsafe import Markup

log = logging.getLogger(__name__)

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
# Content comes from the operator, but HTML in it would escape the house's rules for pages.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_WORDS = ("title", "promise", "lede", "picture", "form_title", "submit")


class UnknownService(Exception):
    """Raised when there is no content file for a service."""


class BrokenContent(Exception):
    """Raised with the file and what is wrong in it, for the operator."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the three reasons to choose a service."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Service:
    """One service as its landing page presents it; `body` is safe HTML."""

    slug: str
    version: int
    title: str
    promise: str
    lede: str
    picture: str
    form_title: str
    submit: str
    signups: bool
    """Whether its page also offers the guest and the webstore signup."""
    reasons: tuple[Reason, ...]
    body: Markup


class Shelf:
    """All services of a content folder, by slug."""

    def __init__(self, content: Path) -> None:
        self._folder = content / "services"
        self._read: dict[str, Service] = {}

    def find(self, slug: str) -> Service:
        """The service as its file says at this moment. Raises UnknownService, BrokenContent."""
        if not _SLUG.fullmatch(slug):
            raise UnknownService(slug)
        # As plain text: making a Path costs more than asking for the file's time.
        path = f"{self._folder}/{slug}.md"
        try:
            version = os.stat(path).st_mtime_ns
        except OSError as error:
            raise UnknownService(slug) from error
        known = self._read.get(slug)
        if known and known.version == version:
            return known
        try:
            service = self._read[slug] = _read(Path(path), version)
        except BrokenContent:
            if known is None:
                raise
            # A slip in a text editor must not take a page down that partners show.
            log.exception("content_broken", extra={"service": slug})
            return known
        return service

    def all(self) -> list[Service]:
        """Every service whose file can be read, by slug."""
        services = []
        for path in sorted(self._folder.glob("*.md")):
            try:
                services.append(self.find(path.stem))
            except (BrokenContent, UnknownService):
                log.exception("content_broken", extra={"service": path.stem})
        return services


def _read(path: Path, version: int) -> Service:
    try:
        page = frontmatter.loads(path.read_text("utf-8"))
        words = {name: str(page[name]) for name in _WORDS}
        entries = cast(list[dict[str, object]], page["reasons"])
        reasons = tuple(Reason(str(entry["title"]), str(entry["text"])) for entry in entries)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BrokenContent(f"{path}: {error!r}") from error
    return Service(
        slug=path.stem,
        version=version,
        signups=page.get("signups") is True,
        reasons=reasons,
        body=safe_html(page.content),
        **words,
    )


def safe_html(markdown: str) -> Markup:
    """An operator's Markdown as HTML."""
    return Markup(_MARKDOWN.render(markdown))  # noqa: S704  (HTML is switched off)
