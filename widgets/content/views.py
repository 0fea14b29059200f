"""Product pages: stored anywhere, asked for again each time, and 304 while nothing changed."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from app import clock
from app.domain.directory import KnownPartner
from app.domain.products import HOME, Edition, Product
from app.edge import compression, fragment, headers, limits, oembed, rendered, visit
from app.edge.headers import Unchanged
from app.edge.house import house
from app.edge.params import Parameters
from app.edge.rendered import Rendered
from app.edge.visit import Visit
from widgets.content import prose

bp = Blueprint("content", __name__, template_folder="templates")

_HTML = "text/html; charset=utf-8"
_SIGNUPS = ("/guest", "/webstore", "/webstore/")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose site the pages are shown on: what every link keeps, and what makes pages differ."""

    syndicated: bool
    partner: KnownPartner | None
    claimed: str | None
    theme: Literal["light", "dark"] | None
    prefix: str = ""
    """Of ids, on a page that is not ours."""

    @property
    def asked(self) -> Parameters:
        """What a partner's snippet of these pages asks for."""
        return Parameters(PartnerID=self.claimed, theme=self.theme)

    def link(self, href: str) -> str:
        """Where a link of ours leads; signups of a syndicated page give way to the note."""
        if not href.startswith("/"):
            return href
        if self.syndicated and href in _SIGNUPS:
            return f"#{self.prefix}contact"
        kept = {"syndication": "true"} if self.syndicated else {}
        if self.claimed:
            kept["PartnerID"] = self.claimed
        if self.theme:
            kept["theme"] = self.theme
        return f"{href}?{urlencode(kept)}" if kept else href


@bp.get("/")
def home() -> Response:
    """The overview of all products."""
    return _page(HOME)


@bp.get("/<path:page>.php")
def show(page: str) -> Response:
    """One product page, as its file says at this moment."""
    return _page(f"/{page}.php")


@bp.get("/fragment/content")
def show_in_place() -> Response:
    """The overview as a part of a partner's own page; its links lead to ours."""
    limits.show()
    product = house().products.now().find(HOME)
    seen = _seen()
    asked = seen.parameters
    prefix = fragment.prefix(secrets.token_urlsafe(8))
    reader = Reader(True, seen.partner, asked.PartnerID, asked.theme, prefix)
    body = prose.html(product.markdown, reader.link)
    return Response(
        fragment.absolute(render_template("content/_body.html", product=product, reader=reader, body=body))
    )


def _page(path: str) -> Response:
    limits.show()
    edition = house().products.now()
    product = edition.find(path)
    seen = _seen()
    asked = seen.parameters
    reader = Reader(asked.syndication, seen.partner, asked.PartnerID, asked.theme)
    key = ("content", product.path, edition.version, reader)
    kept = house().pages.get(key, partial(_render, edition, product, reader))
    return _answer(kept)


def _seen() -> Visit:
    seen = visit.understand(visit.query(), None)
    if seen.findings:
        house().ledger.note(seen.partner.id if seen.partner else None, seen.findings, clock.now())
    return seen


def _render(edition: Edition, product: Product, reader: Reader) -> Rendered:
    html = render_template(
        "content/page.html",
        product=product,
        products=edition.pages,
        reader=reader,
        sites=reader.partner.sites if reader.partner else (),
        body=prose.html(product.markdown, reader.link),
        base_url=house().settings.base_url,
        oembed=oembed.address(oembed.reading(product), reader.asked),
        stylesheet=house().assets.stylesheet(reader.partner.brand if reader.partner else None, "site"),
    )
    # Weak: compressed or not, it is the same page.
    etag = f'W/"{hashlib.sha256(html.encode()).hexdigest()[:32]}"'
    policies = headers.public(house().settings.origins, anywhere=reader.syndicated, etag=etag)
    return rendered.cut(html, headers.finished(policies, _HTML, house().settings))


def _answer(kept: Rendered) -> Response:
    """The page, or only that it is still the same."""
    etag = dict(kept.headers)["ETag"]
    known = request.headers.get("If-None-Match", "")
    if any(tag.strip() == etag for tag in known.split(",")):
        return Unchanged(kept.headers)
    return compression.page(kept.pieces[0], kept.headers)
