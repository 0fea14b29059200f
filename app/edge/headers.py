"""The policies of every answer (SPEC section 11): what it may load, and who may frame it."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from app.config import Settings

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    # With no-referrer the Origin of our own forms' posts would become "null".
    ("Referrer-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
)
Policies = tuple[tuple[str, str], ...]


class Finished(Response):
    """An answer with headers that `finished` made: they are complete and were checked.

    Werkzeug would copy and check every one of them, twice, for each visitor.
    """

    STATUS = 200

    def __init__(self, body: bytes, headers: Policies) -> None:
        ready = Headers()
        ready._list = [*headers, ("Content-Length", str(len(body)))]
        super().__init__([body], self.STATUS, headers=ready)

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """The headers as they are: nothing is left to be counted or made absolute."""
        return self.headers

    def get_app_iter(self, environ: Any) -> Iterable[bytes]:
        """The body as it is: there is nothing to encode, nor to close."""
        return () if environ["REQUEST_METHOD"] == "HEAD" else self.response  # type: ignore[return-value]


class Unchanged(Finished):
    """The answer to whoever keeps a copy of the page that is still the same; `headers` as for the page."""

    STATUS = 304

    def __init__(self, headers: Policies) -> None:
        super().__init__(b"", headers)
        # Of the page itself it says nothing: not what it is, nor how long.
        self.headers._list = [pair for pair in headers if pair[0] != "Content-Type"]


def finished(policies: Policies, content_type: str, settings: Settings) -> Policies:
    """All headers of a page that is kept, for `Finished`."""
    return tuple(Headers([("Content-Type", content_type), *policies, *_everywhere(settings)]))


def embeddable(
    origins: tuple[str, ...],
    framers: Iterable[str],
    image_origin: str | None = None,
    form_origin: str | None = None,
) -> Policies:
    """Headers of a page that `framers`, and we ourselves, may frame.

    `image_origin` is that of a partner's remote logo, `form_origin` that of the page to which a
    form's post is redirected; both are rebuilt from parsed parts.
    """
    ancestors = " ".join(dict.fromkeys((*origins, *framers)))
    if image_origin in origins:
        # An uploaded logo is served by us, and isolated hosts may load it.
        image_origin = None
    policy = _content_policy(
        origins, ancestors, (image_origin,) if image_origin else (), (form_origin,) if form_origin else ()
    )
    return (
        ("Content-Security-Policy", policy),
        *_isolation("credentialless" if image_origin else "require-corp"),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Referer, Sec-Fetch-Dest, HX-Request, Accept-Encoding"),
    )


def framed_anywhere(origins: tuple[str, ...]) -> Policies:
    """Headers of a page without form or data that any site may frame."""
    return (
        ("Content-Security-Policy", _content_policy(origins, "*")),
        *_isolation("require-corp"),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Referer, Sec-Fetch-Dest, HX-Request, Accept-Encoding"),
    )


def public(origins: tuple[str, ...], *, anywhere: bool, etag: str) -> Policies:
    """Headers of a page that anybody may keep and must ask for again each time.

    `anywhere` lets any site frame it: it has no form.
    """
    ancestors = "*" if anywhere else " ".join(origins)
    return (
        ("Content-Security-Policy", _content_policy(origins, ancestors)),
        *_isolation("require-corp"),
        ("Cache-Control", "public, no-cache"),
        ("ETag", etag),
        ("Vary", "Accept-Encoding"),
    )


def never_framed(origins: tuple[str, ...]) -> Policies:
    """Headers of everything that is not made for embedding."""
    return (
        ("Content-Security-Policy", _content_policy(origins, "'none'")),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Accept-Encoding"),
    )


def framing_ours(origins: tuple[str, ...]) -> Policies:
    """The same for a page that holds one of ours in a frame, and runs nothing in it."""
    (policy, strict), *others = never_framed(origins)
    return ((policy, f"{strict}; frame-src {' '.join(origins)}"), *others)


def _content_policy(
    origins: tuple[str, ...], ancestors: str, images: tuple[str, ...] = (), forms: tuple[str, ...] = ()
) -> str:
    # Our own origins by name: in a sandboxed frame WebKit matches nothing with 'self'. A page brings
    # along, as data:, what HTMX shows where no answer comes.
    own = " ".join(origins)
    return (
        f"default-src 'none'; style-src {own}; script-src {own}; connect-src {own} data:;"
        f" img-src {' '.join((own, *images))}; media-src {own}; form-action {' '.join((own, *forms))};"
        f" base-uri 'none'; frame-ancestors {ancestors}"
    )


def _isolation(embedder_policy: str) -> Policies:
    # Both are needed so that cross-origin isolated hosts can show the page.
    return (
        ("Cross-Origin-Embedder-Policy", embedder_policy),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    )


def _everywhere(settings: Settings) -> Policies:
    if settings.base_url.startswith("https:"):
        return (*_EVERYWHERE, ("Strict-Transport-Security", "max-age=31536000"))
    return _EVERYWHERE


def attach(app: Flask, settings: Settings) -> None:
    """Give every answer the common headers, and the strict ones where a view chose none."""
    strict = never_framed(settings.origins)
    everywhere = _everywhere(settings)

    @app.after_request
    def complete(response: Response) -> Response:
        if isinstance(response, Finished):
            return response
        headers = response.headers
        headers.extend(everywhere)
        if response.mimetype == "text/html":
            if "Content-Security-Policy" not in headers:
                headers.extend(pair for pair in strict if pair[0] not in headers)
        elif request.endpoint == "static":
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            headers["Cache-Control"] = "public, max-age=3600"
        return response
