"""Which network addresses a partner's name may lead us to: those of the public internet alone."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# is_global alone is not enough: it takes multicast, and what hides an IPv4 address within, for public.
_ORDINARY_IPV6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_HIDDEN_IPV6 = (IPv6Network("2001::/23"), IPv6Network("2002::/16"))
"""Teredo and its neighbours, and 6to4."""
_NEVER_IPV4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.88.99.0/24",  # the relays of 6to4
        "168.63.129.16/32",  # inside Azure, the platform itself
    )
)


def is_public(text: str) -> bool:
    """Whether an address that a name was resolved to is one that anybody can reach."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _is_public_ipv4(address) if isinstance(address, IPv4Address) else _is_public_ipv6(address)


def is_loopback(text: str) -> bool:
    """Whether an address is this very machine's."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def _is_public_ipv4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NEVER_IPV4)
    )


def _is_public_ipv6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return _is_public_ipv4(address.ipv4_mapped)
    if address in _NAT64:
        return _is_public_ipv4(IPv4Address(address.packed[-4:]))
    return (
        address in _ORDINARY_IPV6
        and address.is_global
        and not any(address in network for network in _HIDDEN_IPV6)
    )
