"""Signups on our own pages, and everything up to the confirmed address."""

from app.edge.widget import Placement, Widget
from widgets.signup import agreement, verify
from widgets.signup.views import bp

_FORMS = (
    Placement("guest", "Guest signup", "/guest", height=1360, needs_activation=True),
    Placement("webstore", "Webstore signup", "/webstore/", height=2300, needs_activation=True),
)

widget = Widget(
    slug="signup",
    title="Signup",
    blueprint=bp,
    placements=lambda services: _FORMS,
    apart=(agreement.bp, verify.bp),
)
