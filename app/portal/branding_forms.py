"""What partners write about themselves: a colour, and whom prospects reach."""

import re

from wtforms import Field, ValidationError
from wtforms.form import BaseForm

from app.domain import numbers
from app.edge.fields import address, line
from app.edge.own_form import OwnForm

NO_COLOUR = "Write a colour like #8a1538: a hash and six digits or letters up to f."

_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)


def read_colour(text: str | None) -> str | None:
    """A colour as a stylesheet and the database hold it: #rrggbb in small letters."""
    found = _HEX.fullmatch((text or "").strip())
    if found is None:
        return None
    digits = found[1].lower()
    return f"#{digits if len(digits) == 6 else ''.join(one * 2 for one in digits)}"


def _is_colour(form: BaseForm, field: Field) -> None:
    field.data = read_colour(field.data)
    if field.data is None:
        raise ValidationError(NO_COLOUR)


def _is_number(form: BaseForm, field: Field) -> None:
    if not numbers.is_number(field.data):
        raise ValidationError(numbers.ADVICE)


class ColourForm(OwnForm):
    """One colour, from which every other one follows."""

    brand = line("Colour", NO_COLOUR, 7, _is_colour)


class ContactForm(OwnForm):
    """Whom prospects read about and reach."""

    company = line("Company", "Write the name of your company.", 120, autocomplete="organization")
    number = line(
        "Telephone", None, 32, _is_number, hint=numbers.ADVICE, autocomplete="tel", type="tel", width="medium"
    )
    email = address(
        "E-mail for prospects",
        "Write an address that prospects can write to.",
        hint="Leads are still forwarded to your registered address.",
    )
