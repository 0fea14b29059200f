"""A challenge: what travels in the form, and the answers, which do not."""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal, Self

from app import clock
from app.edge.signing import Seal, Tampered

# Nothing that is mistaken for another letter or a digit when it is bent: no B, F, G, I, O, Q, S, V or Z.
# Sixteen letters, so that four bits choose one.
ALPHABET = "ACEHJKLMNPRTUWXY"
LETTERS = 5
DIGITS = 6
PASSWORD = "PASS"  # noqa: S105  (published for QA)

LIFETIME = timedelta(minutes=15)

Mode = Literal["image", "fixed", "off"]

_seal = Seal("captcha")
_layout = struct.Struct("!16sQ16s")
_mode: Mode = "image"


class UnknownChallenge(Exception):
    """Raised for a text that was never issued or is too old to be shown."""


@dataclass(frozen=True)
class Challenge:
    """One picture and its spoken twin, for one form."""

    id: bytes
    issued_at: int
    """Seconds since the epoch."""
    form: bytes
    """A digest of the nonce of the form that it was issued for."""
    secret: bytes = field(repr=False)
    """What the answers come from."""

    @classmethod
    def read(cls, text: str) -> Self:
        """The challenge behind a signed text, of any age. Raises UnknownChallenge."""
        try:
            payload, secret = _seal.open_with_secret(text)
            identity, issued_at, form = _layout.unpack(payload)
        except (Tampered, struct.error) as error:
            raise UnknownChallenge from error
        return cls(identity, issued_at, form, secret)

    @property
    def letters(self) -> str:
        """The answer that the picture shows."""
        if _mode == "fixed":
            return PASSWORD
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in self._derive(b"letters")[:LETTERS])

    @property
    def digits(self) -> str:
        """The answer that the voice speaks."""
        return f"{int.from_bytes(self._derive(b'digits')) % 10**DIGITS:0{DIGITS}}"

    @property
    def expires_at(self) -> datetime:
        """From this moment on no answer is accepted."""
        return datetime.fromtimestamp(self.issued_at, UTC) + LIFETIME

    def lives(self, timestamp: float) -> bool:
        """Whether it can be shown and answered now."""
        # The process that issued it may read a later clock, so an age below zero is young, not wrong.
        return timestamp - self.issued_at < LIFETIME.total_seconds()

    def belongs_to(self, nonce: str) -> bool:
        """Whether it was issued for the form with this nonce."""
        return hmac.compare_digest(self.form, _digest(nonce))

    def accepts(self, answer: str) -> bool:
        """Whether this is either answer; case and spaces do not matter."""
        given = "".join(answer.split()).upper().encode("utf-8", "replace")
        # Both are compared, so that the time tells nothing.
        seen = hmac.compare_digest(given, self.letters.encode())
        heard = hmac.compare_digest(given, self.digits.encode())
        return seen or heard

    def chance(self, purpose: bytes) -> Random:
        """The same dice in every process: renderings that differ could be averaged to remove the noise."""
        return Random(self._derive(purpose))  # noqa: S311  (seeded by a secret)

    def _derive(self, purpose: bytes) -> bytes:
        return hmac.digest(self.secret, purpose, "sha256")


def configure(mode: Mode) -> None:
    """Choose for this process: `fixed` and `off` are for QA, and production refuses them."""
    global _mode
    _mode = mode


def needed() -> bool:
    """Whether forms ask at all."""
    return _mode != "off"


def issue(nonce: str) -> str:
    """A fresh challenge for the form with this nonce, as it travels: 98 characters, safe in a URL."""
    return _seal.sign(_layout.pack(secrets.token_bytes(16), int(clock.timestamp()), _digest(nonce)))


def find(text: str) -> Challenge:
    """The challenge to show. Raises UnknownChallenge, also when it has expired."""
    challenge = Challenge.read(text)
    if not challenge.lives(clock.timestamp()):
        raise UnknownChallenge
    return challenge


def _digest(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode("utf-8", "replace")).digest()[:16]
