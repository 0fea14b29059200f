"""What is asked before pages of another site may show a partner's forms."""

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.db import db
from app.domain import credentials
from app.edge import limits, signed_in
from app.edge.fields import secret
from app.edge.house import house
from app.edge.own_form import OwnForm

_WRONG = "This is not your password. Capitals in it matter."
_ASK_AGAIN = "Enter your password: only you decide where your forms are shown."


class _Guarded(OwnForm):
    """What lets more pages show the partner's forms: it asks for the password again."""

    builder = SelectField("Made with", validate_choice=False, render_kw={"type": "select"})
    password = secret("Your password", _ASK_AGAIN, autocomplete="current-password", width="medium")

    def offer(self, chosen: str | None = None) -> None:
        """Let a builder of the vendor's list be chosen, or none."""
        vetted = [SelectChoice(one.slug, one.name) for one in house().vendor.builders]
        self.builder.choices = [SelectChoice("", "Something else, or I do not know"), *vetted]
        self.builder.description = (
            "Some builders put your code into a page of their own. Name yours, so that it may show our forms."
        )
        if not self.is_submitted():
            self.builder.data = chosen or ""

    @property
    def chosen(self) -> str | None:
        """The builder, if it is on the vendor's list."""
        known = {one.slug for one in house().vendor.builders}
        return self.builder.data if self.builder.data in known else None

    def knows_password(self) -> bool:
        """Judge all of it, the password last of all. Raises TooMany."""
        if not self.validate():
            return False
        actor = signed_in.actor()
        limits.login(actor.email)
        with db.reading() as session:
            fits = credentials.is_password_of(session, house().vault, actor.user_id, self.password.data or "")
        if not fits:
            self.password.errors = [_WRONG]
        return fits


class SiteForm(_Guarded):
    """A site that is about to be registered, with its twins."""

    url = HiddenField()
    also = SelectMultipleField(validate_choice=False)


class BuilderForm(_Guarded):
    """Which builder a site is made with."""
