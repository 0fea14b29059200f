"""Compression of what is text, where the browser takes it."""

import gzip
from functools import lru_cache

from flask import Flask, Response

from app.edge import squeezing
from app.edge.current import current_request
from app.edge.headers import Finished, Policies

_WORTH_IT = 1_000
"""Bytes, below which a packet is a packet."""


def attach(app: Flask) -> None:
    """Compress pages on their way out; that they vary by it stands among their policies.

    The quickest level for most: a page is squeezed anew for each visitor, and what the slower levels save
    of a few kilobytes is less than what they cost. Each page holds a token made for it alone, so
    that what compression tells about its length can not be added up over many pages.
    """

    @app.after_request
    def compress(response: Response) -> Response:
        if "Content-Encoding" in response.headers:
            return response
        if takes_gzip() and response.mimetype == "text/html" and (response.content_length or 0) >= _WORTH_IT:
            page = response.get_data()
            response.set_data(gzip.compress(page, 1 if len(page) < squeezing.LONG else 6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
        return response


def asset(content: bytes, kind: str, caching: str) -> Response:
    """An answer that is the same for everybody, squeezed once as far as it goes."""
    response = Response(squeezed(content) if takes_gzip() else content, content_type=kind)
    if takes_gzip():
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = caching
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def page(content: bytes, headers: Policies) -> Response:
    """A page that is the same for many, squeezed once as far as it goes; `headers` are complete."""
    if takes_gzip():
        return Finished(squeezed(content), (*headers, ("Content-Encoding", "gzip")))
    return Finished(content, headers)


def takes_gzip() -> bool:
    """Whether this browser said that it reads gzip."""
    accepted = current_request().environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in accepted and "gzip;q=0" not in accepted


@lru_cache(maxsize=128)
def squeezed(content: bytes) -> bytes:
    """The content at the best compression there is."""
    return gzip.compress(content, 9, mtime=0)
