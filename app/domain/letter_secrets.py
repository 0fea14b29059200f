"""Secrets of letters: minted at sending time, stored as hashes only (SPEC sections 5 and 13)."""

import hashlib
import secrets
from dataclasses import dataclass, field

# No letter or digit that is mistaken for another when it is read aloud or copied by hand.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Secrets:
    """A link's token of 256 random bits, and a code of 8 characters."""

    token: str = field(repr=False)
    code: str = field(repr=False)


def mint() -> Secrets:
    """New secrets, for one letter."""
    return Secrets(
        token=secrets.token_urlsafe(32),
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
    )


def token_hash(token: str) -> str:
    """How a token is stored: 256 random bits can not be guessed back from it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def code_hash(code: str, salt: str) -> str:
    """How a code is stored. It lives for minutes; `salt` makes a table of all codes useless.

    Case, spaces and dashes do not matter, as people copy codes.
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.scrypt(
        typed.encode("utf-8", "replace"), salt=salt.encode(), n=2**8, r=8, p=1, dklen=32
    ).hex()
