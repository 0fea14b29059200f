"""What every answer obeys, whatever was asked."""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

from werkzeug.datastructures import Headers

from tests.browser import OURS
from tests.edge.hostile.words import MARK, PRODUCT

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LEADS_TO = {OURS, "http://partnerwebsite.com", "http://localhost:8001", "http://www.tmclabs.com"}
"""Ours, and the sites of the cast's partners."""
KINDS = {
    *("text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8", "text/plain"),
    *("text/csv; charset=utf-8", "text/xml; charset=utf-8", "application/json", "application/problem+json"),
    *("text/plain; charset=utf-8", "image/png", "image/webp", "image/svg+xml", "image/jpeg", "audio/wav"),
    *("image/svg+xml; charset=utf-8", "image/x-icon", "text/plain; version=1.0.0; charset=utf-8"),
}
_TAG = re.compile(r"""<(/?[A-Za-z][\w-]*)((?:\s+[^\s=>"'/]+(?:="[^"]*"|='[^']*'|=[^\s"'=<>`]+)?)*)\s*/?>""")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:="([^"]*)"|='([^']*)'|=([^\s"'=<>`]+))?""")
_ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "poster", "data"}
# A page brings along what HTMX shows where no answer comes.
_SAFE = re.compile(
    rf"/(?![/\\])|https?://|#|\?|mailto:|tel:|[\w-]+$|data:text/html;charset=utf-8,(?!.*{MARK})|$"
)
_COOKIE = re.compile(r"session=[^;]*; (Expires=[^;]+; )?(Max-Age=0; )?HttpOnly; Path=/; SameSite=Lax")
_SOURCE = re.compile(
    r"'none'|data:|\*|https?://(\[[0-9a-f:]+\]|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?", re.ASCII
)


def faults(status: int, headers: Headers, body: bytes, *, fragment: bool = False) -> Iterator[str]:
    """Everything that is wrong with an answer."""
    if status >= 500 and status != 501:
        yield f"status {status}"
    yield from _of_headers(headers)
    yield from _of_place(headers.get("Location"))
    kind = headers.get("Content-Type")
    if headers.get("Content-Encoding") == "gzip" and body:
        body = gzip.decompress(body)
    if kind is None:
        if body:
            yield "a body of no kind"
    elif kind not in KINDS:
        yield f"kind {kind!r}"
    elif body:
        yield from _of_body(kind.partition(";")[0], body)
    if kind == "text/html; charset=utf-8":
        yield from _of_policy(headers, fragment)


def _of_headers(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if not (value.isascii() and value.isprintable()):
            yield f"{name}: {value!r}"
        if "evil" in name.lower() or (MARK in value and name not in ("Location", "HX-Replace-Url")):
            yield f"{name}: {value[:200]!r}"
    for name, value in EVERYWHERE.items():
        if headers.getlist(name) != [value]:
            yield f"{name}: {headers.getlist(name)}"
    if "Server" in headers:
        yield "says what serves"
    for cookie in headers.getlist("Set-Cookie"):
        if not _COOKIE.fullmatch(cookie):
            yield f"Set-Cookie: {cookie}"
    if headers.get("Access-Control-Allow-Origin", "*") not in {"*", *LEADS_TO}:
        yield f"shared with {headers['Access-Control-Allow-Origin']}"


def _of_place(place: str | None) -> Iterator[str]:
    """No redirect leads off the list, however a browser reads it."""
    if place is None:
        return
    if place.startswith("/"):
        if place[1:2] in ("/", "\\") or re.search(r"[\\\s]", place):
            yield f"leads to {place!r}"
        return
    parts = urlsplit(place)
    if f"{parts.scheme}://{parts.netloc}" not in LEADS_TO:
        yield f"leads to {place!r}"


def _of_policy(headers: Headers, fragment: bool) -> Iterator[str]:
    policies = headers.getlist("Content-Security-Policy")
    if len(policies) != 1:
        yield f"{len(policies)} policies"
        return
    directives = [one.split() for one in policies[0].split(";")]
    names = [one[0] for one in directives]
    if len(set(names)) < len(names) or not {"default-src", "script-src", "frame-ancestors"} <= set(names):
        yield f"policy of {names}"
    for name, *sources in directives:
        known = all(_SOURCE.fullmatch(source) for source in sources)
        if not known or ("*" in sources and name != "frame-ancestors"):
            yield f"policy {name} {sources}"
    if "frame-ancestors 'none'" in policies[0]:
        if headers.get("X-Frame-Options") != "DENY":
            yield "may be framed by old browsers"
    elif "Set-Cookie" in headers:
        yield "a page for frames sets a cookie"


def _of_body(kind: str, body: bytes) -> Iterator[str]:
    if kind == "text/html":
        yield from of_html(body.decode())
    elif kind in ("application/json", "application/problem+json"):
        json.loads(body)
    elif kind in ("text/xml", "image/svg+xml"):
        if any(MARK in element.tag for element in ElementTree.fromstring(body).iter()):
            yield "elements of somebody else"
    elif kind == "text/csv":
        yield from _of_table(body.decode("utf-8-sig"))


def of_html(text: str) -> Iterator[str]:
    """Tags are well-formed and ours, and nothing that was sent is more than text."""
    if PRODUCT in text:
        yield "a template computed"
    tags = {found.start(): found for found in _TAG.finditer(text)}
    for found in tags.values():
        yield from _of_tag(found[1].lower(), found[2])
    for begun in re.finditer(r"<[/A-Za-z]", text):
        if begun.start() not in tags:
            yield f"no tag: {text[begun.start() :][:80]!r}"


def _of_tag(name: str, rest: str) -> Iterator[str]:
    attributes = [(one[1].lower(), one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(rest)]
    names = [one for one, _ in attributes]
    is_inline = name == "script" and "src" not in names
    if is_inline or MARK in name or name in ("base", "object", "embed", "style"):
        yield f"<{name}>"
    if len(set(names)) < len(names):
        yield f"<{name}> with {names}"
    for attribute, value in attributes:
        if MARK in attribute or attribute.startswith("on") or attribute in ("style", "srcdoc"):
            yield f"<{name} {attribute}>"
        if attribute in _ADDRESSES and not _SAFE.match(value):
            yield f"<{name} {attribute}={value[:80]!r}>"


def _of_table(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            if re.match(r"[=@\t\r\n\uff1d\uff0b\uff0d\uff20]|[+-](?![0-9.]+$)", cell):
                yield f"a formula {cell[:40]!r}"
