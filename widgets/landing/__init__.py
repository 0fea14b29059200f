"""Landing pages of the vendor's services, and their lead form alone."""

from app.edge.widget import Widget
from widgets.landing.views import bp

widget = Widget(slug="landing", title="Landing page", blueprint=bp)
