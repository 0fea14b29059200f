"""The two kinds of signup form, and what differs between them."""

from dataclasses import dataclass
from typing import Any, Literal

from app.edge import fragment
from app.edge.house import house
from widgets.signup.forms import GuestForm, WebstoreForm

SignupForm = GuestForm | WebstoreForm


@dataclass(frozen=True, slots=True)
class Kind:
    """What a form is called in tokens and events, and in words."""

    name: Literal["guest", "webstore"]
    title: str
    lede: str
    form: type[GuestForm] | type[WebstoreForm]

    @property
    def template(self) -> str:
        """The page, or for HTMX only the part of it that changes."""
        return "signup/_form.html" if fragment.is_part() else "signup/page.html"

    @property
    def context(self) -> dict[str, Any]:
        """What the template needs to know."""
        return {"kind": self, "retitle": fragment.is_part()}

    def empty(self) -> SignupForm:
        """The form as it is first shown."""
        form = self.form()
        if isinstance(form, WebstoreForm) and form.sb_country.data is None:
            form.sb_country.data = house().vendor.country
        return form

    @staticmethod
    def password(form: SignupForm) -> str:
        """What was chosen, once it has been judged."""
        field = form.sb_password if isinstance(form, WebstoreForm) else form.password
        return str(field.data)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "guest",
            "Create your free guest account",
            "Three things about you and a password. It costs nothing.",
            GuestForm,
        ),
        Kind(
            "webstore",
            "Create your account",
            "Tell us who the account is for. You can change everything but the term later.",
            WebstoreForm,
        ),
    )
}
