"""Fragments: what a partner's own page shows of ours, brought there by HTMX (SPEC section 11)."""

import re
from typing import Any

from app.edge.current import current_request
from app.edge.house import house
from app.edge.widget import Placement

PATH = "/fragment"
_ADDRESS = re.compile(r'(\s(?:href|src|action|hx-get|hx-post)=")/(?!/)')


def is_asked() -> bool:
    """Whether this request comes from a partner's own page."""
    return current_request().path.startswith(f"{PATH}/")


def is_part() -> bool:
    """Whether HTMX wants only the part of a page that changes, on a page of ours or of a partner."""
    return is_asked() or bool(current_request().htmx)  # type: ignore[attr-defined]


def placement() -> Placement | None:
    """What the partner placed; None for what follows it, and for what is not there."""
    return house().placements().get(current_request().path.removeprefix(f"{PATH}/"))


def page_url(query: str) -> str:
    """Where the same is found on a page of ours."""
    placed = placement()
    path = placed.path if placed else current_request().path.removeprefix(PATH)
    always = [f"{name}={value}" for name, value in placed.query] if placed else []
    whole = "&".join([*always, query] if query else always)
    return f"{house().settings.base_url}{path}{'?' if whole else ''}{whole}"


def prefix(name: str) -> str:
    """What the ids of one fragment begin with, so that several share a page."""
    return f"pt-{name[:8]}-"


def context(handle: str, query: str) -> dict[str, Any]:
    """What templates do differently on a page that is not ours.

    `handle` is that of the form, so that ids are this form's own and stay the same from mistake to
    mistake. The page has its own title and its own `h1`. GET and POST share one address, since a
    browser asks for leave once for each.
    """
    return {
        "prefix": prefix(handle),
        "fragment_url": f"{current_request().path}?{query}",
        "fragment_query": query,
        "retitle": False,
        "alone": False,
    }


def absolute(html: str) -> str:
    """The same with our origin before every address of ours, which templates leave out."""
    # What people typed can not be mistaken for an attribute: its quotation marks are escaped.
    return _ADDRESS.sub(rf"\1{house().settings.base_url}/", html)
