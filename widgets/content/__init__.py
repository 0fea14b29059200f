"""The vendor's product pages: the full site, and the syndicated one that partners show."""

from app.domain.products import HOME
from app.edge.widget import Placement, Widget
from widgets.content.views import bp

_CONTENT = Placement(
    "content",
    "Product pages",
    HOME,
    height=1400,
    link_text="Cloud services for your company",
    query=(("syndication", "true"),),
    has_form=False,
)

widget = Widget(slug="content", title="Product pages", blueprint=bp, placements=lambda services: [_CONTENT])
