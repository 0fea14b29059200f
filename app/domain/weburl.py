"""Absolute http(s) URLs, read so that every browser agrees with us about where they lead."""

import re
from dataclasses import dataclass
from urllib.parse import quote

LONGEST = 2048

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Printable ASCII without white space and without the backslash, which browsers read as a slash.
_TEXT = r"[!\"$-\[\]-~]"
_URL = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?"
    rf"(?P<path>/(?:(?!\?){_TEXT})*)?(?:\?(?P<query>{_TEXT}*))?(?:\#(?P<fragment>(?:{_TEXT}|\#)*))?",
    re.IGNORECASE | re.ASCII,
)
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}", re.ASCII)
# Browsers take a host whose last label is a number for an address, in any notation (0x7f.1).
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What may stand in a path, query or fragment as it is (RFC 3986, and brackets, which PHP likes).
_SAFE = "/?:@!$&'()*+,;=-._~%[]"


class MalformedUrl(Exception):
    """Raised for what is not an absolute http(s) URL that browsers read in one way only."""


@dataclass(frozen=True, slots=True)
class WebUrl:
    """A URL in its parts; writing it again from them leaves no room for another reading."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser writes them in `Origin`."""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def label(self) -> str:
        """How people write it: without the scheme and a lone slash."""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.host}{port}{self.path}".rstrip("/")

    def __str__(self) -> str:
        query = "" if self.query is None else f"?{_quoted(self.query)}"
        fragment = "" if self.fragment is None else f"#{_quoted(self.fragment)}"
        return f"{self.origin}{_quoted(self.path)}{query}{fragment}"


def parse(text: str) -> WebUrl:
    """Read a URL of at most 2,048 ASCII characters. Raises MalformedUrl.

    User info, white space, backslashes, control characters, trailing dots and host names that
    are numbers in disguise are all malformed: they are how a link to us is made to lead elsewhere.
    """
    match = _URL.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise MalformedUrl
    scheme, host = match["scheme"].lower(), match["host"].lower()
    if len(host) > 253 or (_NUMBER.fullmatch(host.rpartition(".")[2]) and not _IPV4.fullmatch(host)):
        raise MalformedUrl
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise MalformedUrl
    if port == _DEFAULT_PORTS[scheme]:
        port = None
    return WebUrl(scheme, host, port, match["path"] or "", match["query"], match["fragment"])


def parse_typed(text: str) -> WebUrl:
    """Read a URL as people write it, with letters of any script. Raises MalformedUrl."""
    head, slash, rest = text.partition("://")
    host, cut, tail = re.match(r"([^/?#]*)([/?#]?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise MalformedUrl from error
    tail = "".join(letter if letter.isascii() else quote(letter, safe="") for letter in tail)
    return parse(f"{head}{slash}{host}{cut}{tail}")


def is_origin(text: str) -> bool:
    """Whether a browser would write this as the origin of a page."""
    try:
        return parse(text).origin == text
    except MalformedUrl:
        return False


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)
