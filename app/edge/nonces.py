"""Nonces: 128 bits that nobody can guess, without a system call for each page."""

import hashlib
import itertools
import os
import secrets
from base64 import urlsafe_b64encode

_key = b""
_count = itertools.count()


def _begin() -> None:
    """Take a key of this process's own; after a fork two processes must not count alike."""
    global _key
    _key = secrets.token_bytes(32)


def fresh() -> str:
    """A new nonce of 22 URL-safe characters: a keyed hash of a counter.

    Asking the kernel for random bytes can cost more than the rest of a page that is kept.
    """
    number = next(_count).to_bytes(16)
    return urlsafe_b64encode(hashlib.blake2b(number, key=_key, digest_size=16).digest()).rstrip(b"=").decode()


_begin()
os.register_at_fork(after_in_child=_begin)
