"""Who is calling: the client's address, as far as the proxies in front of us can be trusted."""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

_Networks = tuple[IPv4Network | IPv6Network, ...]


class ClientAddress:
    """WSGI middleware that puts the client's address into REMOTE_ADDR.

    Only a trusted proxy's `X-Forwarded-For` counts, read from the right: the first address that is
    no trusted proxy is the client. Everything further left, anybody can have written.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], trusted: _Networks) -> None:
        self._app = app
        self._trusted = lru_cache(maxsize=4096)(lambda text: _within(text, trusted))

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, under the client's own address."""
        peer = environ.get("REMOTE_ADDR", "")
        if self._trusted(peer):
            environ["REMOTE_ADDR"] = self._client(peer, environ.get("HTTP_X_FORWARDED_FOR", ""))
        return self._app(environ, start_response)

    def _client(self, peer: str, forwarded: str) -> str:
        client = peer
        for text in reversed(forwarded.split(",")):
            address = text.strip()
            if not _is_address(address):
                return client
            client = address
            if not self._trusted(address):
                return client
        return client


@lru_cache(maxsize=4096)
def key(address: str) -> str:
    """The name under which an address is counted: hashed, IPv6 by its /64, never empty."""
    try:
        parsed = ip_address(address)
    except ValueError:
        # A limit with an empty key would be skipped.
        network = "unknown"
    else:
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        network = str(parsed) if parsed.version == 4 else prefix(address)
    return hashlib.blake2b(network.encode(), digest_size=12).hexdigest()


def prefix(address: str) -> str:
    """The network an IPv6 address belongs to, /64, as one household or office has it."""
    return str(IPv6Network((address.partition("%")[0], 64), strict=False))


def _within(text: str, networks: _Networks) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
