"""Sites: the origins that a partner registers, and what may be one (SPEC section 6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import InsertOnce
from app.domain import weburl
from app.domain.weburl import WebUrl
from app.models import Partner, Site

MOST = 50
"""Sites of one partner: all of them stand in the policy of each of its pages."""

_WWW = "www."
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9]+(?:[/?#]|$))", re.IGNORECASE | re.ASCII)
_INSERT = InsertOnce(Site.__table__)


class SiteError(Exception):
    """The base of what can be wrong with a site; in words for whoever registers it."""


class UnfitSite(SiteError):
    """Raised for what can be nobody's site."""


class TooManySites(SiteError):
    """Raised when a partner would have more sites than fit into a policy."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Where this service stands: what it may not take for a partner's site."""

    ours: tuple[str, ...]
    """Our own host names; `.example.com` stands for every name below it, too."""
    rehearsal: bool
    """Whether this machine may be a site: in the demo and in tests."""

    def has(self, host: str) -> bool:
        """Whether a host is one of ours."""
        return any(host == one.lstrip(".") or (one[0] == "." and host.endswith(one)) for one in self.ours)


@dataclass(frozen=True, slots=True)
class Twin:
    """An origin that people reach the same site by."""

    origin: str
    likely: bool


def read(text: str, here: Neighbourhood) -> WebUrl:
    """The site of any of its addresses, as people type it. Raises UnfitSite."""
    text = text.strip()
    try:
        url = weburl.parse_typed(text if _SCHEME.match(text) else f"https://{text}")
    except weburl.MalformedUrl:
        raise UnfitSite("Write the address of a page on your site, like https://www.example.com.") from None
    if here.has(url.host):
        raise UnfitSite(f"{url.host} is our own address. Write the address of your site.")
    if not _is_public(url.host, here.rehearsal):
        raise UnfitSite(f"{url.host} is not on the internet. Write the public address of your site.")
    return WebUrl(url.scheme, url.host, url.port, "", None, None)


def twins(site: WebUrl) -> tuple[Twin, ...]:
    """The same name with and without www, by https and http; those that most sites need first."""
    schemes = (site.scheme,) if site.port else ("https", "http")
    urls = [
        WebUrl(scheme, host, site.port, "", None, None) for scheme in schemes for host in _names(site.host)
    ]
    # Where https is spoken, http only leads there.
    return tuple(
        Twin(url.origin, url.scheme == "https" or site.scheme == "http")
        for url in urls
        if url.origin != site.origin and weburl.is_origin(url.origin)
    )


def readable(origin: str) -> str | None:
    """The host in its own script, where browsers write it in another way."""
    host = weburl.parse(origin).host
    if "xn--" not in host:
        return None
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return None


def of(session: Session, partner_id: int) -> list[Site]:
    """All sites of a partner, in the order in which they were registered."""
    return list(session.scalars(select(Site).where(Site.partner_id == partner_id).order_by(Site.id)))


def find(session: Session, number: int, partner_id: int) -> Site | None:
    """One site, if it is this partner's."""
    return session.scalar(select(Site).where(Site.id == number, Site.partner_id == partner_id))


def register(
    session: Session, partner_id: int, origins: Iterable[str], builder: str | None, now: datetime
) -> list[str]:
    """Add what is not there yet; returns what was added. Raises TooManySites."""
    # Else two at once could both find room for the last one.
    session.execute(select(Partner.id).where(Partner.id == partner_id).with_for_update())
    values = {"partner_id": partner_id, "builder": builder, "created_at": now}
    added = [one for one in origins if _INSERT(session, values | {"origin": one}) is not None]
    if added and (session.scalar(select(func.count()).where(Site.partner_id == partner_id)) or 0) > MOST:
        raise TooManySites(f"You can register {MOST} sites. Remove one that you no longer use.")
    return added


def _names(host: str) -> tuple[str, ...]:
    if "." not in host or _address(host):
        return (host,)
    apex = host.removeprefix(_WWW)
    # Nobody's site is a whole top-level domain.
    return (f"{_WWW}{apex}", apex) if "." in apex else (host,)


def _is_public(host: str, rehearsal: bool) -> bool:
    address = _address(host)
    if address:
        return address.is_global or (rehearsal and address.is_loopback)
    if host == "localhost" or host.endswith(".localhost"):
        return rehearsal
    return "." in host


def _address(host: str) -> IPv4Address | None:
    # What ends in a number is an address: the URL's grammar lets no other such host through.
    return IPv4Address(host) if host.rpartition(".")[2].isdigit() else None
