"""The vendor's product pages: the full site, and the syndicated one that partners show."""

from app.edge.widget import Widget
from widgets.content.views import bp

widget = Widget(slug="content", title="Product pages", blueprint=bp)
