"""The form token: what one rendered form knows about itself, signed and timed, without a cookie.

It carries the parsed parameters from GET to POST, so that a body can not change them, and a
nonce, which makes a second click find what the first one did (SPEC section 12).
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, fields, replace

from itsdangerous.encoding import base64_encode

from app import clock
from app.edge.house import house
from app.edge.params import Parameters, packed
from app.edge.signing import Seal, Tampered
from app.edge.visit import Visit

LIVES_FOR = 2 * 60 * 60
"""Seconds."""
CLOCK_TOLERANCE = 60
"""Seconds by which another machine's clock may be ahead of ours."""

_NAMES = {field.name for field in fields(Parameters)}
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_seal = Seal("form token")


class StaleForm(Exception):
    """Raised for a token that has run out (with its sheet) or does not verify (without)."""

    def __init__(self, sheet: "Sheet | None") -> None:
        super().__init__()
        self.sheet = sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """One rendered form: what it is called, what its visit asked for, and when it was first shown."""

    form: str
    visit: Visit
    nonce: str
    shown_at: float
    """Seconds since the epoch, of the first showing; a form that comes back keeps it."""
    captcha: str = ""
    """Empty, "asked" or "solved", for this nonce."""

    @property
    def handle(self) -> str:
        """128 bits that name the outcome in a URL: the same for every click on one form."""
        # By no key: a rotation that made another name of it would make another lead of a second click.
        return base64_encode(hashlib.sha256(b"handle:" + self.nonce.encode()).digest()[:16]).decode()

    def asking_captcha(self) -> "Sheet":
        """The same form, from now on with a captcha."""
        return replace(self, captcha="asked")

    def captcha_solved(self) -> "Sheet":
        """The same form, whose captcha is not asked again."""
        return replace(self, captcha="solved")


def fresh(form: str, visit: Visit) -> Sheet:
    """A new form for a visit."""
    return Sheet(form, visit, secrets.token_urlsafe(16), clock.timestamp())


def write(sheet: Sheet) -> str:
    """The token of a form as it is shown now; it lives for two hours from here."""
    visit = sheet.visit
    content = [
        sheet.form,
        packed(visit.parameters),
        visit.site,
        visit.utm,
        sheet.nonce,
        int(sheet.shown_at * 1000),
        int(clock.timestamp()),
        sheet.captcha,
    ]
    return _seal.sign(_ENCODER.encode(content).encode())


def read(form: str, token: str) -> Sheet:
    """The sheet of a token for this form. Raises StaleForm."""
    sheet, written = _unpacked(form, token)
    partner = house().directory.find(sheet.visit.parameters.PartnerID)
    sheet = replace(sheet, visit=replace(sheet.visit, partner=partner))
    # The age is counted here: a clock one second ahead would make a fresh token "expired" elsewhere.
    if not -CLOCK_TOLERANCE <= clock.timestamp() - written <= LIVES_FOR:
        raise StaleForm(sheet)
    return sheet


def read_without_partner(form: str, token: str) -> Sheet:
    """The same of any age, while the partner can not be looked up. Raises StaleForm."""
    return _unpacked(form, token)[0]


def _unpacked(form: str, token: str) -> tuple[Sheet, int]:
    try:
        content = json.loads(_seal.open(token))
    except (Tampered, ValueError):
        raise StaleForm(None) from None
    match content:
        case [
            str(name),
            dict(asked),
            str() | None as site,
            dict(utm),
            str(nonce),
            int(shown_ms),
            int(written),
            str(captcha),
        ] if name == form and asked.keys() <= _NAMES:
            visit = Visit(Parameters(**asked), None, site, utm)
            return Sheet(form, visit, nonce, shown_ms / 1000, captcha), written
        case _:
            # Of another form, or signed by another release that packed its tokens otherwise.
            raise StaleForm(None)


def handle_hash(handle: str) -> str:
    """How a handle is stored: a copy of the database opens no page."""
    return hashlib.sha256(handle.encode("utf-8", "replace")).hexdigest()
