"""oEmbed 1.0: how another site's editor shows a page of ours from its address (SPEC section 11).

What can be read comes in a frame. Forms come as a link: many consumers sandbox frames so that
nothing can be sent from them.
"""

import xml.etree.ElementTree as ET
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request

from app.domain import snippets, weburl
from app.domain.products import HOME, Product, UnknownPage
from app.domain.weburl import MalformedUrl
from app.edge import limits, params
from app.edge.house import house
from app.edge.params import Parameters
from app.edge.widget import Placement

bp = Blueprint("oembed", __name__)

CACHE_AGE = 3600
"""Seconds for which a consumer may believe an answer."""

Answer = dict[str, str | int]


class NotOurs(Exception):
    """Raised for an address at which there is nothing of ours to show."""


@bp.get("/oembed")
def describe() -> Response:
    """What to show for the page at `url`."""
    limits.show()
    url = request.args.get("url", "")
    if not url:
        return _refusal(400, "Name the page to show: /oembed?url=https%3A%2F%2F…")
    form = request.args.get("format", "json")
    if form not in ("json", "xml"):
        return _refusal(501, "Ask for format=json or format=xml.")
    try:
        answer = _answer(*placed(url))
    except NotOurs:
        return _refusal(404, "There is nothing of ours to show at this address.")
    response = (
        jsonify(answer) if form == "json" else Response(_xml(answer), content_type="text/xml; charset=utf-8")
    )
    response.headers["Cache-Control"] = f"public, max-age={CACHE_AGE}"
    return response


@bp.after_request
def open_to_everybody(response: Response) -> Response:
    """Let any page read the answer: it holds nothing that its question does not."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def address(place: Placement, asked: Parameters) -> str:
    """Where the page with these parameters is described, for the head of that page."""
    base_url = house().settings.base_url
    return snippets.oembed(snippets.url(place, base_url, params.written(asked)), base_url)


def placed(url: str) -> tuple[Placement, Parameters]:
    """The page at this address and what is asked of it. Raises NotOurs."""
    page, _, rest = url.partition("?")
    try:
        parts = weburl.parse(page.partition("#")[0])
    except MalformedUrl:
        raise NotOurs from None
    if parts.origin not in house().settings.origins:
        raise NotOurs
    return _at(parts.path or "/"), params.parse(rest.partition("#")[0]).parameters


def _at(path: str) -> Placement:
    for place in house().placements().values():
        if place.has_form and place.path.rstrip("/") == path.rstrip("/"):
            return place
    try:
        return reading(house().products.now().find(HOME if path == "/" else path))
    except UnknownPage:
        raise NotOurs from None


def reading(product: Product) -> Placement:
    """One product page as it can be placed: what is placed under a name of its own is the first of them."""
    content = house().placements()["content"]
    return replace(content, path=product.path, link_text=product.title, title=product.title)


def _answer(place: Placement, asked: Parameters) -> Answer:
    settings, vendor = house().settings, house().vendor
    common: Answer = {
        "version": "1.0",
        "title": place.link_text,
        "provider_name": vendor.name,
        "provider_url": settings.base_url,
        "cache_age": CACHE_AGE,
    }
    if place.has_form:
        return {"type": "link", **common}
    width, height = _within("maxwidth", snippets.WIDTH), _within("maxheight", place.height)
    frame = snippets.iframe(
        place, settings.base_url, params.written(asked), vendor.name, size=(width, height)
    )
    return {"type": "rich", **common, "html": str(frame), "width": width, "height": height}


def _within(name: str, wanted: int) -> int:
    """What we would like, or less where the consumer has less; a limit that is no number is none."""
    text = request.args.get(name, "")
    most = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    return min(wanted, most) if most else wanted


def _xml(answer: Answer) -> str:
    root = ET.Element("oembed")
    for name, value in answer.items():
        ET.SubElement(root, name).text = str(value)
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return declaration + ET.tostring(root, encoding="unicode")


def _refusal(status: int, words: str) -> Response:
    return Response(f"{words}\n", status, content_type="text/plain; charset=utf-8")
