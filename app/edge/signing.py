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
        self._signers: list[_Signer] = []
        _seals.append(self)
        if _keys:
            self.use(_keys)

    def use(self, keys: tuple[str, ...]) -> None:
        """Take the keys, newest first: the first one signs, all of them verify."""
        self._signers = [
            _Signer(key.encode(), salt=self._purpose, sep=b".", algorithm=_HmacSha256()) for key in keys
        ]

    def sign(self, payload: bytes) -> str:
        """The payload and its signature, in characters that are safe in a URL."""
        if not self._signers:
            raise RuntimeError("signing has no keys yet")
        return self._signers[0].sign(base64_encode(payload)).decode()

    def open(self, text: str) -> bytes:
        """What was signed. Raises Tampered."""
        return self._opened(text)[0]

    def open_with_secret(self, text: str) -> tuple[bytes, bytes]:
        """What was signed, and 32 bytes that only this installation can know. Raises Tampered.

        They come from the key that signed, so they stay the same for as long as the text verifies,
        whatever keys are added or dropped meanwhile.
        """
        payload, key = self._opened(text)
        return payload, hmac.digest(_derived(key, b"derive:" + self._purpose), payload, "sha256")

    def secrets(self, message: bytes) -> list[bytes]:
        """32 bytes for a message that only this installation can know, by each key, the newest first."""
        return [
            hmac.digest(_derived(signer.secret_key, b"derive:" + self._purpose), message, "sha256")
            for signer in self._signers
        ]

    def _opened(self, text: str) -> tuple[bytes, bytes]:
        """What was signed, and the key."""
        for signer in self._signers:
            try:
                return base64_decode(signer.unsign(text.encode())), signer.secret_key
            except (BadSignature, UnicodeEncodeError):
                continue
        raise Tampered


def configure(keys: tuple[str, ...]) -> None:
    """Give every seal, also those made later, the keys of this installation, newest first."""
    global _keys
    _keys = keys
    for seal in _seals:
        seal.use(keys)
