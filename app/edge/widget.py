"""What a widget folder offers to the rest of the house."""

from dataclasses import dataclass

from flask import Blueprint


@dataclass(frozen=True)
class Widget:
    """One thing that a partner can put on a page: `title` is for people, `slug` for snippets."""

    slug: str
    title: str
    blueprint: Blueprint
    apart: tuple[Blueprint, ...] = ()
    """Pages of its own that nobody frames."""
