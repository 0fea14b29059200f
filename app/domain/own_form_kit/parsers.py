"""Parsers of the errorcode, in the languages of partners' sites."""

import json
from pathlib import Path
from typing import Literal

from app.domain import partner_form

Language = Literal["php", "py", "js"]
LANGUAGES: dict[Language, str] = {"php": "PHP", "py": "Python", "js": "JavaScript"}
"""By the endings of their files."""

_FOLDER = Path(__file__).parent
_PLACE = "{{ field_of }}"


def parser(language: Language) -> str:
    """Code to copy; it knows every message, and which field each is about."""
    text = (_FOLDER / f"errorcode.{language}.txt").read_text("utf-8")
    # Without backslashes, which each language reads in its own way.
    table = json.dumps(field_of(), ensure_ascii=False, indent=2)
    return text.replace(_PLACE, table)


def field_of() -> dict[str, str]:
    """Every message of our form processor, with the name of the field that it is about."""
    known = {words: field.name for field in partner_form.FIELDS for words in field.messages}
    return known | {partner_form.PASSWORDS_DIFFER: "sb_confirmpassword"}
