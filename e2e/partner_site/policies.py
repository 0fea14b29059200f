"""What each page may load, and who may frame it: no more than the snippets on it say that they need."""

from urllib.parse import urlsplit

from flask import Response, current_app, request

from e2e.partner_site import builder, order

# What a host has to allow for each way of placing something, beside its own; docs/embedding.md says the same.
ALLOWED = {
    "iframe": {"frame-src": "{service}"},
    "script": {"script-src": "{service}/embed/", "frame-src": "{service}"},
    "fragment": {"connect-src": "{service}", "img-src": "{service}", "media-src": "{service}"},
    "picture": {"img-src": "{service}/images/"},
}

# Pages with more than frames on them, and those with scripts of our own.
_PLACED = {
    "in-place": ("fragment",),
    "isolated": ("iframe", "script", "fragment", "picture"),
    "nested": ("iframe", "script"),
    "scriptless": ("iframe", "script", "fragment"),
    "strict": ("iframe", "script", "fragment"),
}
_OUR_SCRIPTS = ("in-place", "isolated", "scriptless", "strict", "widgets/app", "wordpress.show")

# A browser runs no script on such a page, nor in its frames.
_SCRIPTLESS = "sandbox allow-forms allow-same-origin allow-popups allow-top-navigation-by-user-activation"


def add_headers(response: Response) -> Response:
    """Be a strict host: an embed that needs more than its snippet says fails here first."""
    headers = response.headers
    headers["Content-Security-Policy"] = policy(request.endpoint or "", current_app.config["SERVICE"])
    headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    headers["X-Content-Type-Options"] = "nosniff"
    if request.endpoint == "isolated":
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    if (response.mimetype or "").startswith("image/"):
        # The service shows our logo on pages with COEP, which refuse images without this.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def policy(endpoint: str, service: str) -> str:
    """The Content-Security-Policy of one page."""
    scheme, host, *_ = urlsplit(service)
    rules = {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": [order.form_targets() if request.blueprint == "order" else "'none'"],
        # Whatever a site builder serves, anybody can frame.
        "frame-ancestors": ["*" if endpoint == "nested" else "'none'"],
    }
    if endpoint in _OUR_SCRIPTS:
        rules["script-src"] = ["'self'"]
    if endpoint == "builder":
        rules["frame-src"] = [builder.nest()]
    ways = ("script",) if endpoint.startswith("widgets/") else _PLACED.get(endpoint, ("iframe",))
    for way in ways:
        for name, source in ALLOWED[way].items():
            sources = rules.setdefault(name, [])
            sources += {source.format(service=f"{scheme}://{host}")} - set(sources)
    written = "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
    return f"{written}; {_SCRIPTLESS}" if endpoint == "scriptless" else written
