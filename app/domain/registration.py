"""What a signup may hold: the rules of each field, whichever form it comes through (SPEC section 4)."""

import re
import unicodedata
from functools import cache

import pycountry

COMPANY = 50
ADDRESS = 200
CITY = 32
POSTAL_CODE = 16
NAME = 64
EMAIL = 64
TERMS = (12, 24, 36)
"""Months."""

_DIGITS = re.compile(r"[0-9]{10}", re.ASCII)
_USERS = re.compile(r"0{0,5}[1-9][0-9]{0,5}", re.ASCII)


def is_person_name(text: str) -> bool:
    """Letters of any script with their marks, spaces, apostrophes, hyphens and dots."""
    return all(letter.isalpha() or letter in " '’-." or _is_mark(letter) for letter in text) and any(
        letter.isalpha() for letter in text
    )


def is_phone(text: str) -> bool:
    """Exactly ten digits."""
    return _DIGITS.fullmatch(text) is not None


def is_users(text: str) -> bool:
    """A whole number from 1 to 999,999, in at most six digits."""
    return len(text) <= 6 and _USERS.fullmatch(text) is not None


def is_term(text: str) -> bool:
    """12, 24 or 36 months."""
    return text in map(str, TERMS)


def is_country(code: str) -> bool:
    """An ISO 3166 alpha-2 code, in capitals."""
    return code in dict(countries())


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Every country's code and common name, by name."""
    named = (
        (country.alpha_2, getattr(country, "common_name", country.name)) for country in pycountry.countries
    )
    return tuple(sorted(named, key=lambda pair: pair[1]))


def _is_mark(letter: str) -> bool:
    # Many scripts write vowels as marks of their own, which are no letters to Python.
    return unicodedata.category(letter) in ("Mn", "Mc")
