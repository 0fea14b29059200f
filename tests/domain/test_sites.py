"""What may be a partner's site, and what else it may be called."""

import pytest

from app import clock
from app.db import Database
from app.domain import sites
from app.domain.sites import Neighbourhood, TooManySites, UnfitSite
from app.models import Partner

PRODUCTION = Neighbourhood(("tools.vendor.example", ".smartbox.example"), rehearsal=False)
REHEARSAL = Neighbourhood(("127.0.0.1",), rehearsal=True)

LONG = ".".join(["a" * 62] * 4)[:-1]


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.com", "https://www.example.com"),
        ("  HTTPS://WWW.Example.COM:443/shop?a=1#top ", "https://www.example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("example.com", "https://example.com"),
        ("example.com:8443/contact", "https://example.com:8443"),
        ("http://münchen.example/straße", "http://xn--mnchen-3ya.example"),
        ("https://93.184.216.34/", "https://93.184.216.34"),
    ],
)
def test_any_address_of_a_site_names_it(typed: str, origin: str) -> None:
    assert sites.read(typed, PRODUCTION).origin == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "not an address",
        "ftp://example.com",
        "javascript:alert(1)",
        "mailto:tim@example.com",
        "https://",
        "https:///evil.test",
        "https://example.com@evil.test/",
        "https://evil.test\\@example.com",
        "https://example.com.",
        "https://*.example.com",
        "https://example..com",
        "https://exa mple.com",
        "https://example.com:0",
        "https://example.com:99999",
        "https://2130706433",
        "https://0x7f.1",
        "https://[::1]/",
        "https://" + "a." * 130 + "com",
        "https://\ud800.example",
        "x" * 10_000,
    ],
)
def test_what_is_no_address_is_told_how_one_looks(typed: str) -> None:
    with pytest.raises(UnfitSite, match="Write the address of a page on your site"):
        sites.read(typed, PRODUCTION)


@pytest.mark.parametrize(
    "host",
    [
        "com",
        "localhost",
        "tools.localhost",
        "intranet:8080",
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.10",
        "172.16.5.5",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
    ],
)
def test_what_only_one_network_can_reach_is_nobodys_site(host: str) -> None:
    with pytest.raises(UnfitSite, match="is not on the internet"):
        sites.read(f"http://{host}/", PRODUCTION)


@pytest.mark.parametrize("host", ["tools.vendor.example", "smartbox.example", "www.smartbox.example"])
def test_we_are_nobodys_site(host: str) -> None:
    with pytest.raises(UnfitSite, match="is our own address"):
        sites.read(f"https://{host}:8443", PRODUCTION)


@pytest.mark.parametrize("typed", ["http://localhost:8001/", "http://harbour.localhost:8001"])
def test_in_a_rehearsal_this_machine_may_be_a_site(typed: str) -> None:
    assert sites.read(typed, REHEARSAL).origin == typed.rstrip("/")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (
            "https://www.example.com",
            {"https://example.com": True, "http://www.example.com": False, "http://example.com": False},
        ),
        (
            "http://example.com",
            {"https://www.example.com": True, "https://example.com": True, "http://www.example.com": True},
        ),
        ("https://example.com:8443", {"https://www.example.com:8443": True}),
        ("https://93.184.216.34", {"http://93.184.216.34": False}),
        ("http://www.com", {"https://www.com": True}),
        (f"https://{LONG}", {f"http://{LONG}": False}),
    ],
)
def test_the_twins_of_a_site(typed: str, offered: dict[str, bool]) -> None:
    found = sites.twins(sites.read(typed, PRODUCTION))

    assert {twin.origin: twin.likely for twin in found} == offered


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("http://xn--mnchen-3ya.example", "münchen.example"),
        ("https://www.example.com", None),
        ("https://xn--a.example", None),
    ],
)
def test_a_name_in_its_own_script(origin: str, words: str | None) -> None:
    assert sites.readable(origin) == words


def test_a_site_is_registered_once_and_fifty_are_the_most(database: Database, cast: None) -> None:
    with database.writing() as session:
        partner = session.query(Partner).filter_by(public_id="1234567").one().id
        others = [f"https://{number}.example" for number in range(49)]

        added = sites.register(session, partner, ["http://www.tmclabs.com", *others], None, clock.now())
        again = sites.register(session, partner, others, None, clock.now())

        assert (added, again) == (others, [])
        with pytest.raises(TooManySites, match="You can register 50 sites"):
            sites.register(session, partner, ["https://one-more.example"], None, clock.now())
