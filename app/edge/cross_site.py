"""Whether a post comes from a page of ours (SPEC section 12), without any cookie."""

from flask import request

from app.edge.house import house


class CrossSitePost(Exception):
    """Raised for a form that another site sent; what was typed is kept and can be sent again."""


def refuse_strangers() -> None:
    """Let a post through that a browser says is from our own page. Raises CrossSitePost."""
    if not (_is_ours() or is_opaque()):
        raise CrossSitePost


def is_opaque() -> bool:
    """Whether the browser hides where this post comes from, as in a sandboxed frame."""
    # SPEC section 12 lets same-origin and none through. A frame with `sandbox="allow-forms"` may hold
    # our own page and still says null and cross-site, and so does every tab that is opened from it: a
    # refusal would never end. Such a post rests on no cookie, so a captcha is enough.
    return request.headers.get("Origin") == "null" and not _is_ours()


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    return request.headers.get("Origin") in house().settings.origins
