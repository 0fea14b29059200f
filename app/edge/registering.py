"""What whoever registers, upgrades or chooses a password is asked: each field once, for all such forms."""

from markupsafe import Markup
from wtforms import BooleanField, Field, SelectField, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.domain import passwords, registration
from app.domain.accounts import BusinessDetails
from app.domain.passwords import UnfitPassword
from app.edge.fields import line, one_of, secret, tick

_EUSA = Markup(
    "I have read and accept the"
    ' <a href="/agreements/eusa_agreement.html" target="_blank" rel="noopener">End User Service Agreement</a>'
)
_YEARS = tuple(
    (str(months), f"{months // 12} year{'s' if months > 12 else ''}") for months in registration.TERMS
)


def new_password(label: str = "Password") -> StringField:
    """A password to be chosen, with its rules said before."""
    return secret(label, "Choose a password.", _is_fit, hint=passwords.RULES, autocomplete="new-password")


def same_again(name: str) -> StringField:
    """The password of the field `name`, typed once more."""

    def equals(form: BaseForm, field: Field) -> None:
        if field.data != form[name].data:
            raise ValidationError("The two passwords are not the same. Type both again.")

    return secret("Confirm password", "Type the password again.", equals, autocomplete="new-password")


def agreement(deed: str) -> BooleanField:
    """The box for the End User Service Agreement, without which the deed can not be done."""
    return tick(_EUSA, f"Accept the End User Service Agreement to {deed}.")


def phone() -> StringField:
    """Ten digits."""
    return line(
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


def users() -> StringField:
    """How many people."""
    return line(
        "Number of users",
        "Enter how many people will use it.",
        12,
        _is_users,
        inputmode="numeric",
        width="short",
    )


def years() -> SelectField:
    """For how long, in years; the values are months."""
    return one_of("Term", _YEARS, "Choose for how long.", radio=True)


class BusinessFields:
    """What a webstore customer tells about their company (SPEC section 4), for forms to inherit.

    A form places phone, users and term itself: their order is that of its error summary.
    """

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
    sb_phoneNumber: StringField
    sb_nusers: StringField
    term: SelectField

    def business(self) -> BusinessDetails:
        """What was typed, once it has been judged."""
        return BusinessDetails(
            company=self.sb_companyname.data or "",
            address1=self.sb_address1.data or "",
            address2=self.sb_address2.data or "",
            city=self.sb_city.data or "",
            postal_code=self.sb_postalcode.data or "",
            country=self.sb_country.data or "",
            phone=self.sb_phoneNumber.data or "",
            users=int(self.sb_nusers.data or 0),
            term=int(self.term.data or 0),
        )


def _is_fit(form: BaseForm, field: Field) -> None:
    try:
        passwords.judge(field.data)
    except UnfitPassword as unfit:
        raise StopValidation(str(unfit)) from None


def _is_phone(form: BaseForm, field: Field) -> None:
    if not registration.is_phone(field.data):
        raise ValidationError("Enter a phone number of 10 digits, like 8008050558.")


def _is_users(form: BaseForm, field: Field) -> None:
    if not registration.is_users(field.data):
        raise ValidationError("Enter a whole number from 1 to 999999, like 25.")
