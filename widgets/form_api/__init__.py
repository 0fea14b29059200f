"""Signups from a partner's own form, which posts to us from the partner's own page."""

from app.edge.widget import Widget
from widgets.form_api.views import bp

widget = Widget(slug="form_api", title="Own form", blueprint=bp)
