"""E-mail addresses: one rule for forms, parameters and letters."""

from functools import lru_cache

from email_validator import EmailNotValidError, validate_email


class MalformedAddress(Exception):
    """Raised for text that no mail server would take as an address."""


@lru_cache(maxsize=1024)
def parse(text: str) -> str:
    """The address with its domain in lower case. Raises MalformedAddress. No network is asked."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise MalformedAddress from error
    return found.ascii_email or found.normalized


def key(address: str) -> str:
    """What two spellings of one mailbox have in common, for counting and comparing."""
    return address.casefold()


def masked(address: str) -> str:
    """Enough of an address for its owner to know it, and for nobody else to write to it."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}•••@{host}"
