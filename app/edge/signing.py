"""Signatures for what travels through a browser and comes back: one salt per purpose."""

import hmac
from functools import lru_cache

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode
from itsdangerous.signer import SigningAlgorithm

_seals: list["Seal"] = []
_keys: tuple[str, ...] = ()


class Tampered(Exception):
    """Raised when a signature does not verify, whatever the reason."""


class _HmacSha256(SigningAlgorithm):
    """HMAC in one call; itsdangerous' own goes through Python for each half."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha256")


class _Signer(Signer):
    """A signer that derives each of its keys once, not for every signature."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        return _derived(secret, self.salt)


@lru_cache(maxsize=256)
def _derived(secret: str | bytes, purpose: bytes) -> bytes:
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.digest(key, purpose, "sha256")


class Seal:
    """Signs and opens bytes for one purpose, with SHA-256 HMAC.

    Signed texts are malleable (several encodings verify), so single use is keyed on what is
    inside, never on the text itself.
    """

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose.encode()
        self._signer: Signer | None = None
        self._derived = b""
        _seals.append(self)
        if _keys:
            self.use(_keys)

    def use(self, keys: tuple[str, ...]) -> None:
        """Take the keys, newest first: the first one signs, all of them verify."""
        # itsdangerous counts from oldest to newest.
        oldest_first = [key.encode() for key in reversed(keys)]
        self._signer = _Signer(
            oldest_first,
            salt=self._purpose,
            sep=b".",
            algorithm=_HmacSha256(),
        )
        # By the oldest key, so that a rotation leaves names that were derived before it as they are.
        self._derived = hmac.digest(keys[-1].encode(), b"derive:" + self._purpose, "sha256")

    def sign(self, payload: bytes) -> str:
        """The payload and its signature, in characters that are safe in a URL."""
        return self._ready.sign(base64_encode(payload)).decode()

    def open(self, text: str) -> bytes:
        """What was signed. Raises Tampered."""
        try:
            return base64_decode(self._ready.unsign(text.encode()))
        except (BadSignature, UnicodeEncodeError) as error:
            raise Tampered from error

    def derive(self, message: bytes) -> bytes:
        """32 bytes that only this installation can know for `message`."""
        return hmac.digest(self._derived, message, "sha256")

    @property
    def _ready(self) -> Signer:
        if self._signer is None:
            raise RuntimeError("signing has no keys yet")
        return self._signer


def configure(keys: tuple[str, ...]) -> None:
    """Give every seal, also those made later, the keys of this installation, newest first."""
    global _keys
    _keys = keys
    for seal in _seals:
        seal.use(keys)
