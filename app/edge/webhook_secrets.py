"""Signing secrets of webhooks, shown once and stored nowhere.

Each is made from the installation's key and a nonce in the database, so neither signs without
the other. Once a key is dropped, secrets that it made are lost: their partners have to rotate.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from app.domain.webhooks import SecretRef
from app.edge.signing import Seal

_seal = Seal("secret of a webhook")


class LostSecret(Exception):
    """Raised for a secret whose key this installation has no more."""


@dataclass(frozen=True, slots=True)
class Minted:
    """A new secret: what to store of it, and what to show this once."""

    ref: SecretRef
    secret: str = field(repr=False)
    """`whsec_…`, as the specification writes it."""


def mint() -> Minted:
    """A secret that nobody has seen."""
    nonce = secrets.token_urlsafe(24)
    key = _seal.secrets(nonce.encode())[0]
    return Minted(SecretRef(nonce, _check(key)), _written(key))


def opened(ref: SecretRef) -> str:
    """The secret once more, to sign with. Raises LostSecret."""
    for key in _seal.secrets(ref.nonce.encode()):
        if secrets.compare_digest(_check(key), ref.check):
            return _written(key)
    raise LostSecret


def _check(key: bytes) -> str:
    return hashlib.sha256(b"check:" + key).hexdigest()


def _written(key: bytes) -> str:
    return f"whsec_{base64.b64encode(key).decode()}"
