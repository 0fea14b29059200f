"""The vendor's file, judged line by line before anything starts with it."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from app.config import Builder, SettingsError, Vendor
from app.domain import addresses, builders, numbers, registration, weburl
from app.domain.text import is_readable_line

LONGEST = 120

_BUILDERS = "builders"
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
# One slash: two would lead to another host.
_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)


def read(path: Path) -> Vendor:
    """Read the vendor's file. Raises SettingsError naming every line that is wrong."""
    try:
        lines = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"VENDOR_FILE {path}: {error}"]) from error
    problems = [f"VENDOR_FILE {path}: {problem}" for problem in _problems(lines)]
    if problems:
        raise SettingsError(problems)
    vetted = tuple(
        Builder(one["slug"], one["name"], tuple(one["frame_ancestors"])) for one in lines.pop(_BUILDERS, ())
    )
    return Vendor(**lines, builders=vetted)


def is_colour(text: str) -> bool:
    """Whether it can be a brand's colour, the vendor's or a partner's."""
    return _COLOUR.fullmatch(text) is not None


def is_link(text: str) -> bool:
    """Whether a page may link to it: a path of ours, or a whole address elsewhere."""
    return _is_path(text) or _is_url(text)


def _problems(lines: dict[str, Any]) -> Iterator[str]:
    known = [field.name for field in fields(Vendor) if field.name != _BUILDERS]
    for name in lines.keys() - {*known, _BUILDERS}:
        yield f"{name} is no line of it; known are {', '.join(known)}."
    for name in known:
        value = lines.get(name)
        if value is None:
            yield f"{name} is missing."
        elif not isinstance(value, str) or not value.strip() or not is_readable_line(value):
            yield f"{name} is {value!r}; it must be one line of text in quotation marks."
        else:
            fits, advice = _RULES[name]
            if not fits(value):
                yield f"{name} is {value!r}. {advice}"
    yield from builders.problems(lines.get(_BUILDERS, []))


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST


def _is_address(text: str) -> bool:
    try:
        addresses.parse(text)
    except addresses.MalformedAddress:
        return False
    return True


def _is_url(text: str) -> bool:
    try:
        weburl.parse(text)
    except weburl.MalformedUrl:
        return False
    return True


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def _is_sender(text: str) -> bool:
    name, address = Vendor.split_sender(text)
    return _is_short(name) and _is_address(address)


_TEXT = (_is_short, f"Use at most {LONGEST} characters.")
_ADDRESS = (_is_address, "Write an address like name@example.com.")
_LINK = (
    is_link,
    "Write a path like /login, or a whole address like https://www.example.com/page.",
)
_RULES: dict[str, tuple[Callable[[str], bool], str]] = {
    "name": _TEXT,
    "company": _TEXT,
    "number": (numbers.is_number, numbers.ADVICE),
    "email": _ADDRESS,
    "website": (_is_url, "Write the whole address, like https://www.example.com."),
    "logo": (_is_path, "Write a path like /static/images/logo.svg: pages load no picture from elsewhere."),
    "brand": (is_colour, "Write a colour like #0b6470, in small letters."),
    "privacy_url": _LINK,
    "login_url": _LINK,
    "country": (registration.is_country, "Write the two capitals of ISO 3166, like US."),
    "contact_name": _TEXT,
    "sales_email": _ADDRESS,
    "letters_from": (_is_sender, "Write a name and an address: PanTerra <no-reply@example.com>."),
}
