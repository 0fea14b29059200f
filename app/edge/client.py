"""Who is calling: the client's address, as far as the proxies in front of us can be trusted."""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

_Networks = tuple[IPv4Network | IPv6Network, ...]


class ClientAddress:
    """WSGI middleware that puts the client's address into REMOTE_ADDR, and drops ids of unknown callers.

    Only a trusted proxy's `X-Forwarded-For` counts, read from the right: the first address that is
    no trusted proxy is the client. Everything further left, anybody can have written.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], trusted: _Networks) -> None:
        self._app = app
        self._networks = trusted

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, under the client's own address."""
        peer = environ.get("REMOTE_ADDR", "")
        if self._networks and self._trusts(_parsed(peer)):
            environ["REMOTE_ADDR"] = self._client(peer, environ.get("HTTP_X_FORWARDED_FOR", ""))
        else:
            # Anybody could give their requests the ids of others.
            environ.pop("HTTP_X_REQUEST_ID", None)
        return self._app(environ, start_response)

    def _client(self, peer: str, forwarded: str) -> str:
        client = peer
        for text in reversed(forwarded.split(",")):
            address = _parsed(text.strip())
            if address is None:
                return client
            client = text.strip()
            if not self._trusts(address):
                return client
        return client

    def _trusts(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """The name under which an address is counted: hashed, IPv6 by its /64, never empty."""
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        # One household or office has a whole /64.
        address = address.ipv4_mapped or IPv6Network((int(address), 64), strict=False).network_address
    # A limit with an empty key would be skipped.
    return hashlib.blake2b(str(address or "unknown").encode(), digest_size=12).hexdigest()


def network(text: str) -> str:
    """The network prefix of an address, as much as may be kept of where somebody was: /24 or /48."""
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address is None:
        return "unknown"
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


@lru_cache(maxsize=8192)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
