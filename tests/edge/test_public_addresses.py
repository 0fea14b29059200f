"""Which addresses a partner's name may lead to: everything that is not the public internet is refused."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.edge.public_addresses import is_loopback, is_public

PRIVATE_IPV4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
)
PRIVATE_IPV6 = (
    *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7"),
    *("fe80::/10", "fec0::/10", "ff00::/8", "::ffff:0:0:0/96", "4000::/3", "8000::/2"),
)
anywhere = st.sampled_from((*PRIVATE_IPV4, *PRIVATE_IPV6)).flatmap(lambda net: st.ip_addresses(network=net))


@given(anywhere)
def test_no_address_of_a_private_network_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped(address: IPv4Address) -> None:
    wrapped = [f"::ffff:{address}", f"64:ff9b::{address}"]

    assert [is_public(text) for text in wrapped] == [is_public(str(address))] * 2
    assert not is_public(f"::{address}")
    assert not is_public(str(IPv6Address(0x2002 << 112 | int(address) << 80)))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "::ffff:1.1.1.1"],
)
def test_what_anybody_can_reach_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
        *("::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "::1", "::", "0.0.0.0", "255.255.255.255"),
        *(
            "fe80::1%eth0",
            "2606:4700::1%1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "localhost",
            "",
            "1.1.1.1/32",
        ),
    ],
)
def test_metadata_services_and_what_is_no_address_are_not(address: str) -> None:
    assert not is_public(address)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    is_public(text)
    is_loopback(text)
