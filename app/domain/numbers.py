"""Telephone numbers as they are shown to prospects: one rule for partners' links and the vendor's file."""

import re

_NUMBER = re.compile(r"[0-9]{3}\.[0-9]{3}\.[0-9]{4}|\+[0-9]{8,15}", re.ASCII)
ADVICE = "Write it like 800.805.0558, or + and 8 to 15 digits."


def is_number(text: str) -> bool:
    """Whether it is written like 800.805.0558 or +498912345678."""
    return _NUMBER.fullmatch(text) is not None
