"""Links that partners copy, each as it looks, with their PartnerID and contact in it (SPEC section 10)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response

from app.db import db
from app.domain import links, snippets
from app.domain.links import Target
from app.edge.house import house
from app.edge.rights import open_to
from app.edge.widget import Placement
from app.models import Partner
from app.portal import ourselves
from app.portal.area import PORTAL
from app.portal.scripts import filling


@dataclass(frozen=True, slots=True)
class Kind:
    """One gallery: what it is called, what it is for, and what stands in it."""

    title: str
    words: str
    holds: Callable[[Placement], bool]
    targets: Callable[[Target], bool]


KINDS: Mapping[str, Kind] = {
    "website-links": Kind(
        "Website links",
        "Graphics and words for your pages and letters that lead to ours. Whoever signs up there is yours.",
        lambda place: False,
        lambda target: target.place is None,
    ),
    "syndication": Kind(
        "Syndication",
        "Our product pages inside yours, always as they are today, and with you as the one to talk to.",
        lambda place: not place.has_form,
        lambda target: target.place == "content",
    ),
    "landing-pages": Kind(
        "Landing pages",
        "A page and a form for each service, under your name. Leads come to you.",
        lambda place: place.has_form and place.slug not in filling.SIGNUPS,
        lambda target: (target.place or "").startswith(("landing", "lead")),
    ),
    "signup-links": Kind(
        "Signup links",
        "Guest and store accounts that are opened through you.",
        lambda place: place.slug in filling.SIGNUPS,
        lambda target: target.place in filling.SIGNUPS,
    ),
}


@open_to("partner")
def index() -> Response:
    """The PartnerID, whether it works, and the way to every code."""
    with db.reading() as session:
        partner = filling.ourselves(session)
        return PORTAL.show(
            "portal/scripts/index.html",
            partner=partner,
            sites=partner.sites,
            kinds=KINDS,
            pages=house().placements().values(),
        )


@open_to("partner")
def show(kind: str) -> Response:
    """All looks of the links of one kind, and what can be built."""
    chosen = KINDS[kind]
    places = house().placements()
    with db.reading() as session:
        partner = filling.ourselves(session)
        given = filling.with_id(partner, _given(kind, partner))
    targets = [target for target in house().links.now() if chosen.targets(target)]
    pages = [place for place in places.values() if chosen.holds(place)]
    return PORTAL.show(
        "portal/scripts/gallery.html",
        kind=kind,
        kinds=KINDS,
        groups=links.groups(targets, places, house().settings.base_url, given),
        pages=pages,
        frame=_frame(pages[0], partner) if kind == "syndication" and pages else None,
        partner=ourselves.partner(),
    )


def _given(kind: str, partner: Partner) -> filling.Pairs:
    """Landing pages say whom to call; a signup is credited by the PartnerID alone."""
    return tuple(filling.contact(partner).items()) if kind == "landing-pages" else ()


def _frame(place: Placement, partner: Partner) -> str:
    here = house()
    return str(snippets.iframe(place, here.settings.base_url, filling.with_id(partner, ()), here.vendor.name))
