"""The gallery of links that partners copy to their sites."""

from app.edge.widget import Widget
from widgets.links.views import bp

widget = Widget(slug="links", title="Links", blueprint=bp)
