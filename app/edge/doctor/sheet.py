"""The sheet on which an examination is written down: remarks, and edits to attributes."""

import re
from dataclasses import dataclass, field

from app.domain import markup
from app.domain.markup import Attribute, Tag
from app.domain.mending import Edit, Note, Remark, Severity
from app.edge.doctor.practice import Practice


@dataclass(slots=True)
class Sheet:
    """One round of one examination."""

    text: str
    practice: Practice
    remarks: list[Remark] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def note(self, tag: Tag, *notes: Note) -> None:
        """Write notes down at the line of a tag."""
        self.remarks += [Remark(tag.start, note) for note in notes]

    def say(self, tag: Tag, severity: Severity, words: str, *, mended: bool = False) -> None:
        """The same for one sentence."""
        self.note(tag, Note(severity, words, mended))

    def set(self, attribute: Attribute, value: str) -> None:
        """Give an attribute another value, or the same in straight quotation marks."""
        written = markup.quoted(value)
        if attribute.start == attribute.at + len(attribute.name):
            written = f"={written}"
        self.edits.append(Edit(attribute.start, attribute.end, written))

    def rename(self, attribute: Attribute, name: str) -> None:
        """Call an attribute by its right name."""
        self.edits.append(Edit(attribute.at, attribute.at + len(attribute.name), name))

    def drop(self, attribute: Attribute) -> None:
        """Take an attribute out, with the white space before it."""
        start = attribute.at
        while self.text[start - 1] in " \t":
            start -= 1
        self.edits.append(Edit(start, attribute.end, ""))

    def add(self, tag: Tag, attributes: dict[str, str | None]) -> None:
        """Put attributes in behind the name of a tag; None stands for one without a value."""
        written = "".join(
            f" {name}" if value is None else f" {name}={markup.quoted(value)}"
            for name, value in attributes.items()
        )
        self.edits.append(Edit(tag.after_name, tag.after_name, written))

    def close(self, tag: Tag) -> None:
        """Close an element whose content is no HTML, which would swallow the rest of the page."""
        if not re.compile(f"</{tag.name}", re.IGNORECASE).search(self.text, tag.end):
            self.say(
                tag, "breaks", f"<{tag.name}> is not closed: write </{tag.name}> behind it.", mended=True
            )
            self.insert(tag.end, f"</{tag.name}>")

    def insert(self, at: int, written: str) -> None:
        """Put a piece of code in."""
        self.edits.append(Edit(at, at, written))
