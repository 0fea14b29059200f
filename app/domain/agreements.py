"""The End User Service Agreement: a content file that the operator replaces."""

from dataclasses import dataclass
from pathlib import Path

import frontmatter
import yaml
from markupsafe import Markup

from app.domain.services import BrokenContent, safe_html


@dataclass(frozen=True, slots=True)
class Document:
    """The agreement as it is offered now; `version` is recorded with each acceptance."""

    title: str
    version: str
    body: Markup


class Agreements:
    """Reads the agreement again as soon as its file is saved."""

    def __init__(self, content: Path) -> None:
        self._path = content / "agreements" / "eusa_agreement.md"
        self._read: tuple[int, Document] | None = None

    def eusa(self) -> Document:
        """The agreement in force. Raises BrokenContent."""
        try:
            saved_at = self._path.stat().st_mtime_ns
            if self._read is None or self._read[0] != saved_at:
                page = frontmatter.loads(self._path.read_text("utf-8"))
                document = Document(str(page["title"]), str(page["version"])[:32], safe_html(page.content))
                self._read = saved_at, document
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError) as error:
            raise BrokenContent(f"{self._path}: {error!r}") from error
        return self._read[1]
