"""Signups on our own pages, and everything up to the confirmed address."""

from app.edge.widget import Widget
from widgets.signup import agreement, verify
from widgets.signup.views import bp

widget = Widget(slug="signup", title="Signup", blueprint=bp, apart=(agreement.bp, verify.bp))
