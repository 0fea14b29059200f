"""Where a lead form stands: which service it is for, and on which of its two pages."""

from dataclasses import dataclass
from typing import Any

from app.domain.services import Service
from app.edge import fragment
from app.edge.house import house


@dataclass(frozen=True, slots=True)
class Place:
    """A service's whole landing page (`landing`), or its lead form alone (`lead`)."""

    widget: str
    service: Service

    @property
    def name(self) -> str:
        """What the form is called in tokens and on leads, like `landing-pbx`."""
        return f"{self.widget}-{self.service.slug}"

    @property
    def template(self) -> str:
        """The page, or for HTMX only the part of it that changes."""
        if fragment.is_part():
            return "landing/_form.html"
        return "landing/page.html" if self.widget == "landing" else "landing/lead.html"

    @property
    def context(self) -> dict[str, Any]:
        """What the template needs to know of the place."""
        return {"service": self.service, "alone": self.widget == "lead", "retitle": fragment.is_part()}


def find(widget: str, slug: str) -> Place:
    """The place as its content file describes it now. Raises UnknownService."""
    return Place(widget, house().services.find(slug))


def named(name: str) -> Place:
    """The place that a lead or a dry run was sent from. Raises UnknownService."""
    widget, _, slug = name.partition("-")
    return find(widget, slug)
