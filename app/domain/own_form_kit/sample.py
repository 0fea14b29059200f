"""A form that works as it is; a partner's own style and captcha come around it."""

from collections.abc import Iterable

from markupsafe import Markup

from app.domain import partner_form, passwords, registration
from app.domain.partner_form import Field

_TYPES = {
    "sb_phoneNumber": "tel",
    "sb_emailAddress": "email",
    "sb_password": "password",
    "sb_confirmpassword": "password",
}
_COMPLETE = {
    "sb_companyname": "organization",
    "sb_address1": "address-line1",
    "sb_address2": "address-line2",
    "sb_city": "address-level2",
    "sb_postalcode": "postal-code",
    "sb_firstname": "given-name",
    "sb_lastname": "family-name",
    "sb_phoneNumber": "tel-national",
    "sb_emailAddress": "email",
    "sb_password": "new-password",
    "sb_confirmpassword": "new-password",
}
_LENGTHS = {
    "sb_phoneNumber": 10,
    "sb_password": passwords.LONGEST,
    "sb_confirmpassword": passwords.LONGEST,
    "sb_nusers": 6,
}

_FORM = Markup(
    '<form name="signupform" method="post" action="{action}">\n{hidden}{fields}'
    "<!-- Your own captcha stands here, and your server looks at it before the form goes on. -->\n"
    '<p><label><input type="checkbox" name="eusa" value="yes" required> I have read the'
    ' <a href="{agreement}">End User Service Agreement</a>.</label></p>\n'
    '<p><button type="submit">Create account</button></p>\n'
    "</form>"
)
_HIDDEN = Markup('<input type="hidden" name="{}" value="{}">\n')
_FIELD = Markup(
    '<p><label for="{name}">{label}</label> <input id="{name}" name="{name}" type="{type}"{more}></p>\n'
)
_COUNTRY = Markup(
    '<p><label for="{name}">{label}</label> <select id="{name}" name="{name}">\n{options}</select></p>\n'
)
_OPTION = Markup('<option value="{}">{}</option>\n')
_TERM = Markup("<fieldset>\n<legend>{label}</legend>\n{choices}</fieldset>\n")
_CHOICE = Markup('<label><input type="radio" name="{}" value="{}" required> {}</label>\n')
_MORE = Markup(' {}="{}"')


def sample_form(base_url: str, partner_id: str, returnurl: str, sub_partner_id: str = "") -> Markup:
    """All fields of SPEC section 4 in order, with this partner's values in the hidden ones."""
    given = {"PartnerID": partner_id, "returnurl": returnurl, "SubPartnerID": sub_partner_id}
    return _FORM.format(
        action=f"{base_url}{partner_form.PATH}",
        hidden=_joined(_HIDDEN.format(name, text) for name, text in given.items() if text),
        fields=_joined(_control(field) for field in partner_form.FIELDS),
        agreement=f"{base_url}/agreements/eusa_agreement.html",
    )


def _control(field: Field) -> Markup:
    match field.name:
        case "sb_country":
            options = _joined(_OPTION.format(*pair) for pair in (("", "Choose"), *registration.countries()))
            return _COUNTRY.format(name=field.name, label=field.label, options=options)
        case "term":
            years = (
                (months, f"{months // 12} year{'s' if months > 12 else ''}") for months in registration.TERMS
            )
            return _TERM.format(
                label=field.label, choices=_joined(_CHOICE.format(field.name, *year) for year in years)
            )
    most = field.most or _LENGTHS.get(field.name)
    more = {"maxlength": most, "autocomplete": _COMPLETE.get(field.name)}
    written = _joined(_MORE.format(name, value) for name, value in more.items() if value)
    return _FIELD.format(
        name=field.name,
        label=field.label,
        type=_TYPES.get(field.name, "text"),
        more=written + (Markup(" required") if field.required else Markup("")),
    )


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
