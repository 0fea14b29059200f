"""Who is calling: only trusted proxies are believed, and every address has a key."""

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

import pytest

from app.edge import client
from app.edge.client import ClientAddress

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8:ffff::/48"))
PROXY, CLIENT = "10.1.2.3", "198.51.100.7"


def seen(peer: str, forwarded: str | None) -> str:
    """The address that the app sees."""
    found: list[str] = []

    def app(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        found.append(environ["REMOTE_ADDR"])
        return []

    environ = {"REMOTE_ADDR": peer} | ({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})
    ClientAddress(app, PROXIES)(environ, None)
    return found[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (CLIENT, None, CLIENT),
        (CLIENT, "203.0.113.9", CLIENT),
        (PROXY, None, PROXY),
        (PROXY, "", PROXY),
        (PROXY, CLIENT, CLIENT),
        (PROXY, f"203.0.113.9, {CLIENT}", CLIENT),
        (PROXY, f"{CLIENT}, 10.9.9.9", CLIENT),
        (PROXY, f"{CLIENT},10.9.9.9,10.8.8.8", CLIENT),
        (PROXY, "10.9.9.9", "10.9.9.9"),
        (PROXY, f"{CLIENT}, nonsense", PROXY),
        (PROXY, f"nonsense, {CLIENT}", CLIENT),
        (PROXY, f"{CLIENT}:8080", PROXY),
        (PROXY, "<script>", PROXY),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        ("2001:db8:ffff::1", CLIENT, CLIENT),
        ("", CLIENT, ""),
        ("unix:", CLIENT, "unix:"),
    ],
)
def test_only_a_trusted_proxy_can_name_another_address(
    peer: str, forwarded: str | None, address: str
) -> None:
    assert seen(peer, forwarded) == address


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (CLIENT, "198.51.100.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", CLIENT, True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "nonsense", True),
        ("", CLIENT, False),
    ],
)
def test_addresses_are_counted_together_where_one_household_has_them(
    one: str, other: str, same: bool
) -> None:
    assert (client.key(one) == client.key(other)) is same


@pytest.mark.parametrize("address", ["", "nonsense", CLIENT, "2001:db8::1", "\x00", "1" * 1000])
def test_a_key_is_never_empty_and_tells_no_address(address: str) -> None:
    assert len(client.key(address)) == 24
    assert address == "" or address not in client.key(address)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_records_hold_the_network_of_an_address(address: str, network: str) -> None:
    assert client.network(address) == network
