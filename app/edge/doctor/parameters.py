"""Parameters of one call, wherever they stand: in an address, in attributes, or in hidden fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain import returnurl
from app.domain.findings import Noted
from app.domain.mending import Note, Severity
from app.domain.text import printable
from app.edge import params
from app.edge.doctor.practice import Practice
from app.edge.widget import Placement

_SWITCHES = {"webchat": "false", "syndication": "true"}
_LEADS = ("landing-", "lead-")
_LONGEST_SHOWN = 80
_NUMBER = re.compile(r"[0-9+(). /-]+", re.ASCII)


@dataclass(slots=True)
class Given:
    """One name and value as they came; `meant` and `value` are what they should be."""

    name: str
    value: str
    meant: str | None = None
    """None where it is no parameter of ours."""
    dropped: bool = False
    notes: list[Note] = field(default_factory=list)

    def say(self, severity: Severity, words: str, *, mended: bool = False) -> None:
        """Note something about this one."""
        self.notes.append(Note(severity, words, mended))


def judge(pairs: Sequence[tuple[str, str]], practice: Practice) -> list[Given]:
    """Every pair with what is wrong with it, in the same order."""
    given = [Given(name, value) for name, value in pairs]
    _name(given)
    for name in {one.meant for one in given if one.meant and not one.dropped}:
        same = [one for one in given if one.meant == name and not one.dropped]
        if _counts(name, same):
            _judge(same[0], practice)
    return given


def missing(given: Sequence[Given], name: str) -> bool:
    """Whether a parameter is not there, be it under another name."""
    return not any(one.meant == name and not one.dropped for one in given)


def about(place: Placement, given: list[Given]) -> list[Note]:
    """What the page would like to be told besides."""
    if place.slug.startswith(_LEADS) and missing(given, "source_cm_name"):
        return [Note("advice", Noted("no_manager", "source_cm_name").words)]
    return []


def no_partner(practice: Practice) -> Note:
    """What is said where no PartnerID is given."""
    words = f"PartnerID is missing, so you are not credited. Write PartnerID={practice.partner.public_id}."
    return Note("breaks", words, mended=True)


def _name(given: list[Given]) -> None:
    """Find out what each is called; a misspelt one gives way to one that is written right."""
    known = {*params.NAMES, *params.UTM}
    taken = {one.name.strip() for one in given} & known
    for number, one in enumerate(given):
        name = one.name.strip()
        one.meant = name if name in known else params.meant(name)
        if one.meant is None:
            # To compare with every name takes its time, and nobody's call holds that many.
            if number < params.MOST_SHOWN and (close := params.similar(name)):
                one.say(
                    "loses", f"“{_shown(name)}” is no parameter of ours. If you meant “{close}”, write that."
                )
        elif one.meant != name:
            one.say("loses", Noted("misspelt", one.meant, name).words, mended=True)
            one.dropped = one.meant in taken
            taken.add(one.meant)


def _counts(name: str, same: list[Given]) -> bool:
    """Settle what is given more than once. False where only the partner knows which one is meant."""
    first, *others = same
    differs = any(one.value.strip() != first.value.strip() for one in others)
    if differs and params.is_once(name) and name not in ("PartnerID", "test"):
        first.say("loses", Noted("repeated", name).words)
        return False
    for one in others:
        one.say("advice", f"“{name}” is given more than once; once is enough.", mended=True)
        one.dropped = True
    return True


def _judge(one: Given, practice: Practice) -> None:
    name = one.meant or ""
    value = one.value.strip()
    if name == "PartnerID":
        _partner(one, value, practice)
    elif name == "test":
        _rehearsal(one, value)
    elif name in _SWITCHES and value != _SWITCHES[name] and value.lower() == _SWITCHES[name]:
        one.say("loses", f"Write “{name}={_SWITCHES[name]}” in small letters.", mended=True)
        one.value = value.lower()
    else:
        _by_rule(one, name)
        if name == "returnurl":
            _return(one, value, practice)
        elif name == "source_logo" and practice.scheme == "https" and value.lower().startswith("http:"):
            one.say("loses", "A logo from http:// may not load on our https page. Give its https address.")


def _partner(one: Given, value: str, practice: Practice) -> None:
    own = practice.partner.public_id
    if value != own:
        told = f"“{_shown(value)}” is not your PartnerID" if value else "PartnerID is empty"
        one.say("breaks", f"{told}, so you are not credited. Write PartnerID={own}.", mended=True)
        one.value = own


def _rehearsal(one: Given, value: str) -> None:
    if value == "true":
        words = (
            "test=true is still there: nothing that visitors send is kept. Take it out before you go live."
        )
        one.say("breaks", words, mended=True)
    elif value == "false":
        return
    else:
        one.say("advice", "Only “test=true” has a meaning; leave test out.", mended=True)
    one.dropped = True


def _by_rule(one: Given, name: str) -> None:
    """What the parameter's own rule says, and a number in the form that it can only have meant."""
    for found in params.understand([(name, one.value)]).findings:
        better = _better(name, one.value, found.rule)
        one.say("advice" if found.rule == "empty" else "loses", found.words, mended=better is not None)
        one.value = better or one.value


def _better(name: str, value: str, rule: str) -> str | None:
    written = value.strip()
    if name != "source_number" or not _NUMBER.fullmatch(written):
        return None
    digits = re.sub(r"[^0-9]", "", written, flags=re.ASCII)
    has_plus = rule == "plus" or written.startswith("+")
    number = f"+{digits}" if has_plus else f"{digits[:3]}.{digits[3:6]}.{digits[6:]}"
    return None if params.understand([(name, number)]).findings else number


def _return(one: Given, value: str, practice: Practice) -> None:
    refusal = returnurl.refusal(value, practice.partner)
    # A malformed one was told by its own rule.
    if refusal and refusal.rule != "malformed":
        one.say("loses", refusal.words)


def _shown(text: str) -> str:
    return printable(text[:_LONGEST_SHOWN])
