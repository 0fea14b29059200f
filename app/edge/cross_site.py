"""Whether a post comes from a page of ours (SPEC section 12), without any cookie."""

from flask import request

from app.edge.house import house


class CrossSitePost(Exception):
    """Raised for a form that another site sent; what was typed is kept and can be sent again."""


def refuse_strangers() -> None:
    """Let a post through that a browser says is from our own page. Raises CrossSitePost."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSitePost
    elif request.headers.get("Origin") not in house().settings.origins:
        raise CrossSitePost
