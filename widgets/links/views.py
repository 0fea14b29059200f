"""The gallery: every link as it looks, and its code below (SPEC section 10)."""

from flask import Blueprint, render_template

from app.domain import links, snippets
from app.edge import limits, params, visit
from app.edge.house import house

bp = Blueprint("links", __name__, template_folder="templates")


@bp.get("/links")
def show() -> str:
    """All links, with the parameters of this address in each of them."""
    limits.show()
    seen = visit.understand(visit.query(), None)
    offered = links.groups(
        house().links.now(),
        house().placements(),
        house().settings.base_url,
        params.written(seen.parameters),
    )
    return render_template(
        "links/page.html",
        groups=offered,
        newest=snippets.script(house().settings.base_url),
        pinned=snippets.script(house().settings.base_url, house().pinned_loader()),
        visit=seen,
        stylesheet=house().assets.stylesheet(seen.partner.brand if seen.partner else None, "site"),
    )
