"""The two signup forms: what a guest and a webstore customer are asked."""

from wtforms import Field, StringField, ValidationError
from wtforms.form import BaseForm

from app.domain import registration
from app.domain.signups import Registration
from app.edge import registering
from app.edge.fields import EmbeddedForm, address, line
from app.edge.registering import BusinessFields


def _is_person_name(form: BaseForm, field: Field) -> None:
    if not registration.is_person_name(field.data):
        raise ValidationError(f"{field.label.text}: leave out numbers and special characters.")


def _first_name() -> StringField:
    words = "Enter your first name."
    return line("First name", words, registration.NAME, _is_person_name, autocomplete="given-name")


def _last_name() -> StringField:
    words = "Enter your last name."
    return line("Last name", words, registration.NAME, _is_person_name, autocomplete="family-name")


def _email(label: str, most: int) -> StringField:
    return address(label, "Enter your e-mail address.", most, hint="We send a letter there to confirm it.")


class GuestForm(EmbeddedForm):
    """A free account: a name, an address, a password."""

    first_name = _first_name()
    last_name = _last_name()
    email = _email("E-mail", 254)
    password = registering.new_password()
    confirm_password = registering.same_again("password")
    eusa = registering.agreement("create an account")

    def registration(self) -> Registration:
        """Who signs up, once it has been judged."""
        return Registration(self.first_name.data or "", self.last_name.data or "", self.email.data or "")


class WebstoreForm(BusinessFields, EmbeddedForm):
    """A paid account: the company, who administers it, and for how long (SPEC section 4)."""

    sb_firstname = _first_name()
    sb_lastname = _last_name()
    sb_phoneNumber = registering.phone()
    sb_emailAddress = _email("E-mail address", registration.EMAIL)
    sb_password = registering.new_password()
    sb_confirmpassword = registering.same_again("sb_password")
    sb_nusers = registering.users()
    term = registering.years()
    eusa = registering.agreement("create an account")

    def registration(self) -> Registration:
        """Who signs up, once it has been judged."""
        return Registration(
            self.sb_firstname.data or "",
            self.sb_lastname.data or "",
            self.sb_emailAddress.data or "",
            self.business(),
        )
