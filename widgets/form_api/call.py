"""One post of a partner's own form: whose it is and where it leads back, before its fields are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from app.domain import returnurl, weburl
from app.domain.directory import KnownPartner
from app.domain.findings import Noted
from app.domain.weburl import MalformedUrl
from app.edge import params, visit
from app.edge.fields import posted
from app.edge.house import house
from app.edge.params import Parameters


class Refused(Exception):
    """Raised with what the partner has to mend, for a post that can be led back nowhere."""

    def __init__(self, call: "Call", finding: Noted) -> None:
        super().__init__()
        self.call = call
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Call:
    """What a post says besides its fields."""

    asked: Parameters
    partner: KnownPartner | None
    origin: str | None
    """Of the page that sent it, as the browser tells; None where it hides that."""
    referrer: str
    fields: Mapping[str, str]
    utm: dict[str, str]
    findings: tuple[Noted, ...]
    parameters: tuple[tuple[str, str], ...]
    """As they came, for the report on a dry run; no field is among them."""

    @property
    def site(self) -> str | None:
        """Which of the partner's sites sent it: a hint, never proof."""
        # A post that the partner's server passed on by a redirect has an Origin of null.
        sites = self.partner.sites if self.partner else ()
        return next((site for site in sites if site in (self.origin, self.referrer)), None)

    def leads_back_to(self) -> str:
        """The returnurl, judged at this moment and written again from its parts. Raises Refused."""
        judged = returnurl.judge(self.asked.returnurl, self.partner)
        if judged is None or not _holds(judged.url):
            raise Refused(self, Noted("form_refused_returnurl", "returnurl"))
        if not judged.trusted:
            raise Refused(self, Noted("form_refused_foreign", "returnurl", judged.host))
        return judged.url


def arrive() -> Call:
    """Understand the post of this request. Raises Refused, and what `fields.posted` raises."""
    body = posted()
    # A part of a multipart body may lack its name.
    sent = [(name, text) for name, text in body.items(multi=True) if name]
    in_body = {name.strip() for name, _ in sent}
    sent += [(name, text) for name, text in params.pairs(visit.query()) if name.strip() not in in_body]
    said = params.understand(sent)
    known = (*params.NAMES, *params.UTM)
    origin = request.headers.get("Origin", "null")
    call = Call(
        asked=said.parameters,
        partner=house().directory.find(said.parameters.PartnerID),
        origin=None if origin == "null" else origin,
        referrer="/".join(request.headers.get("Referer", "").split("/")[:3]),
        fields=body,
        utm=said.utm,
        findings=said.findings,
        parameters=tuple(pair for pair in sent if pair[0].strip() in known),
    )
    objection = _objection(call)
    if objection:
        raise Refused(call, objection)
    call.leads_back_to()
    return call


def _objection(call: Call) -> Noted | None:
    """What stands against a post besides its returnurl, in the order of SPEC section 4."""
    partner, claimed = call.partner, call.asked.PartnerID
    if claimed is None:
        return Noted("form_refused_nobody", "PartnerID")
    if partner is None:
        return Noted("form_refused_partner", "PartnerID", claimed)
    if partner.suspended:
        return Noted("form_refused_suspended")
    if not partner.form_api:
        return Noted("form_refused_inactive")
    if call.origin is not None and call.origin not in partner.sites:
        return Noted("form_refused_origin", "Origin", call.origin)
    return None


def _holds(url: str) -> bool:
    # Written again from its parts, a URL may be longer than one may be that is judged again.
    try:
        weburl.parse(url)
    except MalformedUrl:
        return False
    return True
