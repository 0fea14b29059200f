"""Parameters: what a partner's URL asks for, parsed once. The names and rules of SPEC section 1."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, cast
from urllib.parse import unquote_to_bytes

from app.domain import addresses, numbers, returnurl, weburl
from app.domain.findings import Noted
from app.domain.text import is_readable_line, printable

LONGEST_TEXT = 120
MOST_FINDINGS = 20
MOST_SHOWN = 50
"""Of one call: what holds more than that is no partner's snippet, and must not cost more."""


class Malformed(Exception):
    """Raised by a rule for a value that it can not use, with advice for the partner."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one call; None where absent, so that a default can change later."""

    PartnerID: str | None = None
    SubPartnerID: str | None = None
    source_cm_name: str | None = None
    source_partner_name: str | None = None
    source_number: str | None = None
    source_email: str | None = None
    source_company: str | None = None
    source_website: str | None = None
    source_logo: str | None = None
    returnurl: str | None = None
    webchat: bool = True
    test: bool = False
    syndication: bool = False
    theme: Literal["light", "dark"] | None = None


UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")

# In a query a bare plus sign means a space; before nothing but digits it can only have been one.
_LOST_PLUS = re.compile(r" [0-9]{8,15}", re.ASCII)


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Malformed(f"Use at most {LONGEST_TEXT} characters.")
    return value


def _sub_partner(value: str) -> str:
    if not re.fullmatch(r"[^\s$!^%#]{1,64}", value):
        raise Malformed("Use 1 to 64 characters, no spaces and none of $ ! ^ % #.")
    return value


def _number(value: str) -> str:
    if numbers.is_number(value):
        return value
    raise Malformed(numbers.ADVICE)


@lru_cache(maxsize=1024)
def _email(value: str) -> str:
    try:
        return addresses.parse(value)
    except addresses.MalformedAddress:
        raise Malformed("Write an address like name@example.com.") from None


@lru_cache(maxsize=1024)
def _url(value: str) -> str:
    try:
        return str(weburl.parse_typed(value))
    except weburl.MalformedUrl:
        raise Malformed("Write the whole address, like https://www.example.com/page.") from None


def _return(value: str) -> str:
    try:
        weburl.parse(value)
    except weburl.MalformedUrl:
        raise Malformed(returnurl.ADVICE) from None
    return value


def _only(word: str, meaning: object) -> Callable[[str], Any]:
    def rule(value: str) -> object:
        if value == word:
            return meaning
        raise Malformed(f"Only “{word}” has a meaning here.")

    return rule


def _theme(value: str) -> str:
    if value in ("light", "dark"):
        return value
    raise Malformed("Write “light” or “dark”.")


_RULES: dict[str, Callable[[str], Any]] = {
    "PartnerID": _text,
    "SubPartnerID": _sub_partner,
    "source_cm_name": _text,
    "source_partner_name": _text,
    "source_number": _number,
    "source_email": _email,
    "source_company": _text,
    "source_website": _url,
    "source_logo": _url,
    "returnurl": _return,
    "webchat": _only("false", False),
    "test": _only("true", True),
    "syndication": _only("true", True),
    "theme": _theme,
}
NAMES = tuple(_RULES)
_BY_FOLD = {re.sub(r"[^a-z]", "", name.lower()): name for name in NAMES}
_LONGEST_NAME = 2 * max(map(len, _BY_FOLD))
_ONCE = frozenset({"PartnerID", "SubPartnerID", "returnurl", "test"})
_WORDS: dict[object, str] = {True: "true", False: "false"}
# Saying the default aloud is no mistake.
_HARMLESS = {("webchat", "true"), ("test", "false"), ("syndication", "false")}


@dataclass(frozen=True, slots=True)
class Call:
    """A query string, understood: the parameters, where the visit came from, what was wrong."""

    parameters: Parameters
    utm: dict[str, str]
    findings: tuple[Noted, ...]


@lru_cache(maxsize=512)
def parse(query: str) -> Call:
    """Understand a query string. Never raises: a malformed value leaves its default and a finding."""
    return understand(pairs(query))


def understand(sent: Iterable[tuple[str, str]]) -> Call:
    """The same for names and values that came in another way."""
    given, findings = _given(sent)
    values: dict[str, Any] = {}
    for name, texts in given.items():
        if name not in _RULES:
            continue
        if name in _ONCE and len({text.strip() for text in texts}) > 1:
            findings.append(Noted("repeated", name))
            continue
        value = _judge(name, texts[0], findings)
        if value is not None:
            values[name] = value
    utm = {name: text for name in UTM if (text := _utm(given.get(name)))}
    return Call(Parameters(**values), utm, tuple(findings[:MOST_FINDINGS]))


def pairs(query: str) -> Iterator[tuple[str, str]]:
    """Names and values of a query string, decoded; bytes that are no text as lone surrogates."""
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        yield _decode(name), _decode(value)


def _given(sent: Iterable[tuple[str, str]]) -> tuple[dict[str, list[str]], list[Noted]]:
    given: dict[str, list[str]] = {}
    findings: list[Noted] = []
    for raw_name, value in sent:
        name = raw_name.strip()
        if name in _RULES or name in UTM:
            given.setdefault(name, []).append(value)
        elif right := meant(name):
            findings.append(Noted("misspelt", right, printable(name)))
    return given, findings


def meant(name: str) -> str | None:
    """The parameter whose letters these are, whatever their case and whatever stands between them."""
    return _BY_FOLD.get(_fold(name))


def similar(name: str) -> str | None:
    """A parameter that is written nearly like this, to ask whether it was meant."""
    folded = _fold(name[: 2 * _LONGEST_NAME])
    close = get_close_matches(folded, _BY_FOLD, n=1, cutoff=0.85) if len(folded) <= _LONGEST_NAME else []
    return _BY_FOLD[close[0]] if close else None


def is_once(name: str) -> bool:
    """Whether this parameter counts as absent where it is given twice with different values."""
    return name in _ONCE


def _fold(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def received(query: str) -> list[tuple[str, str]]:
    """Every name and value of a query string in order, for the report on a dry run."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(printable(_decode(name).strip()), printable(_decode(value))) for name, _, value in pairs][
        :MOST_SHOWN
    ]


def _decode(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "surrogateescape")


def _judge(name: str, text: str, findings: list[Noted]) -> object:
    value = text.strip()
    if name == "source_number" and _LOST_PLUS.fullmatch(text):
        findings.append(Noted("plus", name, value))
        value = f"+{value}"
    if not value:
        if name in _ONCE:
            findings.append(Noted("empty", name))
        return None
    try:
        return _understood(name, value)
    except Malformed as malformed:
        if (name, value) not in _HARMLESS:
            findings.append(Noted("malformed", name, printable(value), str(malformed)))
        return None


def _understood(name: str, value: str) -> object:
    if not is_readable_line(value):
        raise Malformed("It holds characters that can not be read.")
    return cast(object, _RULES[name](value))


def advice(name: str, value: str) -> str:
    """What to write in place of a value that was found malformed; empty where today's rules take it."""
    try:
        _understood(name, value)
    except (Malformed, KeyError) as error:
        return str(error) if isinstance(error, Malformed) else ""
    return ""


def _utm(texts: list[str] | None) -> str | None:
    value = texts[0].strip() if texts else ""
    return value if value and len(value) <= LONGEST_TEXT and is_readable_line(value) else None


@lru_cache(maxsize=512)
def packed(parameters: Parameters) -> dict[str, Any]:
    """Only what was given, for a token."""
    return {
        field.name: value
        for field in fields(Parameters)
        if (value := getattr(parameters, field.name)) != field.default
    }


def written(parameters: Parameters) -> tuple[tuple[str, str], ...]:
    """The same as a partner writes them: names and texts in the order of the table, defaults left out."""
    return tuple((name, _WORDS.get(value, str(value))) for name, value in packed(parameters).items())
