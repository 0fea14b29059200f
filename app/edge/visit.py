"""A visit: what a partner's URL asked for, who the partner is, and which site shows us."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, urlencode

from app import clock
from app.domain import returnurl, weburl
from app.domain.directory import KnownPartner
from app.domain.findings import Noted
from app.domain.returnurl import Return
from app.domain.text import printable
from app.edge import fragment, params
from app.edge.current import current_request
from app.edge.house import house
from app.edge.params import Parameters

_FRAMES = frozenset({"iframe", "frame", "object", "embed"})
LONGEST_ORIGIN = 300
_HANDED_ON = ("PartnerID", "SubPartnerID", "returnurl", "theme")
POSTED = "posted"
"""What the address of a form's post has at the end of its query, and the address of its page has not."""
_POSTED_LAST = f"&{POSTED}".encode()
_ORIGIN = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


class UnregisteredSite(Exception):
    """Raised when a site that the partner has not registered frames one of our forms."""

    def __init__(self, visit: "Visit") -> None:
        super().__init__()
        self.visit = visit


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a page, understood once; the same value serves the post that follows."""

    parameters: Parameters
    partner: KnownPartner | None
    site: str | None
    """Origin of the embedding page as the browser told it: a hint, never proof."""
    utm: dict[str, str]
    findings: tuple[Noted, ...] = ()
    noindex: bool = True
    """Search engines see the plain page only: no partner's variant of it, and nothing that follows it."""

    @property
    def dry_run(self) -> bool:
        """Whether nothing that is typed may be processed: the one place that decides."""
        return self.parameters.test

    @property
    def theme(self) -> str | None:
        """The theme asked for; None leaves it to the visitor."""
        return self.parameters.theme

    @property
    def handed_on(self) -> str:
        """The query of a signup that is offered on this page: who is credited, and where it ends."""
        given = params.packed(self.parameters)
        pairs = {name: given[name] for name in _HANDED_ON if name in given}
        if self.dry_run:
            # A rehearsal stays one, wherever it is continued.
            pairs["test"] = "true"
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def sites(self) -> tuple[str, ...]:
        """The partner's sites: what this page may tell more than its height, and may lead back to."""
        return self.partner.sites if self.partner else ()

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Who may frame this page besides ourselves."""
        return self.partner.ancestors if self.partner else ()

    @property
    def site_registered(self) -> bool | None:
        """Whether the page around may be there; None where the browser did not tell which one it is."""
        return None if self.site is None else _is_registered(self.site, self.partner)

    @property
    def returns_to(self) -> Return | None:
        """Where this visitor may be returned to."""
        return returnurl.judge(self.parameters.returnurl, self.partner)


def arrive(*, leads: bool = False) -> Visit:
    """Understand the request that shows a page and note what is wrong with the call.

    `leads` says that the page takes leads, which need a channel manager. Raises UnregisteredSite.
    """
    visit = understand(query(), embedding_site(), leads=leads)
    if not visit.dry_run and visit.findings:
        partner_id = visit.partner.id if visit.partner else None
        house().ledger.note(partner_id, visit.findings, clock.now())
    if visit.site_registered is False:
        raise UnregisteredSite(visit)
    return visit


def understand(query: str, site: str | None, *, leads: bool = False) -> Visit:
    """What a query string means when `site` shows it."""
    call = params.parse(query)
    asked = call.parameters
    partner = house().directory.find(asked.PartnerID)
    findings = (*call.findings, *_about_partner(asked, partner, leads), *_about_places(asked, partner, site))
    return Visit(asked, partner, site, call.utm, findings, noindex=bool(query))


def without_partner(query: str) -> Visit:
    """What a query string says by itself, while the partner can not be looked up."""
    call = params.parse(query)
    return Visit(call.parameters, None, None, call.utm)


def query() -> str:
    """The partner's query string as it came, in printable ASCII, without our own last word."""
    # With a separator before it, the word is found also where nothing else stands.
    raw = (b"&" + current_request().query_string).removesuffix(_POSTED_LAST)[1:]
    return raw.decode("ascii") if raw.isascii() else quote_from_bytes(raw, safe=string.printable)


def embedding_site() -> str | None:
    """The origin of the page that shows us; None at top level, when hidden, or our own."""
    told = current_request().environ.get
    if fragment.is_asked():
        # HTMX tells the whole address as well (HX-Current-URL), which is nobody's business.
        page = _ORIGIN.match(told("HTTP_ORIGIN", ""))
    elif told("HTTP_SEC_FETCH_DEST") in _FRAMES:
        page = _ORIGIN.match(told("HTTP_REFERER", ""))
    else:
        return None
    if page is None:
        return None
    try:
        origin = weburl.parse(page[0]).origin
    except weburl.MalformedUrl:
        # No browser writes such an origin, so no partner has registered it.
        origin = printable(page[0][:LONGEST_ORIGIN])
    return None if origin in house().settings.origins else origin


def _is_registered(site: str, partner: KnownPartner | None) -> bool:
    if partner is None:
        return False
    # A builder's frames may hold ours; they are no page into which a fragment may be written.
    return site in partner.sites if fragment.is_asked() else partner.may_be_framed_by(site)


def _about_partner(asked: Parameters, partner: KnownPartner | None, leads: bool) -> Iterator[Noted]:
    if asked.PartnerID and partner is None:
        yield Noted("unknown_partner", "PartnerID", asked.PartnerID)
    if partner and partner.suspended:
        yield Noted("suspended_partner", "PartnerID", partner.public_id)
    if leads and asked.PartnerID and not asked.source_cm_name:
        yield Noted("no_manager", "source_cm_name")


def _about_places(asked: Parameters, partner: KnownPartner | None, site: str | None) -> Iterator[Noted]:
    if site and not _is_registered(site, partner):
        yield Noted("unregistered_site", "", site)
    if asked.returnurl is None:
        return
    leads_to = returnurl.judge(asked.returnurl, partner)
    if leads_to is None:
        yield Noted("returnurl_without_partner", "returnurl", asked.returnurl)
    elif not leads_to.trusted:
        yield Noted("foreign_returnurl", "returnurl", leads_to.host)
