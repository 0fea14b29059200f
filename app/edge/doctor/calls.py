"""Addresses of ours: whose host, which page, and the parameters of the call."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from urllib.parse import quote

from app.domain import partner_form
from app.domain.mending import Note
from app.edge import fragment, params
from app.edge.doctor import parameters
from app.edge.doctor.parameters import Given
from app.edge.doctor.practice import Practice
from app.edge.loader import NEWEST
from app.edge.widget import Placement

_ADDRESS = re.compile(
    r"(?P<scheme>https?:)?//(?P<host>[^/?#\s]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_BREAKS = re.compile(r"[\t\r\n\f]+ *")
_UNMISTAKABLE = (partner_form.PATH, "/custom_landing_pages/")
"""Paths that are ours on whatever host they stand: the vendor has moved before."""
_OTHERS = (
    *(partner_form.PATH, "/oembed", "/embed/", "/images/", "/static/", "/links", "/login", "/account"),
    *("/agreements/", "/country-codes"),
)
"""What is there besides pages that are placed."""


@dataclass(frozen=True, slots=True)
class Call:
    """An address of ours in its parts."""

    scheme: str
    host: str
    path: str
    query: tuple[str, ...]
    """Pairs as they are written."""
    fragment: str | None

    def __str__(self) -> str:
        query = f"?{'&'.join(self.query)}" if self.query else ""
        end = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}//{self.host}{self.path}{query}{end}"


@dataclass(frozen=True, slots=True)
class Examined:
    """A call as it should be, what it places, and what was wrong with it."""

    call: Call
    place: Placement | None
    notes: tuple[Note, ...]

    @property
    def text(self) -> str:
        """The address with all mends in it."""
        return str(self.call)


def examine(
    text: str, practice: Practice, *, plain: bool = False, reads: bool = False, ours: bool = False
) -> Examined | None:
    """What is wrong with an address of ours; None where it is somebody else's.

    `plain` says that its parameters are not looked at, `reads` that it stands in a frame, and
    `ours` that nothing else can be meant, whatever its host.
    """
    trimmed = _BREAKS.sub("", text).strip()
    match = _ADDRESS.fullmatch(trimmed)
    if match is None:
        return None
    query = tuple(pair for pair in (match["query"] or "").split("&") if pair)
    written = Call(
        (match["scheme"] or "").lower(), match["host"].lower(), match["path"], query, match["fragment"]
    )
    notes: list[Note] = []
    call = _spaces(written, trimmed != text, notes)
    if not (ours or _is_ours(call, practice)):
        return None
    call = _place(call, practice, notes)
    place = practice.page(call.path)
    if place and not plain:
        call = _parameters(_return_in_one_piece(call, notes), place, practice, notes, reads)
    elif place is None and not call.path.startswith(_OTHERS):
        notes.append(Note("breaks", f"There is no page of ours at {call.path}. Copy its code again."))
    return Examined(call, place, tuple(notes))


def _spaces(call: Call, was_broken: bool, notes: list[Note]) -> Call:
    """No white space is left: around names it means nothing, in values it is %20."""
    query = tuple("=".join(part.strip() for part in pair.split("=", 1)) for pair in call.query)
    spaceless = Call(
        call.scheme,
        call.host,
        re.sub(r"\s", "", call.path),
        tuple(re.sub(r"\s", "%20", pair) for pair in query if pair.strip()),
        None if call.fragment is None else re.sub(r"\s", "%20", call.fragment.strip()),
    )
    if was_broken or spaceless != call:
        words = "White space stands in the address: write %20 for a space in a value, and nothing elsewhere."
        notes.append(Note("advice", words, mended=True))
    return spaceless


def _is_ours(call: Call, practice: Practice) -> bool:
    if call.host in practice.hosts or call.path.lower().startswith(_UNMISTAKABLE):
        return True
    place = practice.page(call.path)
    if place is None or not call.path.strip("/"):
        return False
    names = {params.meant(pair.partition("=")[0]) for pair in call.query}
    return practice.is_fragment(call.path) or ("PartnerID" if place.has_form else "syndication") in names


def _place(call: Call, practice: Practice, notes: list[Note]) -> Call:
    """The same on the right host, by the right scheme, on the page that was meant."""
    scheme, _, host = practice.base_url.partition("//")
    if call.host not in practice.hosts:
        notes.append(Note("breaks", f"“{call.host}” is not where our pages are: write {host}.", mended=True))
        call = replace(call, scheme=scheme, host=host)
    elif call.scheme == "http:" and scheme == "https:":
        notes.append(Note("loses", "Write https:// in place of http://.", mended=True))
        call = replace(call, scheme=scheme)
    right = _right_path(call.path, practice)
    if right != call.path:
        notes.append(Note("breaks", f"There is no page {call.path}: write {right}.", mended=True))
    return replace(call, path=right)


def _right_path(path: str, practice: Practice) -> str:
    folded = path.lower()
    place = practice.page(path)
    known = [partner_form.PATH, NEWEST, *practice.reading]
    if place:
        known += [place.path, place.path.rstrip("/"), f"{place.path}/", f"{fragment.PATH}/{place.slug}"]
    return next((one for one in known if one and one.lower() == folded), path)


def _return_in_one_piece(call: Call, notes: list[Note]) -> Call:
    """A returnurl that was not encoded has lost what follows its own `&` or `#`: it gets that back."""
    names = [_name(pair) for pair in call.query]
    if "returnurl" not in names:
        return call
    first = names.index("returnurl")
    name, _, value = call.query[first].partition("=")
    strangers = takewhile(lambda pair: _name(pair) is None, call.query[first + 1 :] if "?" in value else ())
    lost = "".join(f"&{pair}" for pair in strangers)
    after = first + 1 + lost.count("&")
    end, rest = call.fragment, call.query[after:]
    if end and after == len(call.query):
        own, *others = end.split("&")
        lost, end, rest = f"{lost}#{own}", None, tuple(others)
    if not lost:
        return call
    words = "What follows & or # in returnurl was lost: write %26 for & and %23 for # there."
    notes.append(Note("loses", words, mended=True))
    whole = f"{name}={value}{lost.replace('&', '%26').replace('#', '%23')}"
    return replace(call, query=(*call.query[:first], whole, *rest), fragment=end)


def _name(pair: str) -> str | None:
    name = pair.partition("=")[0]
    return name if name in params.UTM else params.meant(name)


def _parameters(call: Call, place: Placement, practice: Practice, notes: list[Note], reads: bool) -> Call:
    sent = [next(iter(params.pairs(pair))) for pair in call.query]
    given = parameters.judge(sent, practice)
    for one in given:
        notes += one.notes
    written = zip(given, call.query, sent, strict=True)
    query = [_written(one, pair, was) for one, pair, was in written if not one.dropped]
    if parameters.missing(given, "PartnerID") and place.has_form:
        query.insert(0, f"PartnerID={practice.partner.public_id}")
        notes.append(parameters.no_partner(practice))
    if parameters.missing(given, "syndication") and reads and not place.has_form:
        query.append("syndication=true")
        words = "Without syndication=true the frame shows our whole site, signup links included."
        notes.append(Note("loses", words, mended=True))
    notes += parameters.about(place, given)
    return replace(call, query=tuple(query))


def _written(one: Given, pair: str, was: tuple[str, str]) -> str:
    """The pair as it stands where nothing is wrong with it, so that a mend changes nothing else."""
    name, equals, value = pair.partition("=")
    if one.meant and one.meant != was[0].strip():
        name = one.meant
    if one.value != was[1]:
        equals, value = "=", quote(one.value, safe=":/@", errors="surrogateescape")
    return f"{name}{equals}{value}"
