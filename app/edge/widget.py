"""What a widget folder offers to the rest of the house."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Blueprint

from app.domain.services import Shelf


@dataclass(frozen=True, slots=True)
class Placement:
    """One page that a partner can put on theirs: `title` is for people, `slug` for snippets."""

    slug: str
    title: str
    path: str
    """Where its page is, without a query."""
    height: int
    """CSS pixels of its frame, 360 px wide, before anything is typed."""
    link_text: str
    """What a link to it says on a partner's page."""
    query: tuple[tuple[str, str], ...] = ()
    """What its address always holds besides the partner's parameters."""
    has_form: bool = True
    needs_activation: bool = False
    """Whether the partner's own scripts may read what is typed only once the vendor has allowed it."""


@dataclass(frozen=True)
class Widget:
    """One folder of `widgets/`: its pages, and which of them can be placed."""

    slug: str
    title: str
    blueprint: Blueprint
    placements: Callable[[Shelf], Iterable[Placement]] = lambda services: ()
    apart: tuple[Blueprint, ...] = ()
    """Pages of its own that nobody frames."""
