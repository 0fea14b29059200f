"""The second factor: codes of an authenticator app (TOTP, RFC 6238).

What is stored of a secret is a nonce: the secret comes from it and the installation's key, so a
copy of the database alone lets nobody in. Once a key is dropped, secrets that it made are lost:
an administrator takes the second factor off, and it is set up anew.
"""

import base64
import secrets

import pyotp

from app import clock
from app.edge.signing import Seal

STEP = 30
"""Seconds for which an app shows a code."""

DRIFT = 1
"""Steps by which a telephone's clock may be off."""

_BYTES = 20  # what RFC 4226 recommends
_seal = Seal("second factor")


def mint() -> str:
    """What is stored of a new secret."""
    return secrets.token_urlsafe(24)


def shown(nonce: str) -> str:
    """The secret as an app takes it, in base 32."""
    return _keys(nonce)[0]


def address(nonce: str, email: str, issuer: str) -> str:
    """The secret as the address that a QR code holds."""
    return pyotp.TOTP(shown(nonce)).provisioning_uri(name=email, issuer_name=issuer)


def step_of(nonce: str, code: str) -> int | None:
    """The time step whose code this is, now or one step beside; None if it is none."""
    # By the real clock: the demo moves ours, and no telephone follows.
    now = int(clock.real_timestamp()) // STEP
    typed = "".join(code.split()).encode()
    for key in _keys(nonce):
        for step in range(now - DRIFT, now + DRIFT + 1):
            if secrets.compare_digest(pyotp.TOTP(key).generate_otp(step).encode(), typed):
                return step
    return None


def _keys(nonce: str) -> list[str]:
    return [base64.b32encode(key[:_BYTES]).decode() for key in _seal.secrets(nonce.encode())]
