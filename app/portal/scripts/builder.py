"""The builder: one page of ours with a partner's parameters, seen as it is, in every way of placing it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.db import db
from app.domain import colours, qr, returnurl, signature, snippets, working
from app.domain.directory import KnownPartner
from app.domain.qr import TooLongForQr
from app.domain.signature import Logo, Signature
from app.domain.working import Way
from app.edge import headers, office, params
from app.edge.fields import line
from app.edge.house import house
from app.edge.rights import open_to
from app.edge.widget import Placement
from app.models import Partner
from app.portal import ourselves
from app.portal.area import PORTAL
from app.portal.scripts import filling
from app.portal.scripts.galleries import KINDS

_ON = (("", "On"), ("false", "Off"))
_THEMES = (("", "As the visitor prefers"), ("light", "Light"), ("dark", "Dark"))
_TEST = (("", "Off"), ("true", "On: nothing that is typed is processed"))


def _choice(label: str, choices: tuple[tuple[str, str], ...]) -> SelectField:
    offered = [SelectChoice(value, words) for value, words in choices]
    return SelectField(label, choices=offered, validate_choice=False, render_kw={"type": "select"})


class ParameterForm(Form):
    """The parameters of SPEC section 1, under their own names: the address holds what was chosen."""

    source_partner_name = line("Your name", None, 120, hint="Prospects read it at the upper right.")
    source_cm_name = line("Channel manager", None, 120, hint="Shown where your own name is left out.")
    source_number = line("Telephone", None, 120, type="tel")
    source_email = line("E-mail", None, 254, type="email")
    source_company = line("Company", None, 120)
    source_website = line("Website", None, 2048, type="url", inputmode="url")
    source_logo = line("Address of your logo", None, 2048, type="url", inputmode="url")
    SubPartnerID = line("SubPartnerID", None, 64, hint="To tell your own people or campaigns apart.")
    returnurl = line("returnurl", None, 2048, hint="Where visitors go on; a page of a registered site.")
    theme = _choice("Theme", _THEMES)
    webchat = _choice("Chat", _ON)
    test = _choice("Test mode", _TEST)


@dataclass(frozen=True, slots=True)
class Order:
    """What was chosen for one page: the parameters that can be used, and why others can not."""

    place: Placement
    typed: dict[str, str]
    given: filling.Pairs
    refused: dict[str, str]
    """Words by parameter."""
    foreign: str | None = None
    """A returnurl that could be used if its site were registered."""


@dataclass(frozen=True, slots=True)
class Code:
    """One way of placing the page: what to copy, or why it would not work."""

    way: str
    label: str
    words: str
    text: str
    withheld: str | None = None


@open_to("partner")
def show(slug: str) -> Response:
    """The form, the page as it looks, and its codes."""
    with db.reading() as session:
        partner = filling.ourselves(session)
        order = _order(slug, partner)
    form = ParameterForm(data=order.typed)
    for one in form:
        # Something is always chosen there.
        one.flags.required = isinstance(one, SelectField)
    for name, words in order.refused.items():
        form[name].errors = [words]
    here, known = house(), ourselves.partner()
    address = snippets.url(order.place, here.settings.base_url, order.given)
    response = PORTAL.show(
        "portal/scripts/builder.html",
        place=order.place,
        pages=here.placements().values(),
        kinds=KINDS,
        kind=next((kind for kind, one in KINDS.items() if one.holds(order.place)), None),
        fields=[form[name] for name in filling.offered(order.place)],
        refused=order.refused,
        foreign=order.foreign,
        preview=address.removeprefix(here.settings.base_url),
        codes=_codes(order, known),
        partner_has_sites=bool(known.sites),
        signature=_signature(order, partner, address),
        qr=_pictures(order, address),
    )
    # The page itself stands in it, in a frame.
    response.headers.extend(headers.framing_ours(here.settings.origins))
    return response


@open_to("partner")
def qr_svg(slug: str) -> Response:
    """The QR code of the page's address, for any size."""
    return _picture(slug, "svg")


@open_to("partner")
def qr_png(slug: str) -> Response:
    """The same as a picture."""
    return _picture(slug, "png")


def _order(slug: str, partner: Partner) -> Order:
    place = office.only(house().placements().get(slug))
    asked = [name for name in filling.offered(place) if name in request.args]
    typed = {name: request.args[name].strip() for name in asked} or dict(filling.beginning(place, partner))
    written = filling.with_id(partner, ((name, text) for name, text in typed.items() if text))
    call = params.understand(written)
    refused = {found.hint: found.words for found in call.findings if found.hint in typed}
    foreign = None
    if typed.get("returnurl"):
        wrong = returnurl.refusal(typed["returnurl"], ourselves.partner())
        if wrong:
            refused["returnurl"] = wrong.words
            foreign = typed["returnurl"] if wrong.rule == "foreign_returnurl" else None
    given = tuple(pair for pair in params.written(call.parameters) if pair[0] not in refused)
    return Order(place, typed, given, refused, foreign)


def _codes(order: Order, partner: KnownPartner) -> list[Code]:
    here = house()
    made = snippets.of(
        order.place, here.settings.base_url, order.given, here.vendor.name, here.pinned_loader()
    )
    reasons = working.withheld(order.place, partner)
    ways: tuple[tuple[Way, str, str, object], ...] = (
        ("url", "Address", "For letters, posts and everything that takes an address.", made.url),
        ("link", "Link", "Works on every page and in every editor.", made.link),
        ("iframe", "Frame", "The page inside yours, without any script.", made.iframe),
        ("script", "Script", "The page inside yours, as high as it needs to be.", made.script),
        ("script", "Script, pinned", "This very script and never another one.", made.pinned),
        ("fragment", "HTMX", "For pages that use htmx 2 or 4: in your own styles.", made.fragment),
        ("oembed", "oEmbed", "For editors and programs that ask how to show a page.", made.oembed),
    )
    return [
        Code(f"code-{number}", label, words, str(text), reasons.get(way))
        for number, (way, label, words, text) in enumerate(ways)
    ]


def _signature(order: Order, partner: Partner, address: str) -> Signature:
    known = filling.contact(partner)
    lines = tuple(
        known[name] for name in ("source_partner_name", "source_company", "source_number") if name in known
    )
    logo = Logo(known["source_logo"], partner.company) if "source_logo" in known else None
    color = colours.ink(partner.brand or house().vendor.brand)
    return signature.block(address, order.place.link_text, color, lines, logo)


def _pictures(order: Order, address: str) -> dict[str, str] | None:
    """Where the QR codes are; None for an address that is too long for one."""
    try:
        qr.svg(address)
    except TooLongForQr:
        return None
    asked: dict[str, Any] = dict(order.typed, slug=order.place.slug)
    return {kind: url_for(f"portal.scripts.qr_{kind}", **asked) for kind in ("svg", "png")}


def _picture(slug: str, kind: str) -> Response:
    with db.reading() as session:
        order = _order(slug, filling.ourselves(session))
    address = snippets.url(order.place, house().settings.base_url, order.given)
    try:
        content = qr.svg(address).encode() if kind == "svg" else qr.png(address)
    except TooLongForQr:
        office.not_here()
    response = Response(content, content_type="image/svg+xml" if kind == "svg" else "image/png")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}-qr.{kind}"'
    return response
