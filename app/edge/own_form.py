"""Forms of the signed-in area: guarded by Flask-WTF's own token, which lives in the session."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from wtforms import Field
from wtforms.form import BaseForm

from app.edge import cross_site
from app.edge.fields import PostedOnly

_STALE = "This page was open for too long. Please send it again. Passwords have to be typed again."
_FOREIGN = "Your browser told us that this was sent from another site. If you meant it, send it again."


class Token(_FlaskFormCSRF):  # type: ignore[misc]
    """Flask-WTF's token, and behind it a name for this one showing of the form (`edge.sending`)."""

    def generate_csrf_token(self, csrf_token_field: Field) -> str:
        """The guard is the same for all forms of a page, the name is not."""
        return f"{super().generate_csrf_token(csrf_token_field)}~{secrets.token_urlsafe(16)}"

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:
        """The guard is judged; a name that somebody makes up helps and harms nobody else."""
        field.data = (field.data or "").partition("~")[0]
        super().validate_csrf_token(form, field)


class OwnForm(FlaskForm):  # type: ignore[misc]
    """A form that nobody else can send for whoever is signed in."""

    class Meta(PostedOnly):
        csrf = True
        csrf_class = Token

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Judge where the post comes from, then each field; what was typed stays."""
        if not cross_site.is_ours():
            self.form_errors.append(_FOREIGN)
            return False
        fits: bool = super().validate(extra_validators)
        if self.csrf_token.errors:
            # In words for whoever typed it, and without a link to a field that nobody sees.
            self.csrf_token.errors = []
            self.form_errors.append(_STALE)
        return fits


class DeedForm(OwnForm):
    """Nothing but the wish: one button."""
