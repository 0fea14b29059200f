"""Passwords: which are good enough, and how they are kept (SPEC sections 4 and 12)."""

import runpy
import threading
from functools import cache
from importlib.metadata import distribution

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 20
RULES = "8 to 20 characters, at least one letter, no spaces. Capitals matter."

# Each hash takes its memory and a core for a moment: more at once only make all of them late.
_AT_ONCE = threading.Semaphore(2)


class UnfitPassword(Exception):
    """Raised with what is wrong with a password, in words for whoever chooses it."""


def judge(password: str) -> None:
    """Let a password through that may be chosen. Raises UnfitPassword."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UnfitPassword(f"Choose a password of {SHORTEST} to {LONGEST} characters.")
    if not password.isprintable() or any(letter.isspace() for letter in password):
        raise UnfitPassword("Choose a password without spaces.")
    if not any(letter.isalpha() for letter in password):
        raise UnfitPassword("Choose a password with at least one letter.")
    if password.lower() in _breached():
        raise UnfitPassword("This password is on lists of stolen ones. Choose another.")


@cache
def _breached() -> frozenset[str]:
    """Those of the most frequent passwords of public breaches that our rules would let through."""
    # Read without importing: the library would keep all its dictionaries in memory for good.
    lists = runpy.run_path(str(distribution("zxcvbn").locate_file("zxcvbn/frequency_lists.py")))
    words = lists["FREQUENCY_LISTS"]["passwords"]
    return frozenset(word for word in words if SHORTEST <= len(word) <= LONGEST)


class Vault:
    """Hashes and verifies with Argon2id, at most two at once per process.

    `memory` in KiB and `passes` are its cost. A hash made at another cost still verifies.
    """

    def __init__(self, memory: int, passes: int) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """What is stored."""
        with _AT_ONCE:
            return self._hasher.hash(password.encode("utf-8", "replace"))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether this is the password; for nobody's, None, it takes as long and is not."""
        with _AT_ONCE:
            try:
                return self._hasher.verify(
                    stored or self._somebody_elses(), password.encode("utf-8", "replace")
                ) and bool(stored)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made at another cost and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    def _somebody_elses(self) -> str:
        if self._nobody is None:
            self._nobody = self._hasher.hash(b"nobody knows this one")
        return self._nobody
