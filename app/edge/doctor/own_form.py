"""A partner's own form: where it is sent, how, and whether all its fields are there."""

from collections.abc import Iterator
from itertools import takewhile

from app.domain import markup, partner_form
from app.domain.markup import Attribute, Tag
from app.domain.mending import Edit
from app.edge.doctor import parameters
from app.edge.doctor.parameters import Given
from app.edge.doctor.sheet import Sheet

_CONTROLS = frozenset({"input", "select", "textarea"})
_HIDDEN = ("PartnerID", "SubPartnerID", "returnurl", "test")
_FIELDS = tuple(field.name for field in partner_form.FIELDS)
_BY_FOLD = {name.lower(): name for name in (*_FIELDS, *_HIDDEN)}
_ACTION = partner_form.PATH.rpartition("/")[2].lower()
_MONTHS = {"1": "12", "2": "24", "3": "36"}


def look(tags: tuple[Tag, ...], sheet: Sheet) -> None:
    """Each form that is meant to be sent to us."""
    for number, form in enumerate(tags):
        if form.name != "form" or form.closes or form.cut:
            continue
        inside = list(takewhile(lambda tag: tag.name != "form", tags[number + 1 :]))
        named = list(_named(inside))
        fields = [name for _, name, right in named if right in _FIELDS]
        if _ACTION in (form.value("action") or "").lower() or len(fields) > 1:
            _look_at(form, named, inside, sheet)


def _named(tags: list[Tag]) -> Iterator[tuple[Tag, Attribute, str]]:
    """Controls with the name that each should have."""
    for tag in tags:
        name = tag.find("name") if tag.name in _CONTROLS and not tag.closes and not tag.cut else None
        if name:
            yield tag, name, _BY_FOLD.get(name.value.strip().lower(), name.value)


def _look_at(form: Tag, named: list[tuple[Tag, Attribute, str]], inside: list[Tag], sheet: Sheet) -> None:
    _sending(form, sheet)
    for tag, name, right in named:
        if right != name.value:
            words = f"“{name.value[:80]}” is not read: capitals matter, write “{right}”."
            sheet.say(tag, "breaks", words, mended=True)
            sheet.set(name, right)
    _hidden(form, named, sheet)
    _term([tag for tag in inside if not tag.closes], sheet)
    present = {right for _, _, right in named}
    for field in partner_form.FIELDS:
        if field.required and field.name not in present:
            sheet.say(form, "breaks", f"The field {field.name} ({field.label}) is missing.")
    if not sheet.practice.partner.form_api:
        sheet.say(
            form, "breaks", "Your own form is not activated, so every post is refused. Request activation."
        )


def _sending(form: Tag, sheet: Sheet) -> None:
    right, action, method = sheet.practice.form_url, form.find("action"), form.find("method")
    own = tuple(f"{origin}{partner_form.PATH}" for origin in sheet.practice.origins)
    if action is None or action.value.partition("?")[0] not in own:
        sheet.say(form, "breaks", f"The form has to be sent to {right}.", mended=True)
        if action:
            sheet.set(action, right)
        else:
            sheet.add(form, {"action": right})
    if method is None or method.value.strip().lower() != "post":
        words = 'Write method="post": otherwise passwords stand in the address, and nothing is taken.'
        sheet.say(form, "breaks", words, mended=True)
        if method:
            sheet.set(method, "post")
        else:
            sheet.add(form, {"method": "post"})


def _hidden(form: Tag, named: list[tuple[Tag, Attribute, str]], sheet: Sheet) -> None:
    """The hidden fields, which are parameters."""
    own = [(tag, right) for tag, _, right in named if right in _HIDDEN]
    values = [tag.find("value") for tag, _ in own]
    given = parameters.judge(
        [(right, value.value if value else "") for (_, right), value in zip(own, values, strict=True)],
        sheet.practice,
    )
    for (tag, _), value, one in zip(own, values, given, strict=True):
        _settle(tag, value, one, sheet)
    if parameters.missing(given, "PartnerID"):
        partner_id = markup.quoted(sheet.practice.partner.public_id)
        words = f"The hidden field PartnerID is missing: its value is {sheet.practice.partner.public_id}."
        sheet.say(form, "breaks", words, mended=True)
        sheet.insert(form.end, f'<input type="hidden" name="PartnerID" value={partner_id}>')
    if parameters.missing(given, "returnurl") or any(
        one.meant == "returnurl" and not one.value.strip() for one in given
    ):
        sheet.say(form, "breaks", "The hidden field returnurl is missing: name a page on one of your sites.")


def _settle(tag: Tag, value: Attribute | None, one: Given, sheet: Sheet) -> None:
    sheet.note(tag, *one.notes)
    if one.dropped:
        sheet.edits.append(Edit(tag.start, tag.end, ""))
    elif value is None and one.value:
        sheet.add(tag, {"value": one.value})
    elif value is not None and one.value != value.value:
        sheet.set(value, one.value)


def _term(tags: list[Tag], sheet: Sheet) -> None:
    """Radio buttons, or a list of choices, for one, two or three years."""
    in_list = False
    for tag in tags:
        if tag.name == "select":
            in_list = (tag.value("name") or "").lower() == "term"
        is_choice = tag.name == "option" and in_list
        is_button = tag.name == "input" and (tag.value("name") or "").lower() == "term"
        value = tag.find("value") if is_choice or (is_button and tag.value("type") == "radio") else None
        if value and value.value.strip() in _MONTHS:
            months = _MONTHS[value.value.strip()]
            sheet.say(tag, "breaks", f"Term is counted in months: write {months}.", mended=True)
            sheet.set(value, months)
