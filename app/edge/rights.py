"""Rights in portal and console: each page says whom it is open to, and one place asks.

A page without a word about it keeps the service from starting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Flask, current_app, g, request

from app.db import db
from app.edge import limits, signed_in
from app.models import Role

View = TypeVar("View", bound=Callable[..., object])
_MARK = "open_to"


class NotYours(Exception):
    """Raised for somebody who is signed in, for a page that is not theirs."""


class OnlyLooking(Exception):
    """Raised for a deed of a partner who is suspended or not approved yet."""


@dataclass(frozen=True, slots=True)
class Right:
    """Whom a view is open to."""

    roles: frozenset[Role]
    always: bool
    """Also for deeds of partners who may only look."""


def open_to(*roles: Role, always: bool = False) -> Callable[[View], View]:
    """Mark a view as open to people of these roles; to nobody else."""

    def mark(view: View) -> View:
        setattr(view, _MARK, Right(frozenset(roles), always))
        return view

    return mark


def of(app: Flask, endpoint: str) -> Right:
    """Whom an endpoint is open to. Raises LookupError where nobody has said so."""
    right = getattr(app.view_functions[endpoint], _MARK, None)
    if not isinstance(right, Right):
        raise LookupError(f"{endpoint} does not say whom it is open to; see app.edge.rights.")
    return right


def guard(bp: Blueprint) -> None:
    """Let only those in whom each page names, before anything of it runs."""

    @bp.before_request
    def admit() -> None:
        limits.show()
        right = of(current_app, request.endpoint or "")
        with db.reading() as session:
            g.actor = actor = signed_in.find_actor(session)
        if actor.role not in right.roles:
            raise NotYours
        if request.method == "POST" and not (right.always or actor.may_change):
            raise OnlyLooking


def complete(app: Flask, *areas: str) -> None:
    """Refuse to start while a route below one of these blueprints names nobody. Raises LookupError."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in areas:
            of(app, rule.endpoint)
