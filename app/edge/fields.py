"""Fields of embedded forms: each with its words, its rule and its messages, defined once."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import Optional, StopValidation

from app.domain import addresses

MOST_FIELDS = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


class TooManyFields(Exception):
    """Raised for a body with more fields than any form of ours has."""


class WrongContentType(Exception):
    """Raised for a body that no HTML form sends."""


_bound: dict[Any, Field] = {}
"""Each field of each class of forms, as it was bound first."""


class PostedOnly:
    """For a form's Meta: only what an HTML form sends; a JSON body would make WTForms fail."""

    def wrap_formdata(self, form: BaseForm, formdata: Any) -> MultiDict[str, str] | None:
        """What was posted; nothing when the form is only looked at, or made without asking."""
        return posted() if formdata is _Auto and request.method == "POST" else None


class EmbeddedForm(FlaskForm):  # type: ignore[misc]
    """A form that needs no session: its token is `form_token`, judged by `edge.form_token`."""

    class Meta(PostedOnly):
        csrf = False

        def bind_field(self, form: BaseForm, unbound_field: Any, options: dict[str, Any]) -> Field:
            """A copy of the field as it was bound first: what differs per form comes with its data.

            WTForms would look at every validator of every field again for each form, which takes
            longer than all the rest of making it.
            """
            bound = _bound.get(unbound_field)
            if bound is None:
                bound = _bound[unbound_field] = unbound_field.bind(form=None, _meta=form.meta, **options)
            field = object.__new__(type(bound))
            vars(field).update(vars(bound), _form=form, meta=form.meta)
            return field

    form_token = HiddenField()
    captcha = StringField("Characters")
    captcha_challenge = HiddenField()
    captcha_again = HiddenField()
    website_url = StringField("Leave this empty")

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.website_url.data)


def posted() -> MultiDict[str, str]:
    """What a form sent, whatever it is; bytes that are no text show as replacement characters.

    Werkzeug writes such bytes of an urlencoded body as if somebody had typed a percent sign.
    Raises WrongContentType, TooManyFields, RequestEntityTooLarge.
    """
    if request.mimetype == "multipart/form-data":
        if sum(len(values) for _, values in request.form.lists()) + len(request.files) > MOST_FIELDS:
            raise TooManyFields
        return request.form
    if request.mimetype != "application/x-www-form-urlencoded":
        raise WrongContentType
    body = request.get_data().decode("utf-8", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TooManyFields from None
    return MultiDict(pairs)


Rule = Callable[[BaseForm, Field], None]


def line(label: str, words: str | None, most: int, *rules: Rule, hint: str = "", **kw: Any) -> StringField:
    """One line of text. `words` asks for it when it is missing; None makes it optional."""
    return StringField(
        label,
        validators=[_readable_line, *_required(words), at_most(label, most), *rules],
        filters=[_trimmed],
        description=hint,
        render_kw=kw,
    )


def address(label: str, words: str, most: int = 254, hint: str = "", **kw: Any) -> StringField:
    """One e-mail address, with the keyboard that writes it."""
    manners = {
        "type": "email",
        "autocomplete": "email",
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    }
    return line(label, words, most, is_address, hint=hint, **manners | kw)


def lines(label: str, words: str | None, most: int, *, hint: str = "", **kw: Any) -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(
        label,
        validators=[_readable, *_required(words), at_most(label, most)],
        filters=[_trimmed],
        description=hint,
        render_kw={"type": "textarea"} | kw,
    )


def secret(label: str, words: str, *rules: Rule, hint: str = "", **kw: Any) -> StringField:
    """A password as it was typed, spaces and all; it is never shown again."""
    return StringField(
        label,
        validators=[_Needed(words), _readable_line, *rules],
        description=hint,
        render_kw={"type": "password"} | kw,
    )


def tick(label: str, words: str, **kw: Any) -> BooleanField:
    """A box that has to be ticked."""
    return BooleanField(label, validators=[_Needed(words)], render_kw={"type": "checkbox"} | kw)


def one_of(
    label: str, choices: Sequence[tuple[str, str]], words: str, *, radio: bool = False, **kw: Any
) -> SelectField:
    """One of a few (as radio buttons) or of many; `words` asks for it when it is missing or foreign.

    What only a request can tell is offered by `offer`.
    """

    def offered(form: BaseForm, field: SelectField) -> None:
        if field.data not in [choice[0] for choice in field.iter_choices()]:
            raise StopValidation(words)

    kind = RadioField if radio else SelectField
    return kind(
        label,
        choices=[SelectChoice(value, text) for value, text in choices],
        validators=[_Needed(words), offered],
        validate_choice=False,
        render_kw={"type": "radio" if radio else "select"} | kw,
    )


def offer(field: SelectField, choices: Iterable[tuple[str, str]]) -> None:
    """Let somebody choose among these, which the database knows."""
    field.choices = [SelectChoice(value, text) for value, text in choices]


class _Needed:
    """Stops at an empty field with words that ask for it."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(self._words)


def _required(words: str | None) -> list[Rule]:
    return [_Needed(words)] if words else [Optional()]


def _trimmed(text: str | None) -> str:
    # Line breaks stay, to be refused: no browser sends them from a field of one line.
    return (text or "").strip(" \t\u00a0\u3000")


def _readable_line(form: BaseForm, field: Field) -> None:
    _readable(form, field)
    if _CONTROL.search(field.data or ""):
        raise StopValidation("Write this on one line, without line breaks or tabs.")


def _readable(form: BaseForm, field: Field) -> None:
    if _UNREADABLE.search(field.data or ""):
        raise StopValidation("Some characters here can not be read. Please type this again.")


def at_most(label: str, most: int) -> Rule:
    """The text holds at most so many characters."""

    def rule(form: BaseForm, field: Field) -> None:
        if len(field.data or "") > most:
            raise StopValidation(f"{label} must be at most {most:,} characters.")

    return rule


def is_address(form: BaseForm, field: Field) -> None:
    """The text is an e-mail address; from here on with its domain in lower case."""
    try:
        field.data = addresses.parse(field.data)
    except addresses.MalformedAddress:
        raise ValidationError("Enter an e-mail address like name@example.com.") from None


def is_phone(form: BaseForm, field: Field) -> None:
    """The text looks like a telephone number, in whatever way people write theirs."""
    digits = sum(letter.isdigit() for letter in field.data)
    if (
        not re.fullmatch(r"[0-9+()./ \-]+((ext|x|#)\.? ?[0-9]{1,6})?", field.data, re.ASCII | re.I)
        or digits < 5
    ):
        raise ValidationError("Enter a phone number like 408 555 0199, or leave this empty.")


def is_count(form: BaseForm, field: Field) -> None:
    """The text is a whole number from 1 to 999,999, however people group its digits."""
    grouped = r"[0-9]{1,6}|[0-9]{1,3}[ ,.'\u00a0\u202f][0-9]{3}"
    if not re.fullmatch(grouped, field.data, re.ASCII) or not field.data.strip("0 ,.'\u00a0\u202f"):
        raise ValidationError("Enter a whole number like 25.")
