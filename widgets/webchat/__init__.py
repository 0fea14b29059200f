"""The chat beside a landing page: by form posts alone, and at once where there is HTMX (SPEC section 2)."""

from app.edge.widget import Widget
from widgets.webchat.views import bp

widget = Widget(slug="webchat", title="Webchat", blueprint=bp)
