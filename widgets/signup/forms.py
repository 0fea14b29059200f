"""The two signup forms: what a guest and a webstore customer are asked."""

from markupsafe import Markup
from wtforms import Field, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.domain import passwords, registration
from app.domain.accounts import BusinessDetails
from app.domain.passwords import UnfitPassword
from app.domain.signups import Registration
from app.edge.fields import EmbeddedForm, Rule, address, line, one_of, secret, tick

_EUSA = Markup(
    "I have read and accept the"
    ' <a href="/agreements/eusa_agreement.html" target="_blank" rel="noopener">End User Service Agreement</a>'
)
_YEARS = tuple(
    (str(months), f"{months // 12} year{'s' if months > 12 else ''}") for months in registration.TERMS
)


def _is_person_name(form: BaseForm, field: Field) -> None:
    if not registration.is_person_name(field.data):
        raise ValidationError(f"{field.label.text}: leave out numbers and special characters.")


def _is_fit(form: BaseForm, field: Field) -> None:
    try:
        passwords.judge(field.data)
    except UnfitPassword as unfit:
        raise StopValidation(str(unfit)) from None


def _equals(name: str) -> Rule:
    def rule(form: BaseForm, field: Field) -> None:
        if field.data != form[name].data:
            raise ValidationError("The two passwords are not the same. Type both again.")

    return rule


def _is_phone(form: BaseForm, field: Field) -> None:
    if not registration.is_phone(field.data):
        raise ValidationError("Enter a phone number of 10 digits, like 8008050558.")


def _is_users(form: BaseForm, field: Field) -> None:
    if not registration.is_users(field.data):
        raise ValidationError("Enter a whole number from 1 to 999999, like 25.")


def _first_name() -> StringField:
    words = "Enter your first name."
    return line("First name", words, registration.NAME, _is_person_name, autocomplete="given-name")


def _last_name() -> StringField:
    words = "Enter your last name."
    return line("Last name", words, registration.NAME, _is_person_name, autocomplete="family-name")


def _email(label: str, most: int) -> StringField:
    return address(label, "Enter your e-mail address.", most, hint="We send a letter there to confirm it.")


def _password() -> StringField:
    words = "Choose a password."
    return secret("Password", words, _is_fit, hint=passwords.RULES, autocomplete="new-password")


def _confirm(name: str) -> StringField:
    return secret("Confirm password", "Type the password again.", _equals(name), autocomplete="new-password")


class GuestForm(EmbeddedForm):
    """A free account: a name, an address, a password."""

    first_name = _first_name()
    last_name = _last_name()
    email = _email("E-mail", 254)
    password = _password()
    confirm_password = _confirm("password")
    eusa = tick(_EUSA, "Accept the End User Service Agreement to create an account.")

    def registration(self) -> Registration:
        """Who signs up, once it has been judged."""
        return Registration(self.first_name.data or "", self.last_name.data or "", self.email.data or "")


class WebstoreForm(EmbeddedForm):
    """A paid account: the company, who administers it, and for how long (SPEC section 4)."""

    sb_companyname = line(
        "Company name", "Enter the name of your company.", registration.COMPANY, autocomplete="organization"
    )
    sb_address1 = line(
        "Address line 1", "Enter your address.", registration.ADDRESS, autocomplete="address-line1"
    )
    sb_address2 = line("Address line 2", None, registration.ADDRESS, autocomplete="address-line2")
    sb_city = line(
        "City", "Enter your city.", registration.CITY, autocomplete="address-level2", width="medium"
    )
    sb_postalcode = line(
        "Postal code", None, registration.POSTAL_CODE, autocomplete="postal-code", width="short"
    )
    sb_country = one_of(
        "Country", registration.countries(), "Choose your country.", autocomplete="country", width="medium"
    )
    sb_firstname = _first_name()
    sb_lastname = _last_name()
    sb_phoneNumber = line(
        "Phone number",
        "Enter your phone number.",
        40,
        _is_phone,
        hint="10 digits, like 8008050558",
        type="tel",
        autocomplete="tel-national",
        inputmode="numeric",
        width="medium",
    )
    sb_emailAddress = _email("E-mail address", registration.EMAIL)
    sb_password = _password()
    sb_confirmpassword = _confirm("sb_password")
    sb_nusers = line(
        "Number of users",
        "Enter how many people will use it.",
        12,
        _is_users,
        inputmode="numeric",
        width="short",
    )
    term = one_of("Term", _YEARS, "Choose for how long.", radio=True)
    eusa = tick(_EUSA, "Accept the End User Service Agreement to create an account.")

    def registration(self) -> Registration:
        """Who signs up, once it has been judged."""
        return Registration(
            self.sb_firstname.data or "",
            self.sb_lastname.data or "",
            self.sb_emailAddress.data or "",
            BusinessDetails(
                company=self.sb_companyname.data or "",
                address1=self.sb_address1.data or "",
                address2=self.sb_address2.data or "",
                city=self.sb_city.data or "",
                postal_code=self.sb_postalcode.data or "",
                country=self.sb_country.data or "",
                phone=self.sb_phoneNumber.data or "",
                users=int(self.sb_nusers.data or 0),
                term=int(self.term.data or 0),
            ),
        )
