"""Signups on our own pages, and everything up to the confirmed address."""

from app.edge.widget import Placement, Widget
from widgets.signup import agreement, verify
from widgets.signup.views import bp

_FORMS = (
    Placement("guest", "Guest signup", "/guest", 1360, "Create a free guest account", needs_activation=True),
    Placement("webstore", "Webstore signup", "/webstore/", 2300, "Create an account", needs_activation=True),
)

widget = Widget(
    slug="signup",
    title="Signup",
    blueprint=bp,
    placements=lambda services: _FORMS,
    apart=(agreement.bp, verify.bp),
)
